import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import { ERRORS, fill } from '../errors/errors.ts';
import { errorCode, messageOf } from '../errors/unknown.ts';
import { openFault, refuseOthers } from './own-file.ts';
import { patientlyLater } from './patiently.ts';
import { StoreError, storeFault } from './store-error.ts';
import { everybodyMayWrite, hasOwners, wayProblem } from './trust.ts';

/** Where lines are written, and when that file is put aside. */
export interface RotatedFileOptions {
  readonly path: string;
  /** The file is renamed to `.1` before it becomes longer, in bytes; 0: never. */
  readonly maxBytes: number;
  /** So many files are kept beside it, `.1` the newest. */
  readonly keep: number;
}

/** Whole lines to be written. */
export interface Lines {
  readonly bytes: Buffer;
  /** How many of the bytes are in the file. */
  at: number;
}

/** Whether the file is still what its path names is looked at so often, ms. */
const LOOK_MS = 1_000;
/** A rotation that failed is tried again after so long, ms. */
const ROTATE_AGAIN_MS = 60_000;

/** Opened to be written at its end, but not through a link, and without waiting for the other end of a pipe. */
const FLAGS =
  constants.O_RDWR |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NONBLOCK ?? 0) |
  (constants.O_NOFOLLOW ?? 0);
const NEWLINE = 10;
const MODE = 0o600;

/**
 * A file of lines that is rotated by its size, and opened again where another program has put it aside. It belongs to this
 * user or root, nobody else may write to it, and it is no link, pipe or device. One call at a time.
 */
export class RotatedFile {
  readonly #options: RotatedFileOptions;
  #handle: FileHandle | undefined;
  #size = 0;
  #lookedAt = 0;
  /** The mode of files that follow this one. */
  #mode = MODE;
  #rotateAt = 0;
  #problem: string | undefined;

  constructor(options: RotatedFileOptions) {
    this.#options = options;
  }

  /** Why it was not rotated, in a sentence. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Opens it where it is not open. Rejects with a `StoreError`. */
  async open(): Promise<void> {
    if (this.#handle) return;
    const what = this.#what;
    let handle: FileHandle | undefined;
    try {
      const problem = wayProblem(this.#options.path, everybodyMayWrite);
      if (problem !== undefined) throw new StoreError('storage', problem);
      handle = await open(this.#options.path, FLAGS, MODE);
      const facts = await handle.stat();
      refuseOthers(facts, what);
      if (hasOwners() && facts.nlink > 1) {
        throw refusal(what, 'it has another name (a hard link)');
      }
      if (facts.size === 0 && hasOwners()) await handle.chmod(this.#mode);
      else this.#mode = facts.mode & 0o777;
      this.#size = await wholeLines(handle, facts.size);
      this.#handle = handle;
      this.#lookedAt = performance.now();
    } catch (error) {
      await handle?.close();
      throw errorCode(error) === 'ENOENT'
        ? refusal(what, 'its folder does not exist')
        : openFault(error, what);
    }
  }

  /** Writes what is left of some lines, and counts it in them. Rejects with a `StoreError`; what is left can be written later. */
  async write(lines: Lines): Promise<void> {
    await this.#look();
    if (!this.#handle) {
      await this.open();
      // A line that was cut stays cut in the file before, and stands in this one whole.
      lines.at = lines.at === 0 ? 0 : lines.bytes.lastIndexOf(NEWLINE, lines.at - 1) + 1;
    }
    if (lines.at === 0 && (await this.#isFull(lines.bytes.length))) {
      await this.#rotate();
      await this.open();
    }
    try {
      while (this.#handle && lines.at < lines.bytes.length) {
        const { bytesWritten } = await this.#handle.write(lines.bytes, lines.at);
        lines.at += bytesWritten;
        this.#size += bytesWritten;
      }
    } catch (error) {
      throw storeFault(error, this.#what);
    }
  }

  /** Closes it; the next write opens what its path names then. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => {});
  }

  get #what(): string {
    return `The log of connections ${this.#options.path} cannot be written`;
  }

  /** Closes it where its path names another file, or none. */
  async #look(): Promise<void> {
    const now = performance.now();
    if (!this.#handle || now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    try {
      const [there, own] = await Promise.all([lstat(this.#options.path), this.#handle.stat()]);
      if (there.ino === own.ino && there.dev === own.dev) return;
    } catch {
      // It is gone, or cannot be reached; opening it tells why.
    }
    await this.close();
  }

  /** Whether the file would become too long by so many bytes. */
  async #isFull(bytes: number): Promise<boolean> {
    const { maxBytes } = this.#options;
    const isFull = (): boolean => maxBytes > 0 && this.#size > 0 && this.#size + bytes > maxBytes;
    if (!this.#handle || !isFull() || performance.now() < this.#rotateAt) return false;
    // Another program may have cut it.
    this.#size = (await this.#handle.stat()).size;
    return isFull();
  }

  async #rotate(): Promise<void> {
    const { path, keep } = this.#options;
    try {
      if (keep === 0) await unlink(path);
      for (let number = keep; number >= 1; number--) {
        await renamed(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
      }
      await this.close();
      this.#problem = undefined;
    } catch (error) {
      this.#rotateAt = performance.now() + ROTATE_AGAIN_MS;
      this.#problem = messageOf(storeFault(error, `The log of connections ${path} cannot be rotated`));
    }
  }
}

function refusal(what: string, reason: string): StoreError {
  return new StoreError('storage', fill(ERRORS.storage.says.file, { what, reason }));
}

/** Ends a last line that a crash has cut; returns the size. */
async function wholeLines(handle: FileHandle, size: number): Promise<number> {
  if (size === 0) return 0;
  const last = Buffer.alloc(1);
  const { bytesRead } = await handle.read(last, 0, 1, size - 1);
  if (bytesRead === 0 || last[0] === NEWLINE) return size;
  const { bytesWritten } = await handle.write('\n');
  return size + bytesWritten;
}

async function renamed(from: string, to: string): Promise<void> {
  try {
    await patientlyLater(() => rename(from, to));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
