import { hostAndPort } from '../../../portproxy/host-address.ts';
import { entryKey, keyLabel } from '../../../portproxy/key.ts';
import type { ListedEntry } from '../../../service/contract/status.ts';
import { type RowEvent, withEvents } from './events.ts';
import { type Amounts, type Span, type Traffic, addTraffic, growth, newTraffic } from './traffic.ts';

/** An entry with what is known of its past. */
export interface EntryRow {
  /** The entry's key: it stays what it is while values and order change. */
  readonly key: string;
  readonly label: string;
  readonly listen: string;
  readonly connect: string;
  readonly entry: ListedEntry;
  readonly traffic: Traffic;
  readonly events: readonly RowEvent[];
}

/** An entry that was not there before. `isOld`: its counters tell of times before the monitor looked. */
export function newEntryRow(entry: ListedEntry, span: Span, isOld: boolean): EntryRow {
  const key = entryKey(entry);
  const fresh = newTraffic(isOld ? span.to : span.from, true);
  return {
    key,
    label: keyLabel(key),
    listen: hostAndPort(entry.listenAddress, entry.listenPort),
    connect: hostAndPort(entry.connectAddress, entry.connectPort),
    entry,
    traffic: isOld ? fresh : addTraffic(fresh, entryAmounts(undefined, entry), span),
    events: [],
  };
}

/** The row of an entry that is seen again. */
export function nextEntryRow(before: EntryRow, entry: ListedEntry, span: Span): EntryRow {
  const isSameTarget =
    entry.connectAddress === before.entry.connectAddress && entry.connectPort === before.entry.connectPort;
  return {
    ...before,
    connect: isSameTarget ? before.connect : hostAndPort(entry.connectAddress, entry.connectPort),
    entry,
    traffic: addTraffic(before.traffic, entryAmounts(before.entry, entry), span),
    events: withEvents(before.events, before.entry, entry, span.to),
  };
}

/** The row of an entry of which only counters changed, without an end or an error. */
export function countedEntryRow(before: EntryRow, entry: ListedEntry, span: Span): EntryRow {
  const { key, label, listen, connect, events } = before;
  const traffic = addTraffic(before.traffic, entryAmounts(before.entry, entry), span);
  return { key, label, listen, connect, entry, traffic, events };
}

/** Bytes that an entry carried since it was seen before. */
export function entryAmounts(before: ListedEntry | undefined, after: ListedEntry): Amounts {
  const { counters } = after;
  if (!counters) return { up: 0, down: 0 };
  return {
    up: growth(before?.counters?.bytesUp ?? 0, counters.bytesUp),
    down: growth(before?.counters?.bytesDown ?? 0, counters.bytesDown),
  };
}
