import { type Entry, changedEntry } from './entry.ts';
import { type ListenSide, listenSide } from './key.ts';
import { type SuppliedOptions, type Values, VALUES } from './values/values.ts';

/** A change of every entry of a group, made for all of them or for none. */
export type GroupChange =
  | { readonly op: 'group-set'; readonly group: string; readonly values: SuppliedOptions }
  | { readonly op: 'group-delete'; readonly group: string };

/** A group with its entries, in order of creation; its name is spelled as by the first of them. */
export interface EntryGroup<E extends Entry = Entry> {
  readonly name: string;
  readonly entries: readonly E[];
}

/** Returns a test of entries: whether they belong to a group, whose letters have no case; of none where it is undefined. */
export function inGroup(name: string | undefined): (entry: Pick<Entry, 'group'>) => boolean {
  if (name === undefined) return () => true;
  const wanted = name.toLowerCase();
  return ({ group }) => group?.toLowerCase() === wanted;
}

/** Returns the groups that entries have, by the order in which they come first. */
export function groupsOf<E extends Entry>(entries: Iterable<E>): EntryGroup<E>[] {
  const found = new Map<string, { readonly name: string; readonly entries: E[] }>();
  for (const entry of entries) {
    if (entry.group === undefined) continue;
    const key = entry.group.toLowerCase();
    const known = found.get(key);
    if (known) known.entries.push(entry);
    else found.set(key, { name: entry.group, entries: [entry] });
  }
  return [...found.values()];
}

/** The change of a single entry that is part of one of its group. */
export type MemberChange =
  | {
      readonly op: 'set';
      readonly before: Entry;
      readonly values: SuppliedOptions & Pick<Entry, 'family' | 'listenAddress' | 'listenPort' | 'protocol'>;
      readonly after: Entry;
    }
  | { readonly op: 'delete'; readonly side: ListenSide };

/** Returns what a change of a group is for each of its entries; nothing where it has none. */
export function memberChanges(
  change: GroupChange,
  entries: readonly Entry[],
  values: Values = VALUES,
): MemberChange[] {
  return entries.filter(inGroup(change.group)).map((before): MemberChange => {
    if (change.op === 'group-delete') return { op: 'delete', side: listenSide(before) };
    const { family, listenAddress, listenPort, protocol } = before;
    const supplied = { ...change.values, family, listenAddress, listenPort, protocol };
    return { op: 'set', before, values: supplied, after: changedEntry(before, supplied, values) };
  });
}
