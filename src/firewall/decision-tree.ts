import type { Key } from './conditions/address-bits.ts';
import { Cells, SpanMap } from './conditions/span-map.ts';
import { type Spans, has } from './conditions/spans.ts';

/** A value, and on each axis the keys for which it holds; undefined: all. */
export interface Candidate<Value> {
  readonly value: Value;
  readonly axes: readonly (Spans | undefined)[];
}

/** Finds a value for a point, which has a key on each axis. */
type Finder<Value> = (point: readonly Key[]) => Value | undefined;

/** Most candidates in all parts that were made; then they are made anew as they are needed. */
const MOST_HELD = 2_000_000;

/**
 * Finds the first of many candidates that hold for a point, by a binary search on each axis on which they differ. The axis
 * with the most spans comes last, as a map from keys to values; parts for cells of the axes before it are made when a
 * point lies there first.
 */
export class DecisionTree<Value> {
  readonly #candidates: readonly Candidate<Value>[];
  #held = 0;
  #find: Finder<Value>;

  /** Candidates in the order in which they win. */
  constructor(candidates: readonly Candidate<Value>[]) {
    this.#candidates = candidates;
    this.#find = this.#build(candidates, axesOf(candidates));
  }

  /** Whether the keys of an axis matter. */
  asks(axis: number): boolean {
    return this.#candidates.some(({ axes }) => axes[axis] !== undefined);
  }

  /** Returns the value of the first candidate that holds. */
  find(point: readonly Key[]): Value | undefined {
    if (this.#held > MOST_HELD) {
      this.#held = 0;
      this.#find = this.#build(this.#candidates, axesOf(this.#candidates));
    }
    return this.#find(point);
  }

  #build(all: readonly Candidate<Value>[], axes: readonly number[]): Finder<Value> {
    const asked = axes.filter((axis) => all.some((one) => one.axes[axis] !== undefined));
    const candidates = upToFirstWithout(all, asked);
    this.#held += candidates.length;
    const [axis, ...others] = asked;
    if (axis === undefined || candidates.length === 0) {
      const value = candidates[0]?.value;
      return () => value;
    }
    if (others.length === 0) {
      const map = new SpanMap(candidates.map((one) => [one.axes[axis], one.value] as const));
      return (point) => map.get(point[axis]!);
    }
    return this.#split(candidates, axis, others);
  }

  #split(candidates: readonly Candidate<Value>[], axis: number, others: readonly number[]): Finder<Value> {
    const cells = new Cells(candidates.flatMap(({ axes }) => axes[axis] ?? []));
    const parts: (Finder<Value> | undefined)[] = Array<undefined>(cells.count).fill(undefined);
    return (point) => {
      const key = point[axis]!;
      const cell = cells.of(key);
      const part = (parts[cell] ??= this.#build(
        candidates.filter(({ axes }) => axes[axis] === undefined || has(axes[axis], key)),
        others,
      ));
      return part(point);
    };
  }
}

/** The candidates that can win: none behind one that holds for every point. */
function upToFirstWithout<Value>(
  candidates: readonly Candidate<Value>[],
  axes: readonly number[],
): readonly Candidate<Value>[] {
  const always = candidates.findIndex((one) => axes.every((axis) => one.axes[axis] === undefined));
  return always < 0 ? candidates : candidates.slice(0, always + 1);
}

/** The axes, the one with the most spans last. */
function axesOf(candidates: readonly Candidate<unknown>[]): number[] {
  const spans: number[] = [];
  for (const { axes } of candidates) {
    for (let axis = 0; axis < axes.length; axis++) {
      spans[axis] = (spans[axis] ?? 0) + (axes[axis]?.length ?? 0);
    }
  }
  return [...spans.keys()].toSorted((one, other) => spans[one]! - spans[other]!);
}
