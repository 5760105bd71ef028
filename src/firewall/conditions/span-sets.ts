import type { Key } from './address-bits.ts';
import { type Span, type Spans, joined } from './spans.ts';

/** All IPv4 addresses; all IPv6 addresses. */
export const EVERY_IPV4: Span = { from: 0, to: 0xffff_ffff };
export const EVERY_IPV6: Span = { from: 1n << 32n, to: (1n << 32n) + (1n << 128n) - 1n };

/** Sorts spans, and joins those that overlap or follow each other without a gap; IPv4 and IPv6 stay apart. */
export function merged(spans: readonly Span[]): Spans {
  const all: Span[] = [];
  for (const span of joined(spans)) {
    const last = all.at(-1);
    if (last !== undefined && typeof last.to === typeof span.from && next(last.to) === span.from) {
      all[all.length - 1] = { from: last.from, to: span.to };
    } else all.push(span);
  }
  return all;
}

/** Returns what two sets have in common. */
export function common(one: Spans, other: Spans): Spans {
  const all: Span[] = [];
  let [at, otherAt] = [0, 0];
  while (at < one.length && otherAt < other.length) {
    const [first, second] = [one[at]!, other[otherAt]!];
    const from = first.from > second.from ? first.from : second.from;
    const to = first.to < second.to ? first.to : second.to;
    if (from <= to) all.push({ from, to });
    if (first.to < second.to) at += 1;
    else otherAt += 1;
  }
  return all;
}

/** Returns what one set has and the other has not. */
export function without(one: Spans, other: Spans): Spans {
  const all: Span[] = [];
  let at = 0;
  for (const { from, to } of one) {
    let begin = from;
    while (at < other.length && other[at]!.to < from) at += 1;
    for (let cut = at; cut < other.length && other[cut]!.from <= to; cut += 1) {
      const hole = other[cut]!;
      if (begin < hole.from) all.push({ from: begin, to: previous(hole.from) });
      if (hole.to >= begin) begin = next(hole.to);
    }
    if (begin <= to) all.push({ from: begin, to });
  }
  return all;
}

/** Returns whether one of merged spans has all values of a span. */
export function covers(spans: Spans, { from, to }: Span): boolean {
  return merged(spans).some((span) => span.from <= from && span.to >= to);
}

function next(key: Key): Key {
  return typeof key === 'number' ? key + 1 : key + 1n;
}

function previous(key: Key): Key {
  return typeof key === 'number' ? key - 1 : key - 1n;
}
