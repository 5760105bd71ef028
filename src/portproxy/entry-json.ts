import { type Entry, type EntryValues, TAKEN_BACK, isTakenBack, storedName } from './entry.ts';
import { FAMILIES, type Family } from './family.ts';
import { isRecord } from './is-record.ts';
import { type ListenSide, listenSide } from './key.ts';
import { NO_SERVICES } from './port.ts';
import type { EntryValue } from './values/entry-value.ts';
import { type SuppliedOptions, type Values, VALUES } from './values/values.ts';

type Json = Readonly<Record<string, unknown>>;

/** Longest text of one value on the wire, characters; host names end at 253. */
const MAX_TEXT = 300;

/**
 * Returns a check of whether a value of a table file is an entry that commands could have stored, without any other
 * property. It remembers the text that it accepted last for each value: entries have many in common.
 */
export function storedEntryCheck(values: Values = VALUES): (json: unknown) => json is Entry {
  const fields = values.map((value) => new StoredValue(value));
  return (json): json is Entry =>
    isRecord(json) && Object.keys(json).length === countAccepted(json, fields, isOptional);
}

/**
 * Returns a check of whether the values of an entry are such as commands could have stored. Other properties are not
 * looked at, and a key may be left to its default: an earlier or a later version may list entries so.
 */
export function listedValuesCheck(values: Values = VALUES): (entry: object) => boolean {
  const fields = values.map((value) => new StoredValue(value));
  return (entry) => isRecord(entry) && countAccepted(entry, fields, hasDefault) !== undefined;
}

/** Counts the family and the values of an entry; undefined where one is not acceptable or lacks. */
function countAccepted(
  json: Json,
  fields: readonly StoredValue[],
  mayLack: (value: EntryValue) => boolean,
): number | undefined {
  const family = familyOf(json);
  if (family === undefined) return undefined;
  let found = 1;
  for (const field of fields) {
    const stored = json[field.name];
    if (stored === undefined && mayLack(field.value)) continue;
    if (!field.accepts(stored, family)) return undefined;
    found += 1;
  }
  return found;
}

function isOptional({ extension }: EntryValue): boolean {
  return extension === true;
}

function hasDefault(value: EntryValue): boolean {
  return isOptional(value) || value.default !== undefined;
}

/** A value as table files hold it. */
class StoredValue {
  readonly name: string;
  readonly value: EntryValue;
  #last: unknown;
  #lastFamily: Family | undefined;

  constructor(value: EntryValue) {
    this.name = storedName(value);
    this.value = value;
  }

  accepts(stored: unknown, family: Family): boolean {
    if (stored === this.#last && family === this.#lastFamily) return true;
    if (!isStorable(this.value, stored, family)) return false;
    this.#last = stored;
    this.#lastFamily = family;
    return true;
  }
}

function isStorable({ flag, kind, extension }: EntryValue, stored: unknown, family: Family): boolean {
  if (flag) return stored === true;
  if (typeof stored !== 'string' || (extension && isTakenBack(stored))) return false;
  const { words, parse, isStorable: isKept } = kind(family);
  return words ? words.includes(stored) : parse(stored, NO_SERVICES).ok || (isKept?.(stored) ?? false);
}

/** Parses an entry of a request by its shape and drops other properties; undefined for anything else. */
export function parseEntry(json: unknown, values: Values = VALUES): Entry | undefined {
  const side = parseSide(json);
  if (!side || !isRecord(json)) return undefined;
  const { family, listenAddress, listenPort } = side;
  const entry: Record<string, unknown> = { family, listenAddress, listenPort };
  for (const value of values) {
    const name = storedName(value);
    const stored = json[name] === undefined && value.isKey ? value.default : json[name];
    if ((stored === undefined && value.extension) || (stored === false && value.flag)) continue;
    if (value.flag ? stored !== true : !isText(value, stored, family)) return undefined;
    entry[name] = stored;
  }
  // Each property was looked at by the description from which the type is made.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return entry as Entry;
}

/** Parses the values of a change by their shape; undefined for anything else, and where it has a value that is unknown. */
export function parseValues(json: unknown, values: Values = VALUES): EntryValues | undefined {
  return unknownValue(json, values) === undefined ? readValues(json, values) : undefined;
}

/**
 * Returns the name of a property that is no value of an entry: a later version may have it, and to do without it would make
 * another entry than was asked for. Undefined where all are known.
 */
export function unknownValue(json: unknown, values: Values = VALUES): string | undefined {
  if (!isRecord(json)) return undefined;
  return Object.keys(json).find(
    (name) => name !== 'family' && !values.some(({ property }) => property === name),
  );
}

/** Reads values by their shape, and drops other properties; undefined for anything else. */
function readValues(json: unknown, values: Values = VALUES): EntryValues | undefined {
  const family = isRecord(json) ? familyOf(json) : undefined;
  if (!isRecord(json) || family === undefined) return undefined;
  const supplied: Record<string, unknown> = { family };
  for (const value of values) {
    const text = json[value.property];
    if (text === undefined && (value.extension || value.default !== undefined)) continue;
    if (!isSupplied(value, text, family)) return undefined;
    supplied[value.property] = text;
  }
  // Each property was looked at by the description from which the type is made.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return supplied as EntryValues;
}

/** Parses the values of ours that a change of a group supplies, by their shape; undefined for anything else. */
export function parseOptions(json: unknown, values: Values = VALUES): SuppliedOptions | undefined {
  const options = values.filter(({ extension }) => extension);
  if (!isRecord(json) || unknownValue(json, options) !== undefined) return undefined;
  const supplied: Record<string, unknown> = {};
  for (const value of options) {
    const text = json[value.property];
    if (text === undefined) continue;
    if (!FAMILIES.some((family) => isSupplied(value, text, family))) return undefined;
    supplied[value.property] = text;
  }
  return supplied;
}

/** Parses a listen side by its shape; undefined for anything else. */
export function parseSide(json: unknown): ListenSide | undefined {
  const values = readValues(json, KEY);
  return values?.listenAddress === undefined ? undefined : listenSide(values);
}

const KEY = VALUES.filter((value: EntryValue) => value.isKey);

function familyOf(json: Json): Family | undefined {
  return FAMILIES.find((family) => family === json['family']);
}

/** Whether it is a text that a change may supply: one that the value may have, or that takes it back. */
function isSupplied(value: EntryValue, text: unknown, family: Family): text is string {
  return isText(value, text, family) || (value.extension === true && text === TAKEN_BACK);
}

/** Whether it is a text that the value may have: one of its words, or any that is not too long. */
function isText(value: EntryValue, text: unknown, family: Family): text is string {
  if (typeof text !== 'string') return false;
  const { words, longest = MAX_TEXT } = value.kind(family);
  return text.length <= longest && (words?.includes(text) ?? true);
}
