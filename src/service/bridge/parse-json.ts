import { isVisible, visible } from '../../language/visible.ts';
import { isRecord } from '../../portproxy/is-record.ts';

/** A line of JSON, read; undefined where it is none. */
export interface ReadJson {
  readonly value: unknown;
  /** It may hold texts that are not safe to print. */
  readonly isSuspect: boolean;
}

/** Parses a line of JSON; `value` is undefined where it is none. */
export function parseJson(line: string): ReadJson {
  try {
    const value: unknown = JSON.parse(line);
    // Nearly all lines hold neither such characters nor escapes, and need no second look.
    return { value, isSuspect: ESCAPE.test(line) || !isVisible(line) };
  } catch {
    return { value: undefined, isSuspect: false };
  }
}

const ESCAPE = /\\[^"\\/]/;

/**
 * Returns a value of another machine in which every text is one line that is safe to print; undefined where it is
 * nested too deep for the stack.
 */
export function cleaned({ value, isSuspect }: ReadJson): unknown {
  try {
    return isSuspect ? clean(value) : value;
  } catch {
    return undefined;
  }
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(clean);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [visible(name), clean(member)]));
}
