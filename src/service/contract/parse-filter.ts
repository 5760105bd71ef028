import type { ConnectionFilter } from '../../relay/relay.ts';
import { isRecord } from '../../portproxy/entry-json.ts';

/** Longest text of a filter: an entry's key, or a client's address. */
const MAX_TEXT = 700;

/** Reads which connections a request means; undefined where it names none, so that nothing ends by mistake. */
export function parseFilter(value: unknown): ConnectionFilter | undefined {
  if (!isRecord(value)) return undefined;
  const { id, entry, client } = value;
  if (id === undefined && entry === undefined && client === undefined) return undefined;
  if (id !== undefined && (typeof id !== 'number' || !Number.isSafeInteger(id))) return undefined;
  return isText(entry) && isText(client) ? { id, entry, client } : undefined;
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value !== '' && value.length <= MAX_TEXT);
}
