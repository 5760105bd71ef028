import { type Entry, type EntryValues, isTakenBack, textOf } from './entry.ts';
import { withFamilyAdvice } from './family-advice.ts';
import { type ListenSide, listenSide } from './key.ts';
import type { Services } from './port.ts';
import type { EntryValue } from './values/entry-value.ts';
import { type Values, VALUES } from './values/values.ts';

/** A value that is not acceptable, and why (full sentences that also say what is accepted). */
export interface ValueProblem {
  readonly tag: string;
  readonly text: string;
  readonly reason: string;
}

/** Returns the first value of an entry that is not acceptable; with `supplied`, only among those supplied. */
export function entryProblem(
  entry: Entry,
  services: Services,
  { supplied, values = VALUES }: { readonly supplied?: Partial<EntryValues>; readonly values?: Values } = {},
): ValueProblem | undefined {
  const texts: Readonly<Record<string, unknown>> | undefined = supplied;
  for (const value of values === VALUES ? CHECKED : inCheckOrder(values)) {
    const text = textOf(entry, value);
    if (text === undefined || (texts && texts[value.property] === undefined)) continue;
    const parsed = value.kind(entry.family).parse(text, services);
    const reason = parsed.ok
      ? unfitReason(value, text, entry)
      : withFamilyAdvice(parsed.reason, value.tag, text, entry.family);
    if (reason !== undefined) return { tag: value.tag, text, reason };
  }
  return undefined;
}

/** Returns the first value of a command that is acceptable alone, and not with its listen side. */
export function mismatch(supplied: EntryValues, values: Values = VALUES): ValueProblem | undefined {
  const texts: Readonly<Record<string, unknown>> = supplied;
  const side = listenSide(supplied);
  for (const value of values) {
    if (!value.mismatch && !value.protocols) continue;
    const text = texts[value.property];
    if (typeof text !== 'string' || (value.extension && isTakenBack(text))) continue;
    const reason = unfitReason(value, text, side);
    if (reason !== undefined) return { tag: value.tag, text, reason };
  }
  return undefined;
}

/** Returns a problem with its reason, as full sentences. */
export function problemText({ tag, text, reason }: ValueProblem): string {
  return `${unacceptable({ tag, text })} ${reason}`;
}

/** Returns netsh's own sentence about a value that is not acceptable. */
export function unacceptable({ tag, text }: Pick<ValueProblem, 'tag' | 'text'>): string {
  return `${text} is not an acceptable value for ${tag}.`;
}

function unfitReason(value: EntryValue, text: string, side: ListenSide): string | undefined {
  const { protocol = 'tcp' } = side;
  if (value.protocols && !value.protocols.includes(protocol)) {
    return `It is for ${value.protocols.join(' and ')}, and the entry is one of ${protocol}.`;
  }
  return value.mismatch?.(text, side);
}

function inCheckOrder(values: Values): Values {
  return values.toSorted((one, other) => rank(one) - rank(other));
}

function rank({ isCheckedFirst, isKey }: EntryValue): number {
  if (isCheckedFirst) return 0;
  return isKey ? 1 : 2;
}

const CHECKED = inCheckOrder(VALUES);
