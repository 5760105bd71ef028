import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lock, takeLock } from '../store/lock.ts';

/** A temporary folder of one lesson: a home directory, and the folder in which its lines run. */
export interface Sandbox {
  readonly home: string;
  readonly files: string;
  /** Removes it with all that is in it; may be called more than once. */
  remove(): void;
}

const PREFIX = 'netsh-lesson-';
/** Another lesson that begins at the same moment may take a new folder for a leftover. */
const TRIES = 5;

/** Opens a sandbox, and removes those of lessons that were killed. `root` is the system's temporary folder. */
export function openSandbox(root: string = tmpdir()): Sandbox {
  removeLeftovers(root);
  for (let tries = 1; ; tries += 1) {
    const folder = mkdtempSync(join(root, PREFIX));
    const lock = lockOf(folder);
    if (lock) return sandboxIn(folder, lock);
    if (tries === TRIES) throw new Error(`No folder for the lesson could be made in ${root}.`);
  }
}

function sandboxIn(folder: string, lock: Lock): Sandbox {
  const home = join(folder, 'home');
  const files = join(folder, 'files');
  mkdirSync(files, { mode: 0o700 });
  let isRemoved = false;
  return {
    home,
    files,
    remove() {
      if (isRemoved) return;
      isRemoved = true;
      lock.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes what lessons left behind that ended without a chance to do so; nobody else's folders. */
function removeLeftovers(root: string): void {
  for (const name of readdirSync(root).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(root, name);
    if (!isOwnFolder(folder)) continue;
    // Its process held this lock for as long as it lived.
    const lock = lockOf(folder);
    if (!lock) continue;
    lock.release();
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The next lesson tries again.
    }
  }
}

function isOwnFolder(folder: string): boolean {
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  const isMine = process.getuid === undefined || facts?.uid === process.getuid();
  return facts !== undefined && facts.isDirectory() && isMine;
}

function lockOf(folder: string): Lock | undefined {
  try {
    return takeLock(join(folder, 'lock'));
  } catch {
    return undefined;
  }
}
