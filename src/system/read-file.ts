import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode, messageOf } from '../errors/unknown.ts';

/** The bytes of a file, or why it cannot be read, as the rest of a sentence about it. */
export type ReadFile =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: string };

/** Reads a regular file of at most `max` bytes. Never rejects. */
export async function readFileWithin(path: string, max: number): Promise<ReadFile> {
  let file: FileHandle | undefined;
  try {
    // Not waiting for somebody to write into a pipe, which is refused below.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (facts.isDirectory()) return { ok: false, reason: 'it is a directory' };
    if (!facts.isFile()) return { ok: false, reason: 'it is not a regular file' };
    if (facts.size > max) return { ok: false, reason: `it is larger than ${max / 1024 / 1024} MiB` };
    return { ok: true, bytes: await file.readFile() };
  } catch (error) {
    return { ok: false, reason: fileProblem(error) };
  } finally {
    await file?.close();
  }
}

/** Says why a file cannot be used, as the rest of a sentence about it. */
export function fileProblem(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not do that';
    case 'EROFS':
      return 'its file system cannot be written';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOSPC':
      return 'no space is left on its device';
    default:
      return messageOf(error);
  }
}
