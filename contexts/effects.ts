import { type Entry, changedEntry, entryFrom, sameEntry } from '../src/portproxy/entry.ts';
import { optionWords } from '../src/portproxy/entry-words.ts';
import { hostAndPort } from '../src/portproxy/host-address.ts';
import { type ListenSide, listenLabel, listenSide, sameSide } from '../src/portproxy/key.ts';
import { portCount } from '../src/portproxy/port.ts';
import type { Change } from '../src/portproxy/table.ts';
import { type Values, VALUES } from '../src/portproxy/values/values.ts';

/** Tells in sentences what a change will do to the entries there are. */
export function changeEffect(change: Change, entries: readonly Entry[], values: Values = VALUES): string {
  switch (change.op) {
    case 'reset':
      return entries.length === 0 ? 'Nothing: the table is empty.' : `Deletes ${count(entries.length)}.`;
    case 'delete': {
      const found = entries.find((entry) => sameSide(entry, change.side));
      if (found) return `Deletes ${route(found, values)}.`;
      return `No such entry to delete.${elsewhere(change.side, entries)}`;
    }
    case 'add':
    case 'set': {
      const side = listenSide(change.values);
      const found = entries.find((entry) => sameSide(entry, side));
      if (!found) {
        const other = change.op === 'set' ? elsewhere(side, entries) : '';
        return `Creates ${route(entryFrom(change.values, values), values)}.${other}`;
      }
      const isNew = change.op === 'add';
      const after = isNew ? entryFrom(change.values, values) : changedEntry(found, change.values, values);
      return difference(found, after, values);
    }
  }
}

/** Returns the question that the interactive shell asks before a reset; undefined for an empty table. */
export function resetQuestion(entries: readonly Entry[]): string | undefined {
  return entries.length > 0 ? `Delete ${count(entries.length)}?` : undefined;
}

function difference(before: Entry, after: Entry, values: Values): string {
  if (sameEntry(before, after, values)) return `Changes nothing: ${route(before, values)} is there already.`;
  const { disabled: _wasOff, ...old } = before;
  const { disabled: isOff, ...now } = after;
  if (sameEntry(old, now, values)) return `${isOff ? 'Disables' : 'Enables'} ${route(now, values)}.`;
  return `Changes ${listenLabel(before)} from ${target(before, values)} to ${target(after, values)}.`;
}

/** The same port of other listen addresses, which may have been meant. */
function elsewhere(side: ListenSide, entries: readonly Entry[]): string {
  const addresses = entries
    .filter((entry) => entry.family === side.family && entry.listenPort === side.listenPort)
    .map((entry) => `listenaddress=${entry.listenAddress}`);
  return addresses.length === 0 ? '' : ` One with this port has ${addresses.slice(0, 3).join(', ')}.`;
}

function count(entries: number): string {
  return entries === 1 ? 'the one entry of the table' : `all ${entries} entries of the table`;
}

/** Returns an entry in words: `*:8080 to 10.0.0.5:80, disabled`. */
function route(entry: Entry, values: Values = VALUES): string {
  return `${listenLabel(entry)} to ${target(entry, values)}`;
}

function target(entry: Entry, values: Values): string {
  return `${hostAndPort(entry.connectAddress, entry.connectPort)}${rangeText(entry)}${optionWords(entry, values)}`;
}

/** Tells of a range how many ports it has, and whether each leads to its own or all to one. */
function rangeText({ listenPort, connectPort }: Entry): string {
  const ports = portCount(listenPort);
  if (ports === 1) return '';
  return ` (${ports} ports, ${portCount(connectPort) > 1 ? 'each to its own' : 'all to one'})`;
}
