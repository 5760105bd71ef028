import type { Entry } from '../portproxy/entry.ts';
import { storedEntryCheck } from '../portproxy/entry-json.ts';
import { entryKey } from '../portproxy/key.ts';
import { MAX_ENTRIES } from '../portproxy/table.ts';
import { parseJsonText } from './json-text.ts';
import type { KeptFormat } from './kept-file.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { type Values, VALUES } from '../portproxy/values/values.ts';

/** The table as conf keeps it under its one key. */
interface StoredTable {
  readonly version: typeof TABLE_VERSION;
  readonly entries: readonly Entry[];
}

/** The file of the table. */
export const TABLE_FORMAT: KeptFormat<readonly Entry[]> = {
  parse(text) {
    const parsed = parseTable(text);
    return parsed.kind === 'table' ? { kind: 'good', value: parsed.entries } : parsed;
  },
  document: (entries) => ({ table: { version: TABLE_VERSION, entries } satisfies StoredTable }),
  empty: [],
  emptied: 'the table is empty',
};

/** A table file, understood; or written by a later version of this program, or broken. */
export type ParsedTable =
  | { readonly kind: 'table'; readonly entries: readonly Entry[] }
  | { readonly kind: 'newer' | 'broken'; readonly reason: string };

/** The version of the table file's shape. */
const TABLE_VERSION = 1;

/** Reads the text of a table file. A value that no command could have stored makes the whole file broken. */
export function parseTable(text: string, described: Values = VALUES): ParsedTable {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch {
    return broken(text.trim() === '' ? 'it is empty' : 'it is not valid JSON');
  }
  if (!isRecord(value) || !isRecord(value['table'])) return broken('it holds no table');
  const { version, entries } = value['table'];
  if (typeof version === 'number' && Number.isInteger(version) && version > TABLE_VERSION) {
    return { kind: 'newer', reason: `it has version ${version}, this netsh reads up to ${TABLE_VERSION}` };
  }
  if (version !== TABLE_VERSION) return broken('its version is unknown');
  if (!Array.isArray(entries)) return broken('it holds no list of entries');
  return parseEntries(entries, described);
}

function parseEntries(list: readonly unknown[], described: Values): ParsedTable {
  if (list.length > MAX_ENTRIES) return broken(`it has more than ${MAX_ENTRIES} entries`);
  const entries: Entry[] = [];
  const keys = new Set<string>();
  const isEntry = storedEntryCheck(described);
  for (const [index, value] of list.entries()) {
    if (!isEntry(value)) return broken(`entry ${index + 1} is not valid`);
    if (keys.size === keys.add(entryKey(value)).size) return broken(`entry ${index + 1} stands there twice`);
    entries.push(value);
  }
  return { kind: 'table', entries };
}

function broken(reason: string): ParsedTable {
  return { kind: 'broken', reason };
}
