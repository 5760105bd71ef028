/** Tests that say nothing about Windows when they run under Wine, by file and, where only some of it are meant, by name. */
export interface LeftOut {
  readonly file: string;
  /** Part of the full name; all tests of the file without it. */
  readonly tests?: RegExp;
  readonly reason: string;
}

const MODES = 'modes and owners of files are those of Unix';
const SIGNALS = 'a signal ends a process of Windows without asking it';
const SOCKET = 'the control socket is a pipe on Windows, which is no file';
const NATIVE = 'lives are handed over by native sockets, which are those of Linux';
const HELD = 'Windows removes no folder in which a process has files open';
const UNIX = 'devices, links or paths of Unix';
const SHELL = 'ssh and other programs are scripts of a Unix shell in these tests';
const MANY = 'each listener of Windows keeps 33 sockets, and wineserver has no room for those of a thousand';

export const NOT_UNDER_WINE: readonly LeftOut[] = [
  { file: 'test/store/check-home.test.ts', reason: MODES },
  { file: 'test/store/full-disk.test.ts', reason: UNIX },
  {
    file: 'test/store/home.test.ts',
    tests: /NETSH_HOME decides|configuration folder of the system|on macOS root/,
    reason: UNIX,
  },
  { file: 'test/store/rotated-file.test.ts', tests: /named pipe|a link, |a device, /, reason: UNIX },
  {
    file: 'test/store/rotated-file.test.ts',
    tests: /keeps its mode|others can write/,
    reason: MODES,
  },
  { file: 'test/service/full-disk.test.ts', reason: UNIX },
  { file: 'test/service/signals.test.ts', reason: SIGNALS },
  { file: 'test/service/elevation.test.ts', reason: MODES },
  { file: 'test/service/long-path.test.ts', reason: SOCKET },
  { file: 'test/service/taken-away.test.ts', tests: /control socket|meanwhile/, reason: SOCKET },
  { file: 'test/service/taken-away.test.ts', tests: /folder is removed ends/, reason: HELD },
  { file: 'test/service/other-versions.test.ts', reason: SOCKET },
  { file: 'test/service/restart.test.ts', reason: NATIVE },
  { file: 'test/service/descriptors.test.ts', reason: UNIX },
  { file: 'test/program/launcher.test.ts', reason: UNIX },
  { file: 'test/program/helper-files.test.ts', reason: MODES },
  { file: 'test/program/upgrade.test.ts', reason: NATIVE },
  { file: 'test/program/moving.test.ts', tests: /dev.zero/, reason: UNIX },
  { file: 'test/program/moving.test.ts', tests: /more entries than one request/, reason: MANY },
  { file: 'test/service/feed-slow.test.ts', tests: /does not read nothing is kept/, reason: MANY },
  { file: 'test/relay/create.test.ts', tests: /5,000 entries/, reason: MANY },
  { file: 'test/program/log.test.ts', tests: /dev.null/, reason: UNIX },
  { file: 'test/program/remote.test.ts', reason: SHELL },
  { file: 'test/program/far-end.test.ts', reason: SHELL },
  { file: 'test/program/watch.test.ts', tests: /without a fault by/, reason: SIGNALS },
];

/** Returns why a test is left out, if it is. */
export function leftOutBecause(file: string, test: string): string | undefined {
  const path = file.replaceAll('\\', '/');
  return NOT_UNDER_WINE.find((each) => path.endsWith(each.file) && (each.tests?.test(test) ?? true))?.reason;
}
