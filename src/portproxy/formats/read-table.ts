import type { Services } from '../port.ts';
import { linesOf } from './decode.ts';
import type { Format } from './format.ts';
import { READABLE, type ReadableFormat } from './formats.ts';
import { type ReadTable, Rows } from './rows.ts';

/** The format that a text is written in, by its first line that tells; undefined where none does. */
export function detectFormat(text: string): ReadableFormat | undefined {
  for (const line of linesOf(text)) {
    const found = READABLE.find((format) => format.reads.looks.test(line.slice(0, MAX_TELLING)));
    if (found) return found;
  }
  return undefined;
}

/** Lines tell by how they begin, characters. */
const MAX_TELLING = 1000;

/** Reads a text of a known format. */
export async function readTable(text: string, format: Format, services: Services): Promise<ReadTable> {
  const rows = new Rows(linesOf(text), services);
  const read = await format.reads?.load();
  read?.(text, rows, services);
  return rows.result();
}
