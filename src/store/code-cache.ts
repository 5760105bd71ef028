import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors/unknown.ts';
import { hasOwners, wayProblem } from './trust.ts';

/** Name of the folder in a home directory. */
const FOLDER = 'code';
/** So many programs may have their code kept beside that of the one that comes new: others were replaced. */
const KEPT = 3;
/** Bits of a mode that let anybody but the owner do something. */
const OTHERS = 0o077;

/**
 * Returns the folder of a home directory in which Node keeps the compiled code of this program, so that the next command need
 * not compile it again. It is made in a home directory in which a relay has run; `program` is a file that every upgrade replaces. Returns
 * undefined where there is none, where anybody but this user could write what is then executed, and on any fault: netsh
 * compiles its code then.
 */
export function codeFolder(home: string, program: string): string | undefined {
  try {
    if (!existsSync(join(home, 'run'))) return undefined;
    const folder = join(home, FOLDER);
    if (wayProblem(folder) !== undefined || !isOwn(folder)) return undefined;
    const { ino, size, mtimeMs } = statSync(program);
    const own = `${ino}-${size}-${Math.floor(mtimeMs)}`;
    if (makeFolder(join(folder, own))) removeOldest(folder, own);
    return join(folder, own);
  } catch {
    return undefined;
  }
}

/** Makes the folder where it is not there; tells whether it is this user's alone. */
function isOwn(folder: string): boolean {
  makeFolder(folder);
  const facts = lstatSync(folder);
  if (!facts.isDirectory()) return false;
  return !hasOwners() || (facts.uid === process.geteuid?.() && (facts.mode & OTHERS) === 0);
}

/** Makes a folder for this user alone; returns whether it was not there. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the code of programs that were replaced. */
function removeOldest(folder: string, own: string): void {
  const others = readdirSync(folder)
    .filter((name) => name !== own)
    .map((name) => ({ name, at: lstatSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.at - a.at);
  for (const { name } of others.slice(KEPT)) rmSync(join(folder, name), { recursive: true, force: true });
}
