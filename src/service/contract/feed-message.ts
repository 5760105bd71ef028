import { FAMILIES } from '../../portproxy/family.ts';
import type { EntryState } from '../../portproxy/state.ts';
import { CONNECTION_ROWS, ENTRY_ROWS, PHASES } from '../../relay/rows.ts';
import type { FeedMessage } from './feed.ts';
import { isRecord } from './parse-change.ts';
import { ServiceError } from './service-error.ts';

/** Reads a line of the feed. Throws a `ServiceError` (protocol) where it is not a message. */
export function parseMessage(line: string): FeedMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ServiceError('protocol', 'The relay service answers what is no JSON.', error);
  }
  return feedMessage(value);
}

/** Takes a value of another process as a message. Throws a `ServiceError` (protocol) where it is not one. */
export function feedMessage(value: unknown): FeedMessage {
  if (isMessage(value)) return value;
  throw new ServiceError('protocol', 'The relay service tells what this netsh does not understand.');
}

function isMessage(value: unknown): value is FeedMessage {
  if (!isRecord(value) || !isNumber(value['at'])) return false;
  switch (value['kind']) {
    case 'lost':
      return typeof value['reason'] === 'string';
    case 'snapshot':
      return isWhole(value);
    case 'difference':
      return (
        isWhole(value) &&
        isListOf(value['removed'], isText) &&
        isCounted(value['counted']) &&
        isMoved(value['moved']) &&
        isListOf(value['ended'], isId)
      );
    default:
      return false;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields that snapshots and differences share. */
function isWhole({ status, entries, connections }: Fields): boolean {
  return isStatus(status) && isListOf(entries, isEntry) && isListOf(connections, isConnection);
}

function isCounted(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { keys, numbers, later } = value;
  if (!isListOf(keys, isText) || !isListOf(numbers, isNumber)) return false;
  if (numbers.length !== keys.length * ENTRY_ROWS.width) return false;
  return (
    later === undefined ||
    (isRecord(later) &&
      Object.values(later).every((list) => isListOf(list, isNumber) && list.length === keys.length))
  );
}

function isMoved(value: unknown): boolean {
  if (!isListOf(value, isNumber) || value.length % CONNECTION_ROWS.size !== 0) return false;
  for (let at = 0; at < value.length; at += CONNECTION_ROWS.size) {
    if (!isId(value[at]) || !CONNECTION_ROWS.fits(value, at + 1)) return false;
  }
  return true;
}

const STATES: Readonly<Record<EntryState, true>> = {
  listening: true,
  held: true,
  failed: true,
  disabled: true,
  stopped: true,
};

function isStatus(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { running, entries, connections, uptimeMs } = value;
  return (
    typeof running === 'boolean' &&
    isNumber(connections) &&
    (uptimeMs === undefined || isNumber(uptimeMs)) &&
    isRecord(entries) &&
    Object.keys(STATES).every((state) => isNumber(entries[state]))
  );
}

function isEntry(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { family, listenAddress, listenPort, connectAddress, connectPort, state, reason, counters } = value;
  return (
    FAMILIES.some((each) => each === family) &&
    isText(listenAddress) &&
    isText(listenPort) &&
    isText(connectAddress) &&
    isText(connectPort) &&
    isText(state) &&
    Object.hasOwn(STATES, state) &&
    (reason === undefined || isText(reason)) &&
    (counters === undefined || isCounters(counters))
  );
}

function isCounters(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { errors, ends, lastError, names } = value;
  return (
    ENTRY_ROWS.columns.every(({ name, isLater }) => isNumber(value[name]) || (isLater && !(name in value))) &&
    isNumber(errors) &&
    isRecord(ends) &&
    Object.values(ends).every(isNumber) &&
    (lastError === undefined ||
      (isRecord(lastError) && isNumber(lastError['at']) && isText(lastError['text']))) &&
    (names === undefined || (isRecord(names) && isName(names['listen']) && isName(names['connect'])))
  );
}

function isName(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isRecord(value)) return false;
  const { name, addresses, at } = value;
  return isText(name) && isListOf(addresses, isText) && isNumber(at);
}

function isConnection(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { id, entry, client, target, startedAt, lastActiveAt, phase, bytesUp, bytesDown } = value;
  return (
    isId(id) &&
    isText(entry) &&
    isText(client) &&
    isText(target) &&
    isNumber(startedAt) &&
    isNumber(lastActiveAt) &&
    PHASES.some((each) => each === phase) &&
    isNumber(bytesUp) &&
    isNumber(bytesDown)
  );
}

function isListOf<Item>(value: unknown, is: (item: unknown) => item is Item): value is readonly Item[];
function isListOf(value: unknown, is: (item: unknown) => boolean): value is readonly unknown[];
function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
