import type { Entry } from '../../portproxy/entry.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { PHASES } from '../../relay/moved.ts';
import type { ConnectionInfo, EntryCounters, EntryReport } from '../../relay/relay.ts';
import type { ListedEntry } from '../contract/status.ts';
import { COUNTED_NUMBERS, withCounted } from '../contract/feed-numbers.ts';

/** What the table and the relay say of an entry. */
interface EntryFacts {
  /** Grows from row to row. */
  place: number;
  /** The entry as the table holds it. */
  entry: Entry;
  status: EntryStatus;
}

/** An entry of the feed's picture, which changes with what is heard of it; what readers get of it are copies. */
export class EntryRow implements EntryFacts {
  readonly key: string;
  place: number;
  entry: Entry;
  status: EntryStatus;
  /** Stands for it in samples; undefined before the relay has reported it. */
  number: number | undefined;
  #counters: EntryCounters | undefined;
  /** The numbers that were heard since the counters, as a message tells them. */
  #counted: number[] | undefined;

  constructor(key: string, { place, entry, status }: EntryFacts) {
    this.key = key;
    this.place = place;
    this.entry = entry;
    this.status = status;
  }

  /** Takes what the relay reports, but for the status. */
  take({ number, counters }: EntryReport): void {
    this.number = number;
    this.#counters = counters;
    this.#counted = undefined;
  }

  /** Takes its numbers of a sample, which begin there. */
  count(numbers: Float64Array, at: number): void {
    this.#counted ??= Array.from({ length: COUNTED_NUMBERS }, () => 0);
    for (let column = 0; column < COUNTED_NUMBERS; column++) {
      this.#counted[column] = numbers[at + 1 + column] ?? 0;
    }
  }

  /** Adds its numbers to those of a message. */
  tell(numbers: number[]): void {
    for (const number of this.#counted ?? []) numbers.push(number);
  }

  /** All that there is to tell of it. */
  get listed(): ListedEntry {
    const { state, reason } = this.status;
    const counters =
      this.#counters && this.#counted ? withCounted(this.#counters, this.#counted, 0) : this.#counters;
    return { ...this.entry, state, reason, counters };
  }
}

/** A connection of the feed's picture, which changes with what is heard of it; what readers get of it are copies. */
export class ConnectionRow {
  readonly #info: ConnectionInfo;
  #lastActiveAt: number;
  #phase: ConnectionInfo['phase'];
  #bytesUp: number;
  #bytesDown: number;

  constructor(info: ConnectionInfo) {
    this.#info = info;
    this.#lastActiveAt = info.lastActiveAt;
    this.#phase = info.phase;
    this.#bytesUp = info.bytesUp;
    this.#bytesDown = info.bytesDown;
  }

  /** Takes its numbers of a sample, which begin there. */
  move(numbers: Float64Array, at: number): void {
    this.#lastActiveAt = numbers[at + 1] ?? 0;
    this.#phase = PHASES[numbers[at + 2] ?? 0] ?? this.#phase;
    this.#bytesUp = numbers[at + 3] ?? 0;
    this.#bytesDown = numbers[at + 4] ?? 0;
  }

  /** Adds its numbers to those of a message of that time. */
  tell(numbers: number[], time: number): void {
    const phase = PHASES.indexOf(this.#phase);
    numbers.push(this.#info.id, time - this.#lastActiveAt, phase, this.#bytesUp, this.#bytesDown);
  }

  /** All that there is to tell of it. */
  get info(): ConnectionInfo {
    return {
      ...this.#info,
      lastActiveAt: this.#lastActiveAt,
      phase: this.#phase,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
    };
  }
}
