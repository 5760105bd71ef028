import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';

/**
 * Whether a row meets a filter: each of its words stands somewhere in the text of the row, letters without case;
 * none of those that begin with `!` does.
 */
export function matcher(filter: string): ((text: string) => boolean) | undefined {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = words.filter((word) => !word.startsWith('!'));
  const unwanted = words
    .filter((word) => word.length > 1 && word.startsWith('!'))
    .map((word) => word.slice(1));
  if (wanted.length + unwanted.length === 0) return undefined;
  return (text) =>
    wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word));
}

/** Returns all the words of an entry's row, in lower case. */
export function entryText({ listen, connect, entry }: EntryRow): string {
  const { family, state, reason = '', counters } = entry;
  return `${family} ${listen} ${connect} ${state} ${reason} ${counters?.lastError?.text ?? ''}`.toLowerCase();
}

/** Returns all the words of a connection's row, in lower case. */
export function connectionText({ entryLabel, info }: ConnectionRow): string {
  return `${info.id} ${info.client} ${info.target} ${entryLabel} ${info.phase}`.toLowerCase();
}
