import { type Entry, type ListenSide, entryFrom, listenSide } from '../src/portproxy/entry.ts';
import { type Services, parsePort, portSpan, spanSize } from '../src/portproxy/port.ts';
import { type Change, Table } from '../src/portproxy/table.ts';

/** What a change will do to the entries there are, in words for people. */
export function changeEffect(change: Change, entries: readonly Entry[]): string | undefined {
  switch (change.op) {
    case 'reset':
      return `Deletes ${count(entries.length)}.`;
    case 'delete': {
      const found = find(entries, change.side);
      if (found) return `Deletes ${route(found)}.`;
      return `There is no such entry to delete.${elsewhere(change.side, entries)}`;
    }
    case 'add':
    case 'set': {
      const found = find(entries, listenSide(change.values));
      if (!found) {
        const other = change.op === 'set' ? elsewhere(listenSide(change.values), entries) : '';
        return `Creates ${route(entryFrom(change.values))}.${other}`;
      }
      const table = new Table([found]);
      table.apply(change);
      const [after = found] = table.entries();
      const verb = change.op === 'add' ? 'Replaces' : 'Changes';
      return `${verb} ${route(found)}: from now on to ${target(after)}.`;
    }
  }
}

/** What the interactive shell asks before a reset; nothing where the table is empty. */
export function resetQuestion(entries: readonly Entry[]): string | undefined {
  return entries.length > 0 ? `Delete ${count(entries.length)}?` : undefined;
}

/** The entry with a listen side. There may be ten thousand, and this is asked at every key. */
function find(entries: readonly Entry[], side: ListenSide): Entry | undefined {
  return entries.find(
    (entry) =>
      isSame(entry.listenPort, side.listenPort) &&
      isSame(entry.listenAddress, side.listenAddress) &&
      entry.family === side.family,
  );
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
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

function route(entry: Entry): string {
  return `${entry.listenAddress}:${entry.listenPort} to ${target(entry)}`;
}

function target(entry: Entry): string {
  return `${entry.connectAddress}:${entry.connectPort}${rangeText(entry)}${entry.disabled ? ', disabled' : ''}`;
}

/** What a range is: how many ports, and whether each leads to its own or all to one. */
function rangeText({ listenPort, connectPort }: Entry): string {
  const [from, to] = [listenPort, connectPort].map((text) => parsePort(text, NO_SERVICES));
  if (!from?.ok || from.port.kind !== 'range') return '';
  const ports = spanSize(portSpan(from.port));
  if (ports === 1) return '';
  return ` (${ports} ports, ${to?.ok && to.port.kind === 'range' ? 'each to its own' : 'all to one'})`;
}

/** Names of services are no ranges. */
const NO_SERVICES: Services = new Map();
