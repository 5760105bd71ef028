import { EVERY_ADDRESS } from '../../../portproxy/address.ts';
import { listenVersion } from '../../../portproxy/family.ts';
import { entryKey, entryLabel, keyLabel, listenLabel } from '../../../portproxy/key.ts';
import type { ListedEntry } from '../../../service/contract/status.ts';
import { type RowEvent, isSameTarget, targetOf, withEvents } from './events.ts';
import { type Amounts, type Span, type Traffic, addTraffic, growth, newTraffic } from './traffic.ts';

/** An entry with its traffic and its events while the monitor was looking. */
export interface EntryRow {
  /** The key of the entry, which stays while its values and the order change. */
  readonly key: string;
  readonly label: string;
  readonly listen: string;
  /** The same with its family where nothing else of it tells the version of IP: `v6tov4 *:80`. */
  readonly listenNamed: string;
  readonly connect: string;
  readonly entry: ListedEntry;
  readonly traffic: Traffic;
  readonly events: readonly RowEvent[];
}

/** Returns the row of a new entry. `isOld`: its counters are older than the monitor. */
export function newEntryRow(entry: ListedEntry, span: Span, isOld: boolean): EntryRow {
  const key = entryKey(entry);
  const fresh = newTraffic(isOld ? span.to : span.from, true);
  return {
    key,
    label: keyLabel(key),
    listen: listenLabel(entry),
    listenNamed: listenNamed(entry),
    connect: targetOf(entry),
    entry,
    traffic: isOld ? fresh : addTraffic(fresh, entryAmounts(undefined, entry), span),
    events: [],
  };
}

function listenNamed(entry: ListedEntry): string {
  const isPlain = listenVersion(entry.family) === 4 || entry.listenAddress !== EVERY_ADDRESS;
  return isPlain ? listenLabel(entry) : entryLabel(entry);
}

/** Returns the next row of a known entry. */
export function nextEntryRow(before: EntryRow, entry: ListedEntry, span: Span): EntryRow {
  const { key, label, listen, listenNamed: named } = before;
  return {
    key,
    label,
    listen,
    listenNamed: named,
    connect: isSameTarget(before.entry, entry) ? before.connect : targetOf(entry),
    entry,
    traffic: addTraffic(before.traffic, entryAmounts(before.entry, entry), span),
    events: withEvents(before.events, before.entry, entry, span.to),
  };
}

/** Returns the next row of a known entry of which only counters changed, without an end or an error. */
export function countedEntryRow(before: EntryRow, entry: ListedEntry, span: Span): EntryRow {
  const traffic = addTraffic(before.traffic, entryAmounts(before.entry, entry), span);
  return { ...before, entry, traffic };
}

/** Returns the bytes that an entry carried between two messages. */
export function entryAmounts(before: ListedEntry | undefined, after: ListedEntry): Amounts {
  const { counters } = after;
  if (!counters) return { up: 0, down: 0 };
  return {
    up: growth(before?.counters?.bytesUp ?? 0, counters.bytesUp),
    down: growth(before?.counters?.bytesDown ?? 0, counters.bytesDown),
  };
}
