import { parseConnectAddress, parseListenAddress } from '../portproxy/address.ts';
import { type Entry, entryKey } from '../portproxy/entry.ts';
import { FAMILIES, connectVersion, listenVersion } from '../portproxy/family.ts';
import { type Services, parsePort } from '../portproxy/port.ts';
import { MAX_ENTRIES } from '../portproxy/table.ts';
import { isRecord } from '../portproxy/is-record.ts';

/** What conf keeps under its one key. */
export interface StoredTable {
  readonly version: typeof TABLE_VERSION;
  readonly entries: readonly Entry[];
}

/** A table file, understood; `newer` was written by a later version of this program, `broken` by nobody. */
export type ParsedTable =
  | { readonly kind: 'table'; readonly entries: readonly Entry[] }
  | { readonly kind: 'newer' | 'broken'; readonly reason: string };

/** Version of the table file's shape. */
export const TABLE_VERSION = 1;

/** Reads the text of a table file strictly: any value that no command could have stored makes it broken. */
export function parseTable(text: string): ParsedTable {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken(text.trim() === '' ? 'it is empty' : 'it is no valid JSON');
  }
  if (!isRecord(value) || !isRecord(value['table'])) return broken('it holds no table');
  const { version, entries } = value['table'];
  if (typeof version === 'number' && Number.isInteger(version) && version > TABLE_VERSION) {
    return { kind: 'newer', reason: `it has version ${version}, this netsh reads up to ${TABLE_VERSION}` };
  }
  if (version !== TABLE_VERSION) return broken('its version is unknown');
  if (!Array.isArray(entries)) return broken('it holds no list of entries');
  return parseEntries(entries);
}

function parseEntries(values: readonly unknown[]): ParsedTable {
  if (values.length > MAX_ENTRIES) return broken(`it has more than ${MAX_ENTRIES} entries`);
  const entries: Entry[] = [];
  const keys = new Set<string>();
  for (const [index, value] of values.entries()) {
    if (!isEntry(value)) return broken(`entry ${index + 1} is not valid`);
    if (keys.size === keys.add(entryKey(value)).size) return broken(`entry ${index + 1} stands there twice`);
    entries.push(value);
  }
  return { kind: 'table', entries };
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { listenAddress, listenPort, connectAddress, connectPort, protocol, disabled } = value;
  if (Object.keys(value).length !== (disabled === undefined ? 6 : 7)) return false;
  const family = FAMILIES.find((each) => each === value['family']);
  return (
    family !== undefined &&
    protocol === 'tcp' &&
    (disabled === undefined || disabled === true) &&
    typeof listenAddress === 'string' &&
    parseListenAddress(listenAddress, listenVersion(family)).ok &&
    typeof connectAddress === 'string' &&
    parseConnectAddress(connectAddress, connectVersion(family)).ok &&
    isPort(listenPort) &&
    isPort(connectPort)
  );
}

/**
 * A service name counts as a port even when the services table has lost it since: the entry is then held, and not the
 * whole file refused. Names as in RFC 6335, section 5.1, and those that services tables really hold.
 */
function isPort(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 64) return false;
  return parsePort(value, NO_SERVICES).ok || (/^[\w.+*/-]+$/.test(value) && !/^[\d-]+$/.test(value));
}

const NO_SERVICES: Services = new Map();

function broken(reason: string): ParsedTable {
  return { kind: 'broken', reason };
}
