import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Message } from './model/ui.ts';

/**
 * Writes the rows of a screen as text to a new file of the working directory, which only the user may read. Returns the
 * message that names it, or says why it cannot be written; never rejects.
 */
export async function saveScreen(rows: readonly string[], at: Date): Promise<Message> {
  const time = at.toISOString().replaceAll(/[-:]|\.\d+Z$/g, '');
  const file = resolve(`netsh-monitor-${time}.txt`);
  const text = rows.map((row) => `${stripVTControlCharacters(row).trimEnd()}\n`).join('');
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    return { kind: 'note', text: `Saved the screen to ${file}.` };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why = reason === 'EEXIST' ? 'it exists already' : reason;
    return { kind: 'note', text: `Cannot save the screen to ${file} (${why}).` };
  }
}
