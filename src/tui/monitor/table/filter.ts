import type { Entry } from '../../../portproxy/entry.ts';
import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';

/** The words of a row by the columns in which they stand. */
export type Fields = Readonly<Record<string, string>>;

/**
 * Returns whether a row meets a filter: each of its words stands somewhere in the row, letters without case;
 * `column:word` in that column; none of those that begin with `!` does. Undefined for a filter without words.
 */
export function matcher(filter: string): ((fields: Fields) => boolean) | undefined {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = words.filter((word) => !word.startsWith('!'));
  const unwanted = words
    .filter((word) => word.length > 1 && word.startsWith('!'))
    .map((word) => word.slice(1));
  if (wanted.length + unwanted.length === 0) return undefined;
  return (fields) => {
    const text = Object.values(fields).join(' ').toLowerCase();
    const has = (word: string): boolean => isIn(word, fields, text);
    return wanted.every(has) && !unwanted.some(has);
  };
}

/** Whether a word stands in a row; `listen:443` in its column, where the row has one of that name. */
function isIn(word: string, fields: Fields, text: string): boolean {
  const colon = word.indexOf(':');
  const field =
    colon > 0 && Object.hasOwn(fields, word.slice(0, colon)) ? fields[word.slice(0, colon)] : undefined;
  return field === undefined ? text.includes(word) : field.toLowerCase().includes(word.slice(colon + 1));
}

/** Returns the words of an entry's row. */
export function entryFields({ listen, connect, entry }: EntryRow): Fields {
  const { family, protocol, state, reason = '', group = '', comment = '', counters } = entry;
  const error = counters?.lastError?.text ?? '';
  return { family, protocol, listen, connect, state, reason, error, group, comment };
}

/** Returns the words of a connection's row, and the group of its entry. */
export function connectionFields({ entryLabel, info }: ConnectionRow, entry: Entry | undefined): Fields {
  const { client, target, phase, machine } = info;
  const id = String(idOnMachine(info.id));
  const fields = { id, client, target, entry: entryLabel, phase, group: entry?.group ?? '' };
  return machine === undefined ? fields : { ...fields, machine };
}
