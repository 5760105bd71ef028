import { API_ERRORS } from '../../errors/api-errors.ts';
import { fill } from '../../errors/errors.ts';
import { visible } from '../../language/visible.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import type { Transaction } from '../../portproxy/changes/results.ts';
import { ApiFault } from './service-error.ts';
import { MAX_CHANGES, MAX_DRAIN_MS, MAX_TRANSACTION } from './api.ts';
import { METRICS_DEFAULT, type MetricsRequest, isMetricsSetting } from './metrics-setting.ts';
import { parseEntry, parseSide, unknownValue } from '../../portproxy/entry-json.ts';
import type { KillFilter } from './kill-filter.ts';
import { type HomeChange, parseChange, parseGroup, parseHomeChange } from './parse-change.ts';

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
/** Changes that supply values of entries. */
const ENTRY_CHANGES = ['add', 'set', 'group-set'] as const;
/** Of an unknown name so much is told, characters. */
const LONGEST_NAME = 60;

/** Reads which connections to end; one that names none is refused, so that nothing ends by mistake. */
export function parseFilter(value: unknown): KillFilter {
  const { id, entry, client, group } = isRecord(value) ? value : {};
  const isNamed = [id, entry, client, group].some((one) => one !== undefined);
  const isId = id === undefined || (typeof id === 'number' && Number.isSafeInteger(id));
  const name = group === undefined ? undefined : parseGroup(group);
  if (
    isNamed &&
    isId &&
    isFilterText(entry) &&
    isFilterText(client) &&
    (group === undefined) === (name === undefined)
  ) {
    return { ...(id !== undefined && { id }), entry, client, ...(name !== undefined && { group: name }) };
  }
  throw new ApiFault('invalid', 'The body names no connection, entry, group or client to end.');
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
    if (!item) throw new ApiFault('invalid', `${name} ${index + 1} is not understood${because(value)}.`);
    return item;
  });
}

/** Says which value of a change is unknown, where one is. */
function because(change: unknown): string {
  const isOfEntries = isRecord(change) && ENTRY_CHANGES.some((op) => op === change['op']);
  const unknown = isOfEntries ? unknownValue(change['values']) : undefined;
  return unknown === undefined ? '' : `: entries have no value ${visible(unknown.slice(0, LONGEST_NAME))}`;
}

function isFilterText(value: unknown): value is string | undefined {
  return (
    value === undefined || (typeof value === 'string' && value !== '' && value.length <= MAX_FILTER_TEXT)
  );
}
