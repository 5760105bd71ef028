import { readFileSync, writeFileSync } from 'node:fs';
import { isRecord } from '../portproxy/is-record.ts';
import { checkHome } from './check-home.ts';
import { type HomePaths, prepareHome } from './home.ts';
import { parseJsonText } from './json-text.ts';
import { readOwnFile } from './own-file.ts';
import { renamePatiently } from './patiently.ts';
import { realFile } from './real-file.ts';
import { storeFault } from './store-error.ts';

/** The steps of lessons that were solved, from 0, by the name of the lesson. */
export type Progress = ReadonlyMap<string, ReadonlySet<number>>;

/** Longest file that is read, in bytes. */
const MAX_BYTES = 64 * 1024;
/** A lesson has fewer steps. */
const MAX_STEPS = 100;

/** Reads the progress of a home directory; a file that is not understood counts as none. Throws a `StoreError`. */
export function readProgress(paths: HomePaths): Progress {
  checkHome(paths);
  const what = `The progress of lessons ${paths.lessons} cannot be read`;
  const text = readOwnFile(realFile(paths.lessons), what, (fd, size) =>
    size > MAX_BYTES ? '' : readFileSync(fd, 'utf8'),
  );
  const solved = solvedIn(text ?? '');
  return new Map(Object.entries(solved).map(([name, steps]) => [name, new Set(stepsIn(steps))]));
}

/** Writes the progress of a home directory, whole or not at all. Throws a `StoreError`. */
export function writeProgress(paths: HomePaths, progress: Progress): void {
  try {
    prepareHome(paths);
    const file = realFile(paths.lessons);
    const unready = `${file}.${process.pid}.new`;
    const solved = Object.fromEntries(
      [...progress].map(([name, steps]) => [name, [...steps].sort(ascending)]),
    );
    writeFileSync(unready, `${JSON.stringify({ solved }, undefined, 2)}\n`, { mode: 0o600 });
    renamePatiently(unready, file);
  } catch (error) {
    throw storeFault(error, `The progress of lessons ${paths.lessons} cannot be written`);
  }
}

/** Returns progress with one more step solved. */
export function withSolved(progress: Progress, lesson: string, step: number): Progress {
  return new Map([...progress, [lesson, new Set([...(progress.get(lesson) ?? []), step])]]);
}

function solvedIn(text: string): Record<string, unknown> {
  try {
    const value = parseJsonText(text);
    return isRecord(value) && isRecord(value['solved']) ? value['solved'] : {};
  } catch {
    return {};
  }
}

function stepsIn(value: unknown): number[] {
  if (!Array.isArray(value)) return [];
  return value.filter((step): step is number => Number.isInteger(step) && step >= 0 && step < MAX_STEPS);
}

function ascending(one: number, other: number): number {
  return one - other;
}
