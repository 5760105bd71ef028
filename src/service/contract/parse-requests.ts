import { API_ERRORS } from '../../errors/api-errors.ts';
import { fill } from '../../errors/errors.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import type { Transaction } from '../../portproxy/changes/results.ts';
import type { ConnectionFilter } from '../../relay/relay.ts';
import { ApiFault } from './service-error.ts';
import { MAX_CHANGES, MAX_DRAIN_MS, MAX_TRANSACTION } from './api.ts';
import { METRICS_DEFAULT, type MetricsRequest, isMetricsSetting } from './metrics-setting.ts';
import { parseEntry, parseSide } from '../../portproxy/entry-json.ts';
import { type HomeChange, parseChange, parseHomeChange } from './parse-change.ts';

// Requests are read by their shape here; values are checked where they are applied. All of these throw an `ApiFault`.

/** Reads the arguments of a call that has none. */
export function noArguments(): void {}

/** Reads what to list of entries: with `counters`, which a query writes as 1, their counters too. */
export function parseListing(value: unknown): { readonly counters?: boolean } | void {
  const counters = isRecord(value) ? value['counters'] : false;
  return { counters: counters === true || counters === '1' };
}

/** Reads changes to be made in order, and whether those behind the first failure are left out. */
export function parseChanges(body: unknown): {
  readonly changes: readonly HomeChange[];
  readonly stopAtFirst: boolean;
} {
  const stopAtFirst = isRecord(body) ? (body['stopAtFirst'] ?? false) : false;
  if (typeof stopAtFirst !== 'boolean') throw new ApiFault('invalid', 'stopAtFirst is true or false.');
  return { changes: changesOf(body, MAX_CHANGES, parseHomeChange), stopAtFirst };
}

/** Reads a transaction; what is left out of `expected` is not expected. */
export function parseTransaction(body: unknown): Transaction {
  const expected = isRecord(body) ? (body['expected'] ?? {}) : {};
  if (!isRecord(expected)) throw new ApiFault('invalid', 'The expected entry is not valid.');
  const { entries = [], absent = [], nothingElse = false } = expected;
  if (typeof nothingElse !== 'boolean') throw new ApiFault('invalid', 'nothingElse is true or false.');
  return {
    changes: changesOf(body, MAX_TRANSACTION, parseChange),
    expected: {
      entries: itemsOf(entries, parseEntry, 'Expected entry'),
      absent: itemsOf(absent, parseSide, 'Expected absent side'),
      nothingElse,
    },
  };
}

/** Longest text of a filter, in characters: an entry's key, or a client's address. */
const MAX_FILTER_TEXT = 700;

/** Reads which connections to end; one that names none is refused, so that nothing ends by mistake. */
export function parseFilter(value: unknown): ConnectionFilter {
  const { id, entry, client } = isRecord(value) ? value : {};
  const isNamed = id !== undefined || entry !== undefined || client !== undefined;
  const isId = id === undefined || (typeof id === 'number' && Number.isSafeInteger(id));
  if (isNamed && isId && isFilterText(entry) && isFilterText(client)) {
    return { ...(id !== undefined && { id }), entry, client };
  }
  throw new ApiFault('invalid', 'The body names no connection, entry or client to end.');
}

/** Reads where metrics are to be served, or that they are not. */
export function parseMetricsRequest(value: unknown): MetricsRequest {
  const { state, address, port } = isRecord(value) ? value : {};
  if (state === 'disabled') return { state };
  const asked = { address: address ?? METRICS_DEFAULT.address, port: port ?? METRICS_DEFAULT.port };
  if (state === 'enabled' && isMetricsSetting(asked)) {
    return {
      state,
      ...(typeof address === 'string' && { address }),
      ...(typeof port === 'number' && { port }),
    };
  }
  throw new ApiFault(
    'invalid',
    'Metrics are enabled on a loopback address and a port from 1 to 65535, or disabled.',
  );
}

/** Reads how long connections may take to finish, in ms. */
export function parseDrain(body: unknown): { readonly drainMs: number } {
  const drainMs = isRecord(body) ? (body['drainMs'] ?? 0) : 0;
  if (typeof drainMs === 'number' && Number.isInteger(drainMs) && drainMs >= 0 && drainMs <= MAX_DRAIN_MS) {
    return { drainMs };
  }
  throw new ApiFault('invalid', `drainMs is a whole number from 0 to ${MAX_DRAIN_MS}.`);
}

function changesOf<C>(body: unknown, most: number, parse: (value: unknown) => C | undefined): C[] {
  const list = isRecord(body) ? body['changes'] : undefined;
  if (!Array.isArray(list)) throw new ApiFault('invalid', 'The body holds no list of changes.');
  if (list.length > most)
    throw new ApiFault('too-large', fill(API_ERRORS['too-large'].says.changes, { limit: most }));
  return itemsOf(list, parse, 'Change');
}

function itemsOf<Item>(list: unknown, parse: (value: unknown) => Item | undefined, name: string): Item[] {
  if (!Array.isArray(list)) throw new ApiFault('invalid', `${name}: not a list.`);
  return list.map((value: unknown, index) => {
    const item = parse(value);
    if (!item) throw new ApiFault('invalid', `${name} ${index + 1} is not understood.`);
    return item;
  });
}

function isFilterText(value: unknown): value is string | undefined {
  return (
    value === undefined || (typeof value === 'string' && value !== '' && value.length <= MAX_FILTER_TEXT)
  );
}
