import { entryKey } from '../../../portproxy/key.ts';
import type { RelayStatus } from '../../../service/contract/status.ts';
import type { Difference, FeedMessage, Snapshot } from '../../../service/contract/feed.ts';
import { applyDifference } from '../../../service/contract/whole-feed.ts';
import {
  type ConnectionRow,
  isSameConnection,
  newConnectionRow,
  nextConnectionRow,
} from './connection-row.ts';
import { type EntryRow, countedEntryRow, entryAmounts, newEntryRow, nextEntryRow } from './entry-row.ts';
import {
  EMPTY_LOG,
  type Log,
  type LogItem,
  endedItems,
  entryItems,
  machineItems,
  relayItem,
  withItems,
} from './log.ts';
import { type Amounts, type Span, type Traffic, addTraffic, newTraffic } from './traffic.ts';

/** All that a live view knows from the feed. */
export interface LiveState {
  /** The time of the latest message of a service, ms since the epoch; 0 before the first. */
  readonly at: number;
  /** Absent before the first message of a service. */
  readonly status?: RelayStatus | undefined;
  /** Present while no service answers: since when (ms since the epoch), and why. */
  readonly lost?: { readonly at: number; readonly reason: string } | undefined;
  /** By key, in the order of the table. */
  readonly entries: ReadonlyMap<string, EntryRow>;
  /** By id, in the order in which they came. */
  readonly connections: ReadonlyMap<number, ConnectionRow>;
  /** Of all entries together. */
  readonly traffic: Traffic;
  /** Connections that have ended, those from before the first message too; then changes of entries and of the relay. */
  readonly log: Log;
  /** Another number whenever an entry or a connection has come or gone. */
  readonly membership: number;
}

/** The state before the first message. */
export const NO_LIVE_STATE: LiveState = {
  at: 0,
  entries: new Map(),
  connections: new Map(),
  traffic: newTraffic(0, true),
  log: EMPTY_LOG,
  membership: 0,
};

/** Returns the state after one more message. */
export function applyMessage(state: LiveState, message: FeedMessage): LiveState {
  switch (message.kind) {
    case 'lost':
      return afterLoss(state, message.at, message.reason);
    case 'snapshot':
      return afterSnapshot(state, message);
    case 'difference':
      return afterDifference(state, message);
  }
}

function afterLoss(state: LiveState, at: number, reason: string): LiveState {
  if (state.lost) return state;
  const log = state.at === 0 ? state.log : withItems(state.log, [relayItem(at, reason)]);
  return { ...state, lost: { at, reason }, log };
}

/**
 * Known entries and connections go on: bytes that flowed while the feed was lost are spread over that time. New ones
 * count from the message before on, except in the first snapshot.
 */
function afterSnapshot(state: LiveState, message: Snapshot): LiveState {
  const span = spanOf(state, message);
  const isFirst = state.at === 0;
  const sum = { up: 0, down: 0 };
  const items: LogItem[] = endedItems(message.recent ?? [], state.log);
  if (state.lost && !isFirst) items.push(relayItem(message.at));
  const entries = new Map<string, EntryRow>();
  for (const entry of message.entries) {
    const key = entryKey(entry);
    const before = state.entries.get(key);
    if (!isFirst) {
      addTo(sum, entryAmounts(before?.entry, entry));
      items.push(...entryItems(key, before?.entry, entry, message.at));
    }
    entries.set(key, before ? nextEntryRow(before, entry, span) : newEntryRow(entry, span, isFirst));
  }
  const connections = new Map<number, ConnectionRow>();
  for (const info of message.connections) {
    const before = state.connections.get(info.id);
    const row =
      before && isSameConnection(before, info)
        ? nextConnectionRow(before, info, span)
        : newConnectionRow(info, span, isFirst);
    connections.set(info.id, row);
  }
  const { at, status } = message;
  items.push(...machineItems(state.status, status, at));
  for (const key of state.entries.keys()) {
    if (!entries.has(key)) items.push(...entryItems(key, undefined, undefined, at));
  }
  const log = withItems(state.log, items);
  const traffic = addTraffic(isFirst ? newTraffic(at, true) : state.traffic, sum, span);
  return { at, status, entries, connections, traffic, log, membership: state.membership + 1 };
}

function afterDifference(state: LiveState, message: Difference): LiveState {
  const span = spanOf(state, message);
  const entries = new Map(state.entries);
  const connections = new Map(state.connections);
  const sum = { up: 0, down: 0 };
  const items: LogItem[] = [];
  let { membership } = state;
  applyDifference(message, {
    entry: (key) => entries.get(key)?.entry,
    setEntry: (key, entry) => {
      const before = entries.get(key);
      if (!before) membership++;
      items.push(...entryItems(key, before?.entry, entry, message.at));
      addTo(sum, entryAmounts(before?.entry, entry));
      entries.set(key, before ? nextEntryRow(before, entry, span) : newEntryRow(entry, span, false));
    },
    countEntry: (key, entry) => {
      const before = entries.get(key);
      if (!before) return;
      addTo(sum, entryAmounts(before.entry, entry));
      entries.set(key, countedEntryRow(before, entry, span));
    },
    deleteEntry: (key) => {
      if (!entries.delete(key)) return;
      membership++;
      items.push(...entryItems(key, undefined, undefined, message.at));
    },
    connection: (id) => connections.get(id)?.info,
    setConnection: (info) => {
      const before = connections.get(info.id);
      if (!before) membership++;
      const isKnown = before && isSameConnection(before, info);
      const row = isKnown ? nextConnectionRow(before, info, span) : newConnectionRow(info, span, false);
      connections.set(info.id, row);
    },
    moveConnection: (info) => {
      const before = connections.get(info.id);
      if (before) connections.set(info.id, nextConnectionRow(before, info, span));
    },
    deleteConnection: (id) => {
      if (connections.delete(id)) membership++;
    },
  });
  items.push(...machineItems(state.status, message.status, message.at));
  items.push(...endedItems(message.recent ?? [], EMPTY_LOG));
  const traffic = addTraffic(state.traffic, sum, span);
  const log = withItems(state.log, items);
  return { at: message.at, status: message.status, entries, connections, traffic, log, membership };
}

function addTo(sum: { up: number; down: number }, { up, down }: Amounts): void {
  sum.up += up;
  sum.down += down;
}

/** The time that the numbers of a message cover: since the message before, or the start of the service if that is later. */
function spanOf(state: LiveState, { at, status }: Snapshot | Difference): Span {
  const started = status.uptimeMs === undefined ? 0 : at - status.uptimeMs;
  return { from: Math.min(at, Math.max(state.at, started)), to: at };
}
