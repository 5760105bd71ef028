import { lstat, mkdir, open, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, messageOf } from '../errors/unknown.ts';
import { checkHome } from './check-home.ts';
import { patientlyLater } from './patiently.ts';
import { TO_APPEND, TO_READ_ITSELF, openFault, refuseOthers } from './own-file.ts';

/** The lines typed so far, oldest first: those of the file, and those of this session alone. */
export interface History {
  readonly lines: readonly string[];
  /** Why lines are kept for this session only; undefined while all is well. */
  readonly problem: string | undefined;
  /** Reads the file again if another shell wrote to it. Never rejects. */
  refresh(): Promise<void>;
  /** Adds a line, on disk only if `keep`; a repetition of the last line adds nothing. Never rejects. */
  add(line: string, keep: boolean): Promise<void>;
}

/** How many lines the file keeps. */
const MAX_LINES = 5000;
/** The file is shortened when it has grown this many lines beyond that. */
const EXTRA_LINES = 500;
/** Longest line that is kept, in UTF-16 units. */
const MAX_LENGTH = 8192;

/** How far a file has been read: its inode, and the offset in bytes. */
interface Position {
  readonly file: bigint;
  readonly offset: number;
}

/** Opens the history of a home directory. Nothing is read before the first `refresh`. */
export function openHistory(home: string): History {
  const path = join(home, 'history');
  const what = `The history ${path} cannot be used`;
  let lines: string[] = [];
  /** Lines of this session in the file that have not been read back yet. */
  let written: string[] = [];
  let position: Position | undefined;
  let problem: string | undefined;
  let work: Promise<void> = Promise.resolve();

  /** Runs tasks one after another; the first that fails ends the keeping on disk. */
  function queue(task: () => Promise<void>): Promise<void> {
    work = work.then(task).catch((error: unknown) => {
      problem = `${messageOf(openFault(error, what))} Lines are kept for this session only.`;
    });
    return work;
  }

  /** Reads what any shell appended since the last time; a file not seen before is read whole. */
  async function readOn(): Promise<void> {
    checkHome({ home, run: join(home, 'run') });
    const before = await identify(path);
    if (before === undefined) return;
    if (position === undefined) refuseOthers(await lstat(path), what);
    const isSame = position?.file === before.file && before.offset >= position.offset;
    const from = isSame ? position!.offset : 0;
    if (from === before.offset) return;
    const { text, end } = await readLines(path, what, from, before.offset);
    const all = text.split('\n').filter((line) => line !== '');
    position = { file: before.file, offset: end };
    if (isSame) {
      const foreign = all.filter((line) => {
        if (line !== written[0]) return true;
        written = written.slice(1);
        return false;
      });
      lines = [...lines, ...foreign].slice(-MAX_LINES);
      return;
    }
    const kept = all.slice(-MAX_LINES);
    const known = new Set(kept);
    lines = [...kept, ...lines.filter((line) => !known.has(line))];
    written = [];
    if (all.length > MAX_LINES + EXTRA_LINES) position = (await compact(path, kept, before)) ?? position;
  }

  return {
    get lines() {
      return lines;
    },
    get problem() {
      return problem;
    },
    refresh: () => queue(readOn),
    add(line, keep) {
      if (line.trim() === '' || lines.at(-1) === line) return Promise.resolve();
      lines = [...lines.slice(1 - MAX_LINES), line];
      if (!keep || line.length > MAX_LENGTH || /[\n\r]/.test(line)) return Promise.resolve();
      return queue(async () => {
        if (problem !== undefined) return;
        await mkdir(home, { recursive: true, mode: 0o700 });
        await append(path, what, `${line}\n`);
        written.push(line);
      });
    },
  };
}

/** Reads the whole lines of a file between two offsets in bytes; `end` is the offset after the last of them. */
async function readLines(
  path: string,
  what: string,
  from: number,
  to: number,
): Promise<{ text: string; end: number }> {
  const file = await open(path, TO_READ_ITSELF);
  try {
    refuseOthers(await file.stat(), what);
    const bytes = Buffer.alloc(to - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    const length = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    return { text: bytes.toString('utf8', 0, length), end: from + length };
  } finally {
    await file.close();
  }
}

async function append(path: string, what: string, text: string): Promise<void> {
  const file = await patientlyLater(() => open(path, TO_APPEND, 0o600));
  try {
    refuseOthers(await file.stat(), what);
    await file.appendFile(text);
  } finally {
    await file.close();
  }
}

/** Rewrites the file in one step and returns its end; undefined if another shell wrote to it meanwhile. */
async function compact(
  path: string,
  lines: readonly string[],
  before: Position,
): Promise<Position | undefined> {
  const temporary = `${path}.${process.pid}`;
  try {
    await unlink(temporary).catch(() => undefined);
    await writeFile(temporary, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
    const now = await identify(path);
    if (now?.file !== before.file || now.offset !== before.offset) {
      await unlink(temporary);
      return undefined;
    }
    await patientlyLater(() => rename(temporary, path));
    return await identify(path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function identify(path: string): Promise<Position | undefined> {
  try {
    const found = await lstat(path, { bigint: true });
    return { file: found.ino, offset: Number(found.size) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
