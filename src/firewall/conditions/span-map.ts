import type { Key } from './address-bits.ts';
import type { Span, Spans } from './spans.ts';

/** Cuts a range of keys into cells at every begin and end of a span; a key is found in its cell by a binary search. */
export class Cells {
  /** The first key of each cell but the first, which holds all keys before them. */
  readonly #starts: readonly Key[];

  constructor(spans: Iterable<Span>) {
    const starts: Key[] = [];
    for (const { from, to } of spans) starts.push(from, after(to));
    this.#starts = distinct(starts);
  }

  /** How many cells there are. */
  get count(): number {
    return this.#starts.length + 1;
  }

  /** Returns the number of the cell of a key. */
  of(key: Key): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Which value holds for a key: that of the first of the items that have it. */
export class SpanMap<Value> {
  readonly #cells: Cells;
  readonly #values: (Value | undefined)[];

  /** Items in the order in which they win; one without spans holds for every key. */
  constructor(items: readonly (readonly [Spans | undefined, Value])[]) {
    this.#cells = new Cells(items.flatMap(([spans]) => spans ?? []));
    const { count } = this.#cells;
    this.#values = Array<Value | undefined>(count).fill(undefined);
    const free = new FreeCells(count);
    for (const [spans, value] of items) {
      for (const { from, to } of spans ?? [EVERYTHING]) {
        const end = to === undefined ? count : this.#cells.of(to) + 1;
        let cell = free.from(from === undefined ? 0 : this.#cells.of(from));
        while (cell < end) {
          this.#values[cell] = value;
          free.take(cell);
          cell = free.from(cell);
        }
      }
    }
  }

  /** Returns the value for a key. */
  get(key: Key): Value | undefined {
    return this.#values[this.#cells.of(key)];
  }
}

const EVERYTHING = { from: undefined, to: undefined };

/** The cells that have no value yet; a disjoint-set forest, so that each is visited once. */
class FreeCells {
  readonly #next: Uint32Array;

  constructor(count: number) {
    this.#next = Uint32Array.from({ length: count + 1 }, (_, cell) => cell);
  }

  /** Returns the first free cell from here on; the count where there is none. */
  from(cell: number): number {
    const next = this.#next;
    let root = cell;
    while (next[root] !== root) root = next[root]!;
    for (let at = cell; at !== root;) {
      const following = next[at]!;
      next[at] = root;
      at = following;
    }
    return root;
  }

  take(cell: number): void {
    this.#next[cell] = cell + 1;
  }
}

function after(key: Key): Key {
  return typeof key === 'number' ? key + 1 : key + 1n;
}

function distinct(keys: readonly Key[]): Key[] {
  const sorted = keys.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  return sorted.filter((key, at) => at === 0 || key !== sorted[at - 1]);
}
