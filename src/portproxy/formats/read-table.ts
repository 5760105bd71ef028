import type { Services } from '../port.ts';
import { linesOf } from './decode.ts';
import type { Format, ReadOptions } from './format.ts';
import { READABLE, type ReadableFormat } from './formats.ts';
import { type ReadTable, Rows, TooManyFaults } from './rows.ts';

/** Returns the format of a text by its lines, mostly the first one that any format knows; undefined where none does. */
export function detectFormat(text: string): ReadableFormat | undefined {
  const lines = linesOf(text).map((line) => line.slice(0, MAX_TELLING));
  const decided = READABLE.find(
    ({ reads: { decides } }) => decides && lines.some((line) => decides.test(line)),
  );
  if (decided) return decided;
  for (const line of lines) {
    const found = READABLE.find(({ reads }) => reads.looks.test(line));
    if (found) return found;
  }
  return READABLE.find(({ reads: { perhaps } }) => perhaps && lines.some((line) => perhaps.test(line)));
}

/** How much of a line is looked at, characters. */
const MAX_TELLING = 1000;

/** Longest line, characters: longer ones are no configuration, and regular expressions have a limit above it. */
const MAX_LINE = 500_000;

/** Reads a text of a known format. Never rejects because of its content. */
export async function readTable(
  text: string,
  format: Format,
  services: Services,
  options?: ReadOptions,
): Promise<ReadTable> {
  const lines = linesOf(text);
  const rows = new Rows(lines, services);
  const long = lines.findIndex((line) => line.length > MAX_LINE);
  if (long >= 0) {
    rows.fault(long + 1, `It is longer than ${MAX_LINE} characters.`);
    return rows.result(true);
  }
  const read = await format.reads?.load();
  try {
    read?.(text, rows, services, options);
    return rows.result(false);
  } catch (error) {
    if (error instanceof TooManyFaults) return rows.result(true);
    throw error;
  }
}
