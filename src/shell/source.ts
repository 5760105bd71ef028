import type { FileHandle } from 'node:fs/promises';
import { ERRORS, fill } from '../errors/errors.ts';
import { errorCode, messageOf } from '../errors/unknown.ts';
import { type ScriptLine, ScriptDecoder } from './decode.ts';

/** The lines of a script, in portions as they become available. */
export interface ScriptSource {
  /** Its name in errors: a path, or `<stdin>`. */
  readonly name: string;
  readonly portions: AsyncIterable<readonly ScriptLine[]>;
}

/** Larger scripts are refused; bytes. */
const MAX_SCRIPT = 64 * 1024 * 1024;

/** A script file that cannot be read; `message` is a sentence with the file and the reason. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Reads a file. Rejects with a `ScriptError` where it cannot be read. */
export async function fileSource(path: string): Promise<ScriptSource> {
  const lines = await readLines(path);
  return { name: path, portions: one(lines) };
}

/** Reads lines of a stream as they arrive. */
export function streamSource(name: string, stream: AsyncIterable<Uint8Array | string>): ScriptSource {
  return { name, portions: decode(stream) };
}

async function readLines(path: string): Promise<ScriptLine[]> {
  const { open } = await import('node:fs/promises');
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return await linesOf(file, path);
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw unreadable(path, reason(error), error);
  } finally {
    await file?.close();
  }
}

async function linesOf(file: FileHandle, path: string): Promise<ScriptLine[]> {
  if ((await file.stat()).isDirectory()) {
    throw unreadable(path, 'it is a directory');
  }
  const decoder = new ScriptDecoder();
  const lines: ScriptLine[] = [];
  let total = 0;
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    total += chunk.length;
    if (total > MAX_SCRIPT) {
      throw unreadable(path, `it is larger than ${MAX_SCRIPT / 1024 / 1024} MiB`);
    }
    lines.push(...decoder.push(chunk));
  }
  return lines.concat(decoder.end());
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}

async function* decode(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<readonly ScriptLine[]> {
  const decoder = new ScriptDecoder();
  for await (const chunk of stream) {
    const lines = decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    if (lines.length > 0) yield lines;
  }
  yield decoder.end();
}

function unreadable(path: string, reason: string, cause?: unknown): ScriptError {
  return new ScriptError(fill(ERRORS.script.says.unreadable, { path, reason }), { cause });
}

function reason(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a directory';
    default:
      return messageOf(error);
  }
}
