import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Compiled code of V8, as a file keeps it. */
export interface KeptCode {
  readonly data: Buffer;
  /** How many commands have compiled it, each with the code of those before. */
  readonly commands: number;
}

/** Ends a whole file: these words, the length of the data and the number of commands, each in four bytes. */
const MARK = Buffer.from('netshkc1', 'latin1');
const TRAILER = MARK.length + 8;

/** Reads a file of compiled code; returns undefined where there is none, or not a whole one. */
export function readCode(path: string): KeptCode | undefined {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    return undefined;
  }
  const length = file.length - TRAILER;
  if (length < 0 || !file.subarray(length, length + MARK.length).equals(MARK)) return undefined;
  if (file.readUInt32LE(file.length - 8) !== length) return undefined;
  return { data: file.subarray(0, length), commands: file.readUInt32LE(file.length - 4) };
}

/**
 * Writes a file of compiled code; it has its name when all of it is on the disk, for V8 does not look whether it is whole. A
 * file that cannot be written is not there.
 */
export function writeCode(path: string, { data, commands }: KeptCode): void {
  const trailer = Buffer.alloc(TRAILER);
  MARK.copy(trailer);
  trailer.writeUInt32LE(data.length, MARK.length);
  trailer.writeUInt32LE(commands, MARK.length + 4);
  const before = `${path}.${process.pid}`;
  try {
    const fd = openSync(before, 'wx', 0o600);
    try {
      for (const part of [data, trailer]) {
        if (writeSync(fd, part) !== part.length) throw new Error('The disk is full.');
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(before, path);
  } catch {
    remove(before);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It lies there until its folder is removed.
  }
}
