import { isRecord } from '../../portproxy/is-record.ts';

/** Tells whether a value parsed from JSON has a type. */
export type Is<T> = (value: unknown) => value is T;

/** Whether a value is a text. */
export const isText: Is<string> = (value) => typeof value === 'string';

/** Whether a value is a finite number. */
export const isNumber: Is<number> = (value): value is number => Number.isFinite(value);

/** Whether a value is a whole number that stands for something. */
export const isId: Is<number> = (value): value is number => Number.isSafeInteger(value);

/** Whether a value is true or false. */
export const isBoolean: Is<boolean> = (value) => typeof value === 'boolean';

/** A value that may be left out. */
export function optional<T>(is: Is<T>): Is<T | undefined> {
  return (value): value is T | undefined => value === undefined || is(value);
}

/** One of a few values. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Is<T> {
  const known: ReadonlySet<unknown> = new Set(values);
  return (value): value is T => known.has(value);
}

/** A list whose items all have a type. */
export function listOf<T>(is: Is<T>): Is<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((item) => is(item));
}

/** An object whose members all have a type, whatever their names. */
export function recordOf<T>(is: Is<T>): Is<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => {
    if (!isRecord(value)) return false;
    for (const name in value) if (!is(value[name])) return false;
    return true;
  };
}

/** An object with a check for each of its members; it may have more. */
export function shape<T extends object>(members: { readonly [Name in keyof T]-?: Is<T[Name]> }): Is<T> {
  let checks: [string, Is<unknown>][] | undefined;
  return (value): value is T =>
    isRecord(value) &&
    (checks ??= Object.entries<Is<unknown>>(members)).every(([name, is]) => is(value[name]));
}

/** One of several types. */
export function either<One, Other>(one: Is<One>, other: Is<Other>): Is<One | Other> {
  return (value): value is One | Other => one(value) || other(value);
}
