/** The first descriptor that a service manager hands over (SD_LISTEN_FDS_START of sd_listen_fds(3)). */
const FIRST = 3;
const MOST = 1 << 16;

type Environment = Record<string, string | undefined>;

/** Returns the descriptors that a service manager has handed to the process `pid` by its environment (sd_listen_fds(3)). */
export function inheritedDescriptors(env: Readonly<Environment>, pid: number): readonly number[] {
  if (env['LISTEN_PID'] !== String(pid) || !/^\d{1,5}$/.test(env['LISTEN_FDS'] ?? '')) return [];
  const count = Math.min(Number(env['LISTEN_FDS']), MOST);
  return Array.from({ length: count }, (_, index) => FIRST + index);
}

/** Removes what was told of descriptors: they are taken, and no other thread or process may take them again. */
export function forgetInherited(env: Environment): void {
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete env[name];
}
