import { type Entry, entryFrom, entryKey, listenSide } from '../src/portproxy/entry.ts';
import { type Services, parsePort, portSpan, spanSize } from '../src/portproxy/port.ts';
import { type Change, Table } from '../src/portproxy/table.ts';

/** What a change will do to the entries there are, in words for people. */
export function changeEffect(change: Change, entries: readonly Entry[]): string | undefined {
  switch (change.op) {
    case 'reset':
      return `Deletes ${count(entries.length)}.`;
    case 'delete': {
      const found = find(entries, entryKey(change.side));
      return found ? `Deletes ${route(found)}.` : 'There is no such entry to delete.';
    }
    case 'add':
    case 'set': {
      const found = find(entries, entryKey(listenSide(change.values)));
      if (!found) return `Creates ${route(entryFrom(change.values))}.`;
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

function find(entries: readonly Entry[], key: string): Entry | undefined {
  return entries.find((entry) => entryKey(entry) === key);
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
