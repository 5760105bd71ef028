import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from '../../errors/unknown.ts';
import type { HomePaths } from '../../store/home.ts';
import { readOwnFile } from '../../store/own-file.ts';
import { patiently, renamePatiently } from '../../store/patiently.ts';
import { type ControlSocket, notePath } from './control-socket.ts';

/** The names that `prepareControlPipe` gives: the process that listens, and 128 random bits. */
const NAME = /^\\\\\.\\pipe\\netsh-(\d{1,10})-[0-9a-f]{32}$/;

/**
 * Returns the named pipe of a home directory on Windows, from the note in its `run` folder; undefined where no living
 * process has one. Whoever cannot read the note does not know the name, and every way of writing the home leads to the same
 * note. The pipe of a process that was killed is not asked: somebody else may have made one of that name since. Throws a
 * `StoreError` where the note cannot be read.
 */
export function controlPipe(paths: HomePaths): string | undefined {
  const note = notePath(paths);
  const name = readOwnFile(note, `The note ${note} cannot be read`, (fd) => readFileSync(fd, 'utf8'));
  const pid = NAME.exec(name ?? '')?.[1];
  return pid !== undefined && isAlive(Number(pid)) ? name : undefined;
}

/** Prepares a named pipe for the service of a home directory. Only the holder of the home's lock may do this. */
export function prepareControlPipe(paths: HomePaths): ControlSocket {
  const note = notePath(paths);
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const name = `\\\\.\\pipe\\netsh-${process.pid}-${randomBytes(16).toString('hex')}`;
  return {
    sign: note,
    unready: name,
    publish() {
      const unready = `${note}.new`;
      writeFileSync(unready, name, { mode: 0o600 });
      renamePatiently(unready, note);
    },
    withdraw: () => patiently(() => rmSync(note, { force: true })),
  };
}

/** Whether a process runs, also one of another user (kill(2), OpenProcess). */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
