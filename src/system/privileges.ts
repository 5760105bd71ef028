/** Says in one sentence how to get more rights on this system. */
export function elevationAdvice(): string {
  if (process.platform === 'win32') return 'Start the terminal with "Run as administrator" and try again.';
  return isRoot()
    ? 'Even root may not write there: the file system may be mounted read-only or the folder made immutable.'
    : 'Run netsh as the owner of the folder (with sudo where that is root), or let NETSH_HOME name a folder of your own.';
}

/** Whether this process runs as root; false where the system has no such user. */
function isRoot(): boolean {
  return process.geteuid?.() === 0;
}
