import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkHome } from '../../store/check-home.ts';
import type { HomePaths } from '../../store/home.ts';
import { readOwnFile } from '../../store/own-file.ts';
import { StoreError, storeFault } from '../../store/store-error.ts';
import { isTrustedOwner, wayProblem } from '../../store/trust.ts';
import { errorCode } from '../../errors/unknown.ts';
import { controlPipe, prepareControlPipe } from './control-pipe.ts';
import { type ControlSocket, notePath } from './control-socket.ts';

/** Longest path of a socket, in bytes; the limits of systems lie between 103 and 107. */
const MAX_BYTES = 100;
const NAME = 'control.sock';
/** The socket is bound under this name and gets its own when it listens. */
const UNREADY = '.new';

/**
 * Returns where the control socket of a home directory is: in its `run` folder; where that path is too long for a socket,
 * at the path in a note in that folder (undefined while there is none); on Windows a named pipe, whose name is in such a
 * note. Throws a `StoreError` where somebody else could listen there.
 */
export function controlAddress(
  paths: HomePaths,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform === 'win32') return controlPipe(paths);
  checkHome(paths);
  const direct = join(paths.run, NAME);
  if (fits(direct)) return direct;
  const note = notePath(paths);
  const path = readOwnFile(note, `The note ${note} cannot be read`, (fd) => readFileSync(fd, 'utf8'));
  if (path === undefined || !existsSync(dirname(path))) return undefined;
  checkSocketFolder(dirname(path));
  return path;
}

/**
 * Prepares the place of the control socket, and replaces the socket of an earlier service: only the holder of the home's
 * lock may do this. The socket is renamed into place once it listens, so no client meets one that does not.
 */
export function prepareControlSocket(
  paths: HomePaths,
  platform: NodeJS.Platform = process.platform,
): ControlSocket {
  if (platform === 'win32') return prepareControlPipe(paths);
  const direct = join(paths.run, NAME);
  const path = fits(direct) ? direct : join(privateFolder(paths), NAME);
  const unready = path + UNREADY;
  rmSync(unready, { force: true });
  return {
    sign: path,
    unready,
    publish() {
      chmodSync(unready, paths.isShared ? 0o660 : 0o600);
      renameSync(unready, path);
      if (path !== direct) writeFileSync(notePath(paths), path, { mode: 0o600 });
    },
    withdraw: () => rmSync(path, { force: true }),
  };
}

function fits(path: string): boolean {
  return Buffer.byteLength(path + UNREADY) <= MAX_BYTES;
}

/**
 * Makes a folder outside of the home directory for this user alone, below the first of the usual folders that is safe.
 * Throws a `StoreError` where somebody else could have made it.
 */
function privateFolder(paths: HomePaths): string {
  const name = `netsh-${process.geteuid?.() ?? 0}-${hashOf(paths.home)}`;
  const bases = [process.env['XDG_RUNTIME_DIR'], tmpdir()];
  const base = bases.find((each) => each?.startsWith('/') && isSafe(join(each, name, NAME))) ?? '/tmp';
  const folder = join(base, name);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw storeFault(error, `The folder ${folder} for the control socket cannot be used`);
    }
  }
  checkSocketFolder(folder);
  return folder;
}

function isSafe(socket: string): boolean {
  const base = dirname(dirname(socket));
  return fits(socket) && existsSync(base) && wayProblem(dirname(socket)) === undefined;
}

function checkSocketFolder(folder: string): void {
  const facts = lstatSync(folder);
  const isPrivate = facts.isDirectory() && isTrustedOwner(facts.uid) && (facts.mode & 0o077) === 0;
  const problem = isPrivate ? wayProblem(folder) : `The folder ${folder} is not private to this user.`;
  if (problem === undefined) return;
  throw new StoreError('storage', `The control socket cannot be used. ${problem}`);
}

/** Returns a short name for a home directory. node:crypto costs 2 ms, so it is loaded only here. */
function hashOf(home: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(home).digest('hex').slice(0, 16);
}
