import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ERRORS, fill } from '../errors/errors.ts';
import { errorCode } from '../errors/unknown.ts';
import { patientlyLater } from '../store/patiently.ts';
import { fileProblem } from './read-file.ts';

/** A file to be written. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The result of writing; `problem` is a full sentence that names the file. */
export type Written =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'exists' | 'storage'; readonly problem: string };

/**
 * Writes files, and creates the folder where it is missing. Without `force` writes none if one of them exists. Each
 * file is there whole or not at all. Never rejects.
 */
export async function writeFiles(
  files: readonly NewFile[],
  { force, folder }: { readonly force: boolean; readonly folder?: string | undefined },
): Promise<Written> {
  let current = folder ?? '';
  try {
    if (folder !== undefined) await mkdir(folder, { recursive: true });
    if (!force) {
      for (const file of files) {
        current = file.path;
        if (await exists(current))
          return { ok: false, code: 'exists', problem: fill(ERRORS.exists.says.file, { file: current }) };
      }
    }
    for (const file of files) {
      current = file.path;
      await writeWhole(file);
    }
    return { ok: true };
  } catch (error) {
    const names = { what: current, reason: fileProblem(error) };
    return { ok: false, code: 'storage', problem: fill(ERRORS.storage.says.written, names) };
  }
}

async function writeWhole({ path: target, text }: NewFile): Promise<void> {
  const partial = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}`);
  try {
    await writeFile(partial, text, { flag: 'wx' });
    await patientlyLater(() => rename(partial, target));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}
