import { entryKey } from '../../../portproxy/entry.ts';
import type { RelayStatus } from '../../../service/contract/status.ts';
import type { Difference, FeedMessage, Snapshot } from '../../../service/contract/feed.ts';
import { applyDifference } from '../../../service/contract/whole-feed.ts';
import {
  type ConnectionRow,
  isSameConnection,
  newConnectionRow,
  nextConnectionRow,
} from './connection-row.ts';
import { type EntryRow, entryAmounts, newEntryRow, nextEntryRow } from './entry-row.ts';
import { type Amounts, type Span, type Traffic, addTraffic, newTraffic } from './traffic.ts';

/** All that the feed has told so far. */
export interface Picture {
  /** When the newest message about the relay was made, ms since the epoch; 0 before the first. */
  readonly at: number;
  /** Absent before the first message about the relay. */
  readonly status?: RelayStatus | undefined;
  /** No service answers, since when and why. */
  readonly lost?: { readonly at: number; readonly reason: string } | undefined;
  /** By key, in the order of the table. */
  readonly entries: ReadonlyMap<string, EntryRow>;
  /** By id, in the order in which they came. */
  readonly connections: ReadonlyMap<number, ConnectionRow>;
  /** What all entries carry together. */
  readonly traffic: Traffic;
  /** Grows whenever an entry or a connection comes or goes. */
  readonly membership: number;
}

/** The picture before the first message. */
export const NO_PICTURE: Picture = {
  at: 0,
  entries: new Map(),
  connections: new Map(),
  traffic: newTraffic(0, true),
  membership: 0,
};

/** The picture after one more message. */
export function applyMessage(picture: Picture, message: FeedMessage): Picture {
  switch (message.kind) {
    case 'lost':
      return { ...picture, lost: picture.lost ?? { at: message.at, reason: message.reason } };
    case 'snapshot':
      return afterSnapshot(picture, message);
    case 'difference':
      return afterDifference(picture, message);
  }
}

/**
 * What is still there goes on from where it was: what flowed while the feed was lost is spread over that time. What
 * is new came since the message before, except in the first.
 */
function afterSnapshot(picture: Picture, message: Snapshot): Picture {
  const span = spanOf(picture, message);
  const isFirst = picture.at === 0;
  const sum = { up: 0, down: 0 };
  const entries = new Map<string, EntryRow>();
  for (const entry of message.entries) {
    const key = entryKey(entry);
    const before = picture.entries.get(key);
    if (!isFirst) addTo(sum, entryAmounts(before?.entry, entry));
    entries.set(key, before ? nextEntryRow(before, entry, span) : newEntryRow(entry, span, isFirst));
  }
  const connections = new Map<number, ConnectionRow>();
  for (const info of message.connections) {
    const before = picture.connections.get(info.id);
    const row =
      before && isSameConnection(before, info)
        ? nextConnectionRow(before, info, span)
        : newConnectionRow(info, span, isFirst);
    connections.set(info.id, row);
  }
  const { at, status } = message;
  const traffic = addTraffic(isFirst ? newTraffic(at, true) : picture.traffic, sum, span);
  return { at, status, entries, connections, traffic, membership: picture.membership + 1 };
}

function afterDifference(picture: Picture, message: Difference): Picture {
  const span = spanOf(picture, message);
  const entries = new Map(picture.entries);
  const connections = new Map(picture.connections);
  const sum = { up: 0, down: 0 };
  let { membership } = picture;
  applyDifference(message, {
    entry: (key) => entries.get(key)?.entry,
    setEntry: (key, entry) => {
      const before = entries.get(key);
      if (!before) membership++;
      addTo(sum, entryAmounts(before?.entry, entry));
      entries.set(key, before ? nextEntryRow(before, entry, span) : newEntryRow(entry, span, false));
    },
    deleteEntry: (key) => {
      if (entries.delete(key)) membership++;
    },
    connection: (id) => connections.get(id)?.info,
    setConnection: (info) => {
      const before = connections.get(info.id);
      if (!before) membership++;
      const isKnown = before && isSameConnection(before, info);
      const row = isKnown ? nextConnectionRow(before, info, span) : newConnectionRow(info, span, false);
      connections.set(info.id, row);
    },
    deleteConnection: (id) => {
      if (connections.delete(id)) membership++;
    },
  });
  const traffic = addTraffic(picture.traffic, sum, span);
  return { at: message.at, status: message.status, entries, connections, traffic, membership };
}

function addTo(sum: { up: number; down: number }, { up, down }: Amounts): void {
  sum.up += up;
  sum.down += down;
}

/** The time that a message tells of; a service that started meanwhile counts from its start. */
function spanOf(picture: Picture, { at, status }: Snapshot | Difference): Span {
  const started = status.uptimeMs === undefined ? 0 : at - status.uptimeMs;
  return { from: Math.min(at, Math.max(picture.at, started)), to: at };
}
