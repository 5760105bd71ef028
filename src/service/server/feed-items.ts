import type { Entry } from '../../portproxy/entry.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import type { ConnectionInfo, EntryCounters, EntryReport } from '../../relay/relay.ts';
import { CONNECTION_ROWS, ENTRY_ROWS } from '../../relay/rows.ts';
import { withMoved } from '../contract/feed-rows.ts';
import type { ListedEntry } from '../contract/status.ts';

/** A moment by two clocks, both in ms. */
export interface Moment {
  /** Since the epoch. */
  readonly at: number;
  /** This thread's performance.now(), by which time is measured. */
  readonly now: number;
}

/** The place of an entry in the table, its values and its status. */
interface EntryFacts {
  /** Grows in the order of the table. */
  place: number;
  /** The entry as the table holds it. */
  entry: Entry;
  status: EntryStatus;
  /** It is one of the fleet, beside the table. */
  isShared: boolean;
}

/** An entry of the feed's state. */
export class FeedEntry implements EntryFacts {
  readonly key: string;
  place: number;
  entry: Entry;
  status: EntryStatus;
  isShared: boolean;
  /** The id of its rows in samples; undefined before the relay has reported it. */
  number: number | undefined;
  #counters: EntryCounters | undefined;
  #numbers: readonly number[] = [];

  constructor(key: string, { place, entry, status, isShared }: EntryFacts) {
    this.key = key;
    this.place = place;
    this.entry = entry;
    this.status = status;
    this.isShared = isShared;
  }

  /** Its latest numbers, one for each column of `ENTRY_ROWS`. */
  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** Takes what the relay reports, but for the status. */
  take({ number, counters }: EntryReport): void {
    this.number = number;
    this.#counters = counters;
    this.#numbers = ENTRY_ROWS.numbers(counters);
  }

  /** Takes the numbers of a row that begin at `from`. */
  count(rows: Float64Array, from: number): void {
    this.#numbers = ENTRY_ROWS.read(rows, from);
  }

  /** Returns it as readers get it. */
  get listed(): ListedEntry {
    const { state, reason } = this.status;
    const counters = this.#counters && ENTRY_ROWS.patch(this.#counters, this.#numbers, 0);
    return { ...this.entry, state, reason, counters };
  }
}

/** A connection of the feed's state. */
export class FeedConnection {
  readonly #info: ConnectionInfo;
  /** Its latest numbers, one for each column of `CONNECTION_ROWS`; undefined while `#info` holds them. */
  #numbers: readonly number[] | undefined;
  /** When they were taken, ms of performance.now(). */
  #takenAt = 0;

  constructor(info: ConnectionInfo) {
    this.#info = info;
  }

  /** Takes the numbers of a row that begin at `from`; `now` in ms of performance.now(). */
  move(rows: Float64Array, from: number, now: number): void {
    this.#numbers = CONNECTION_ROWS.read(rows, from);
    this.#takenAt = now;
  }

  /** Adds its row to those of a message; nothing where it has not moved. */
  tell(rows: number[], now: number): void {
    if (!this.#numbers) return;
    rows.push(this.#info.id);
    CONNECTION_ROWS.tell(this.#numbers, rows, Math.round(now - this.#takenAt));
  }

  /** Returns it as readers get it. */
  listed({ at, now }: Moment): ConnectionInfo {
    if (!this.#numbers) return this.#info;
    return withMoved(this.#info, this.#numbers, 0, at - Math.round(now - this.#takenAt));
  }
}
