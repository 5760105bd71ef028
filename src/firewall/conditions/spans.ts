import type { Key } from './address-bits.ts';

/** Values from one to another, both included. */
export interface Span {
  readonly from: Key;
  readonly to: Key;
}

/** Spans in their order, which do not touch each other. */
export type Spans = readonly Span[];

/** Sorts spans, and joins those that overlap. */
export function joined(spans: readonly Span[]): Spans {
  const sorted = spans.toSorted((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  const all: Span[] = [];
  for (const span of sorted) {
    const last = all.at(-1);
    if (last === undefined || last.to < span.from) all.push(span);
    else if (last.to < span.to) all[all.length - 1] = { from: last.from, to: span.to };
  }
  return all;
}

/** Returns whether one of the spans has the value. */
export function has(spans: Spans, key: Key): boolean {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const { from, to } = spans[middle]!;
    if (key < from) high = middle - 1;
    else if (key > to) low = middle + 1;
    else return true;
  }
  return false;
}
