import { lstatSync } from 'node:fs';

/** Home directory of the system's relay on Linux: the folder that its unit makes (StateDirectory of systemd.exec(5)). */
export const SYSTEM_HOME = '/var/lib/netsh';
/** Folder of its lock and its control socket (RuntimeDirectory), for root and the group of administrators. */
export const SYSTEM_RUN = '/run/netsh';
/** Its unit, by which an installed one is known. */
const SYSTEM_UNIT = '/etc/systemd/system/netsh.service';

/** Whether a home directory is the one of the system's relay, which administrators share. */
export function isSystemHome(home: string): boolean {
  return home === SYSTEM_HOME && process.platform === 'linux';
}

/** Whether the system's relay is installed, and this process may use its table: as root, as a member of its group, or as its user. */
export function mayUseSystemHome(): boolean {
  if (process.platform !== 'linux' || !lstatSync(SYSTEM_UNIT, { throwIfNoEntry: false })) return false;
  const facts = lstatSync(SYSTEM_HOME, { throwIfNoEntry: false });
  if (facts?.isDirectory() !== true) return false;
  const uid = process.geteuid?.();
  return uid === 0 || uid === facts.uid || groups().has(facts.gid);
}

function groups(): ReadonlySet<number> {
  return new Set([...(process.getgroups?.() ?? []), process.getegid?.() ?? -1]);
}
