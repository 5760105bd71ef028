import type { Family } from './family.ts';
import { type ListenSide, type Protocol, listenSide } from './key.ts';
import type { EntryValue } from './values/entry-value.ts';
import { type StoredOptions, type SuppliedOptions, type Values, VALUES } from './values/values.ts';

/** One portproxy entry, its values as they were typed: names and service names are never replaced. */
export type Entry = StoredOptions & {
  readonly family: Family;
  readonly listenAddress: string;
  readonly listenPort: string;
  readonly connectAddress: string;
  readonly connectPort: string;
  readonly protocol: Protocol;
};

/** The values of an entry that a command supplies. */
export type EntryValues = SuppliedOptions & {
  readonly family: Family;
  readonly listenPort: string;
  readonly listenAddress?: string | undefined;
  readonly connectAddress?: string | undefined;
  readonly connectPort?: string | undefined;
  readonly protocol?: Protocol | undefined;
};

/** Values by property, for the descriptions to look up. */
type Texts = Readonly<Record<string, unknown>>;

/** The text that takes a value of ours back to its default. */
export const TAKEN_BACK = 'default';

/** Whether a text takes a value of ours back, in any case. */
export function isTakenBack(text: string): boolean {
  return text.length === TAKEN_BACK.length && text.toLowerCase() === TAKEN_BACK;
}

/** Returns the entry that `add` makes of supplied values, with defaults for the rest. */
export function entryFrom(supplied: EntryValues, values: Values = VALUES): Entry {
  return merged(supplied, {}, listenSide(supplied), values);
}

/** Returns an entry as `set` changes it: its listen side and values that are not supplied stay. */
export function changedEntry(entry: Entry, supplied: EntryValues, values: Values = VALUES): Entry {
  return merged(supplied, entry, entry, values);
}

/** Returns the values of a command, given by tag, by property. */
export function suppliedBy(
  family: Family,
  texts: Readonly<Record<string, unknown>>,
  values: Values = VALUES,
): EntryValues {
  const supplied: Record<string, unknown> = { family };
  for (const { tag, property } of values) if (texts[tag] !== undefined) supplied[property] = texts[tag];
  // Built of the descriptions from which the type is made.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return supplied as EntryValues;
}

/** Returns the values of ours that a command gives by tag, by property. */
export function optionsBy(
  texts: Readonly<Record<string, unknown>>,
  values: Values = VALUES,
): SuppliedOptions {
  const supplied: Record<string, unknown> = {};
  for (const { tag, property, extension } of values) {
    if (extension && texts[tag] !== undefined) supplied[property] = texts[tag];
  }
  return supplied;
}

/** Returns the values by which `add` makes an entry. */
export function valuesOf(entry: Entry, values: Values = VALUES): EntryValues {
  return suppliedBy(
    entry.family,
    Object.fromEntries(values.map((value) => [value.tag, textOf(entry, value)])),
    values,
  );
}

/** Returns the text of a value as commands write it; undefined for one of ours that the entry does not have. */
export function textOf(entry: Entry, value: EntryValue): string | undefined {
  const texts: Texts = entry;
  const stored = texts[storedName(value)];
  if (value.flag) return stored === true ? value.flag.text : undefined;
  return typeof stored === 'string' ? stored : undefined;
}

/** Returns the values of ours that an entry has, with their texts. */
export function optionsOf(
  entry: Entry,
  values: Values = VALUES,
): { readonly value: EntryValue; readonly text: string }[] {
  return values.flatMap((value) => {
    const text = value.extension && textOf(entry, value);
    return text === undefined ? [] : [{ value, text }];
  });
}

/** Whether two entries hold the same values, letter for letter. */
export function sameEntry(one: Entry | undefined, other: Entry, values: Values = VALUES): boolean {
  if (one === other) return true;
  if (one === undefined || one.family !== other.family) return false;
  const [these, those]: [Texts, Texts] = [one, other];
  return values.every((value) => these[storedName(value)] === those[storedName(value)]);
}

/** Returns the property under which entries hold a value. */
export function storedName({ property, flag }: EntryValue): string {
  return flag?.property ?? property;
}

/** Returns the default of a value; undefined where it has none. */
export function defaultOf(value: EntryValue, side: ListenSide): string | undefined {
  return typeof value.default === 'function' ? value.default(side) : value.default;
}

/** Merges supplied values, those of the present entry, and defaults; properties in the order of the table file. */
function merged(supplied: Texts, present: Texts, side: ListenSide, values: Values): Entry {
  const { family, listenAddress, listenPort } = side;
  const entry: Record<string, unknown> = { family, listenAddress, listenPort };
  for (const value of values) {
    const { property, isKey } = value;
    if (value.extension) {
      const name = storedName(value);
      const stored =
        supplied[property] === undefined ? present[name] : option(value, supplied[property], side);
      if (stored !== undefined) entry[name] = stored;
    } else if (isKey) entry[property] ??= present[property] ?? supplied[property] ?? defaultOf(value, side);
    else entry[property] = supplied[property] ?? present[property] ?? defaultOf(value, side);
  }
  // Built of the descriptions from which the type is made.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return entry as Entry;
}

/** Returns what an entry stores of a supplied value of ours; undefined for its default. */
function option(value: EntryValue, text: unknown, side: ListenSide): unknown {
  if (typeof text !== 'string' || isTakenBack(text) || text === defaultOf(value, side)) return undefined;
  return value.flag ? text === value.flag.text : text;
}
