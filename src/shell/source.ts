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

/** A script file that cannot be read; `message` is a sentence with the file and the reason. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Opens a file and reads it as its lines are asked for. Rejects with a `ScriptError` where it cannot be read, then or later. */
export async function fileSource(path: string): Promise<ScriptSource> {
  const { open } = await import('node:fs/promises');
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    if ((await file.stat()).isDirectory()) throw unreadable(path, 'it is a directory');
    return { name: path, portions: readFrom(file, path) };
  } catch (error) {
    await file?.close();
    throw error instanceof ScriptError ? error : unreadable(path, reason(error), error);
  }
}

/** Reads lines of a stream as they arrive. */
export function streamSource(name: string, stream: AsyncIterable<Uint8Array | string>): ScriptSource {
  return { name, portions: decode(stream) };
}

async function* readFrom(file: FileHandle, path: string): AsyncGenerator<readonly ScriptLine[]> {
  try {
    yield* decode(file.createReadStream({ autoClose: false }));
  } catch (error) {
    throw unreadable(path, reason(error), error);
  } finally {
    await file.close();
  }
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
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a directory';
    default:
      return messageOf(error);
  }
}
