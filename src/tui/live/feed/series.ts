/** Bytes over time, in slots of equal width counted from the epoch. */
export interface Series {
  readonly shape: Shape;
  /** Nothing is known before this time, ms since the epoch. */
  readonly since: number;
  /** Number of the slot of the first value. */
  readonly first: number;
  /** Bytes in each slot. */
  readonly values: readonly number[];
}

/** Width of a slot in ms, and how many of the newest slots are kept. */
export interface Shape {
  readonly width: number;
  readonly size: number;
}

/** Returns a series of which nothing is known before `since`, ms since the epoch. */
export function newSeries(shape: Shape, since: number): Series {
  return { shape, since, first: 0, values: [] };
}

/** Returns the series with an amount of bytes added, spread evenly from `from` to `to`, ms since the epoch. */
export function addAmount(series: Series, amount: number, from: number, to: number): Series {
  if (amount === 0) return series;
  const { width, size } = series.shape;
  const newest = Math.max(Math.floor(to / width), lastSlot(series));
  const first = Math.max(newest - size + 1, Math.min(slotOrInfinity(series), Math.floor(from / width)));
  const values = slotsFrom(series, first);
  while (values.length <= newest - first) values.push(0);
  const put = (slot: number, part: number): void => {
    if (slot >= first) values[slot - first]! += part;
  };
  if (to <= from) put(Math.floor(to / width), amount);
  else {
    for (let slot = Math.max(first, Math.floor(from / width)); slot * width < to; slot++) {
      const share = Math.min(to, (slot + 1) * width) - Math.max(from, slot * width);
      put(slot, (amount * share) / (to - from));
    }
  }
  return { ...series, first, values };
}

/**
 * Returns bytes per second over the complete slots of the last `spanMs`, a multiple of the slot's width; it changes
 * only when a slot ends. `now` in ms since the epoch.
 */
export function rateAt(series: Series, now: number, spanMs: number): number {
  const { width } = series.shape;
  const end = Math.floor(now / width);
  const begin = end - spanMs / width;
  const duration = end * width - Math.max(begin * width, series.since);
  if (duration <= 0) return 0;
  let sum = 0;
  for (let slot = begin; slot < end; slot++) sum += valueAt(series, slot);
  return (sum * 1000) / duration;
}

/** Returns the last `count` complete slots in bytes per second, oldest first. `now` in ms since the epoch. */
export function historyAt(series: Series, now: number, count: number): number[] {
  const { width } = series.shape;
  const begin = Math.floor(now / width) - count;
  return Array.from({ length: count }, (_, at) => (valueAt(series, begin + at) * 1000) / width);
}

/** Returns the values from a slot on, which may lie before or behind the first. */
function slotsFrom({ first, values }: Series, slot: number): number[] {
  if (values.length === 0) return [];
  return slot >= first
    ? values.slice(slot - first)
    : Array.from({ length: first - slot }, () => 0).concat(values);
}

function valueAt(series: Series, slot: number): number {
  return series.values[slot - series.first] ?? 0;
}

function lastSlot({ first, values }: Series): number {
  return values.length === 0 ? -Infinity : first + values.length - 1;
}

function slotOrInfinity({ first, values }: Series): number {
  return values.length === 0 ? Infinity : first;
}
