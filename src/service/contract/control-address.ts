import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HomePaths } from '../../store/home.ts';
import { StoreError, storeFault } from '../../store/store-error.ts';
import { errorCode } from '../../errors/unknown.ts';

/** Longest path of a socket, in bytes; the limits of systems lie between 103 and 107. */
const MAX_BYTES = 100;
const NAME = 'control.sock';
/** The socket is bound under this name and gets its own when it listens. */
const UNREADY = '.new';

/**
 * Returns where the control socket of a home directory is: in its `run` folder; where that path is too long for a socket,
 * at the path in a note in that folder (undefined while there is none); on Windows a named pipe.
 */
export function controlAddress(paths: HomePaths): string | undefined {
  if (process.platform === 'win32') return `\\\\.\\pipe\\netsh-${hashOf(paths.home)}`;
  const direct = join(paths.run, NAME);
  if (fits(direct)) return direct;
  try {
    return readFileSync(notePath(paths), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw storeFault(error, `The note ${notePath(paths)} cannot be read`);
  }
}

/** A socket about to be bound: bind `unready`, then call `publish`; `withdraw` before it is closed. */
export interface ControlSocket {
  readonly path: string;
  readonly unready: string;
  publish(): void;
  withdraw(): void;
}

/**
 * Prepares the place of the control socket, and replaces the socket of an earlier service: only the holder of the home's
 * lock may do this. The socket is renamed into place once it listens, so no client meets one that does not.
 */
export function prepareControlSocket(paths: HomePaths): ControlSocket {
  if (process.platform === 'win32') {
    const pipe = controlAddress(paths) ?? '';
    return { path: pipe, unready: pipe, publish: () => {}, withdraw: () => {} };
  }
  const direct = join(paths.run, NAME);
  const path = fits(direct) ? direct : join(privateFolder(paths), NAME);
  const unready = path + UNREADY;
  rmSync(unready, { force: true });
  return {
    path,
    unready,
    publish() {
      chmodSync(unready, 0o600);
      renameSync(unready, path);
      if (path !== direct) writeFileSync(notePath(paths), path, { mode: 0o600 });
    },
    withdraw: () => rmSync(path, { force: true }),
  };
}

function fits(path: string): boolean {
  return Buffer.byteLength(path + UNREADY) <= MAX_BYTES;
}

function notePath(paths: HomePaths): string {
  return join(paths.run, 'control.path');
}

/** Makes a folder outside of the home directory for this user alone. Throws where somebody else could have made it. */
function privateFolder(paths: HomePaths): string {
  const uid = process.getuid?.() ?? 0;
  const name = `netsh-${uid}-${hashOf(paths.home)}`;
  const bases = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'];
  const base = bases.find((each) => each?.startsWith('/') && fits(join(each, name, NAME))) ?? '/tmp';
  const folder = join(base, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const facts = lstatSync(folder);
    if (!facts.isDirectory() || facts.uid !== uid || (facts.mode & 0o077) !== 0) {
      throw new StoreError(
        'storage',
        `The folder ${folder} for the control socket is not private to this user.`,
      );
    }
    return folder;
  } catch (error) {
    throw storeFault(error, `The folder ${folder} for the control socket cannot be used`);
  }
}

/** Returns a short name for a home directory. node:crypto costs 2 ms, so it is loaded only here. */
function hashOf(home: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(home).digest('hex').slice(0, 16);
}
