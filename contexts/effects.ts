import { type Entry, changedEntry, entryFrom, sameEntry, textOf } from '../src/portproxy/entry.ts';
import { keyTags, optionWords, tagWord } from '../src/portproxy/entry-words.ts';
import { connectLabel } from '../src/portproxy/connect-label.ts';
import { FAMILIES } from '../src/portproxy/family.ts';
import { type ListenSide, entryLabel, listenLabel, listenSide, sameSide } from '../src/portproxy/key.ts';
import { SELF_REMEDY, selfForwarding } from '../src/portproxy/hold.ts';
import { portCount } from '../src/portproxy/port.ts';
import type { Facts } from '../src/language/facts.ts';
import type { PutChange, SimpleChange } from '../src/portproxy/table.ts';
import { type Values, VALUES } from '../src/portproxy/values/values.ts';

/** Tells in sentences what a change will do to the entries there are. */
export function changeEffect(
  change: SimpleChange,
  entries: readonly Entry[],
  values: Values = VALUES,
): string {
  switch (change.op) {
    case 'reset':
      return entries.length === 0 ? 'Nothing: the table is empty.' : `Deletes ${count(entries.length)}.`;
    case 'delete': {
      const found = entries.find((entry) => sameSide(entry, change.side));
      if (found) return `Deletes ${nameOf(found, entries)} to ${target(found, values)}.`;
      return `No such entry to delete.${elsewhere(change.side, entries)}`;
    }
    case 'add':
    case 'set': {
      const side = listenSide(change.values);
      const found = entries.find((entry) => sameSide(entry, side));
      if (!found) {
        const other = change.op === 'set' ? elsewhere(side, entries) : '';
        const entry = entryFrom(change.values, values);
        return `Creates ${nameOf(entry, entries)} to ${target(entry, values)}.${other}`;
      }
      const isNew = change.op === 'add';
      const after = isNew ? entryFrom(change.values, values) : changedEntry(found, change.values, values);
      return difference(found, after, nameOf(found, entries), values);
    }
  }
}

/** Returns the question that the interactive shell asks before a reset; undefined for an empty table. */
export function resetQuestion(entries: readonly Entry[]): string | undefined {
  return entries.length > 0 ? `Delete ${count(entries.length)}?` : undefined;
}

/** Says first what differs: the rest of the entry may not fit behind it. */
function difference(before: Entry, after: Entry, name: string, values: Values): string {
  if (sameEntry(before, after, values))
    return `Changes nothing: ${name} to ${target(before, values)} is there already.`;
  const { disabled: _wasOff, ...old } = before;
  const { disabled: isOff, ...now } = after;
  if (sameEntry(old, now, values))
    return `${isOff ? 'Disables' : 'Enables'} ${name} to ${target(now, values)}.`;
  const options = changedOptions(before, after, values);
  const [from, to] = [before, after].map((entry) => `${connectLabel(entry)}${rangeText(entry)}`);
  if (from === to) return `Changes ${name}: ${options.join(', ')}.`;
  return `Changes ${name} from ${from} to ${to}${options.map((one) => `, ${one}`).join('')}.`;
}

/** Returns the values of ours that differ: `rate=1M to 2M`, `group=web`, `without log=no`. */
function changedOptions(before: Entry, after: Entry, values: Values): string[] {
  return values.flatMap((value) => {
    const [old, now] = [textOf(before, value), textOf(after, value)];
    if (!value.extension || old === now) return [];
    if (now === undefined) return [`without ${tagWord(value.tag, old ?? '')}`];
    if (old === undefined) return [tagWord(value.tag, now)];
    return [`${tagWord(value.tag, old)} to ${tagWord('', now).slice(1)}`];
  });
}

/** Returns the name of an entry, its family in front where a reader could take it for one of another: `v6tov4 *:80`. */
function nameOf(side: ListenSide, entries: readonly Entry[] = []): string {
  const isPlain = side.family === FAMILIES[0] && entries.every(({ family }) => family === FAMILIES[0]);
  return isPlain ? listenLabel(side) : entryLabel(side);
}

/** Entries of the same port, which may have been meant, by what names them apart from this side. */
function elsewhere(side: ListenSide, entries: readonly Entry[]): string {
  const others = entries
    .filter((entry) => entry.family === side.family && entry.listenPort === side.listenPort)
    .map((entry) =>
      [
        ...(entry.listenAddress === side.listenAddress ? [] : [`listenaddress=${entry.listenAddress}`]),
        ...(entry.protocol === (side.protocol ?? 'tcp') ? [] : [`protocol=${entry.protocol}`]),
      ].join(' '),
    );
  return others.length === 0 ? '' : ` One with this port has ${others.slice(0, 3).join(', ')}.`;
}

/** Says of what `add` or `set` makes that it cannot listen, with the remedy; undefined where nothing is known against it. */
export function selfForwardingRemark(
  { op, values: supplied }: PutChange,
  { entries, services, addresses }: Pick<Facts, 'entries' | 'services' | 'addresses'>,
  values: Values = VALUES,
): string | undefined {
  const found = op === 'set' ? entries.find((entry) => sameSide(entry, listenSide(supplied))) : undefined;
  const after = found ? changedEntry(found, supplied, values) : entryFrom(supplied, values);
  const own = addresses.map(({ address }) => address);
  const isToItself = selfForwarding(after, services, own) !== undefined;
  return isToItself ? `It would forward to itself, and not listen. ${SELF_REMEDY}` : undefined;
}

/** Names the entries on the port of one that does not exist, as they are deleted; else says how to list all. */
export function nearEntries(side: ListenSide, entries: readonly Entry[]): string {
  const near = entries.filter(({ listenPort }) => listenPort === side.listenPort).slice(0, MAX_NEAR);
  if (near.length === 0) return 'No entry has this port. show all lists them.';
  return `With this port: ${near.map((entry) => `delete ${entry.family} ${keyTags(entry)}`).join('; ')}`;
}

const MAX_NEAR = 3;

function count(entries: number): string {
  return entries === 1 ? 'the one entry of the table' : `all ${entries} entries of the table`;
}

/** Returns an entry in words, its family in front where it is not v4tov4: `*:8080 to 10.0.0.5:80, disabled`. */
export function route(entry: Entry, values: Values = VALUES): string {
  return `${nameOf(entry)} to ${target(entry, values)}`;
}

function target(entry: Entry, values: Values): string {
  return `${connectLabel(entry)}${rangeText(entry)}${optionWords(entry, values)}`;
}

/** Tells of a range how many ports it has, and whether each leads to its own or all to one. */
function rangeText({ listenPort, connectPort }: Entry): string {
  const ports = portCount(listenPort);
  if (ports === 1) return '';
  return ` (${ports} ports, ${portCount(connectPort) > 1 ? 'each to its own' : 'all to one'})`;
}
