/**
 * Returns the name by which people start this program. It is installed as `netsh` and as `netsh-shell`; on Windows the
 * first one is the system's own, which is found before this one.
 */
export function programName(platform: NodeJS.Platform = process.platform): 'netsh' | 'netsh-shell' {
  return platform === 'win32' ? 'netsh-shell' : 'netsh';
}
