import type { Commit } from './commit.ts';
import type { FleetTable } from './fleet-table.ts';

/** Commits that are remembered, to tell who has changed what meanwhile. */
const REMEMBERED = 1_000;

/** The table of a fleet as this machine follows it, and the commits that made it so lately. */
export class Followed {
  readonly #onTable: (table: FleetTable) => void;
  #table: FleetTable;
  /** What follows until `tell` is called: a table of its own, on which commits are applied. */
  #draft: FleetTable | undefined;
  #recent: Commit[] = [];
  #seen: number;
  #told: number;
  #waiting: { readonly sequence: number; readonly reached: () => void }[] = [];

  /** `onTable` gets each new table, in one step however many commits have made it; it must not change it. */
  constructor(table: FleetTable, onTable: (table: FleetTable) => void) {
    this.#table = table;
    this.#seen = table.point.sequence;
    this.#told = this.#seen;
    this.#onTable = onTable;
  }

  /** The table as it was told last. */
  get table(): FleetTable {
    return this.#table;
  }

  /** The table with all that is known, told or not. */
  get newest(): FleetTable {
    return this.#draft ?? this.#table;
  }

  /** The sequence up to which the log was read, messages included that are no part of the table. */
  get seen(): number {
    return this.#seen;
  }

  /** Whether somebody waits for what was read. */
  get isAwaited(): boolean {
    return this.#waiting.some(({ sequence }) => sequence <= this.#seen);
  }

  /** Applies the next commit. Throws a `LogFault` where it does not follow. */
  apply(commit: Commit, sequence: number): void {
    this.#draft ??= this.#table.copy();
    this.#draft.apply(commit, sequence);
    this.#recent.push(commit);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
    this.pass(sequence);
  }

  /** Notes that the log was read up to a sequence. */
  pass(sequence: number): void {
    this.#seen = Math.max(this.#seen, sequence);
  }

  /** The log is read again from behind the table: what was read of other messages may not be there any more. */
  rewind(): void {
    this.#seen = this.newest.point.sequence;
    this.#told = this.#table.point.sequence;
  }

  /** Forgets what was read and not told yet; returns whether there was any. */
  forget(): boolean {
    if (!this.#draft) return false;
    this.#draft = undefined;
    const { revision } = this.#table.point;
    this.#recent = this.#recent.filter((commit) => commit.revision <= revision);
    this.rewind();
    return true;
  }

  /** Takes another table, which is further. */
  replace(table: FleetTable): void {
    this.#draft = table;
    this.#recent = [];
    this.#seen = table.point.sequence;
  }

  /** Tells of the table, where it is another one than was told. */
  tell(): void {
    const table = this.#draft;
    if (table) {
      this.#draft = undefined;
      this.#table = table;
    }
    this.#told = this.#seen;
    const reached = this.#waiting.filter(({ sequence }) => sequence <= this.#seen);
    this.#waiting = this.#waiting.filter(({ sequence }) => sequence > this.#seen);
    for (const one of reached) one.reached();
    if (table) this.#onTable(table);
  }

  /** The latest commits that are remembered, the oldest first. */
  get recent(): readonly Commit[] {
    return this.#recent;
  }

  /** Returns the commits after a revision; undefined where not all of them are remembered. */
  since(revision: number): readonly Commit[] | undefined {
    const now = this.#table.point.revision;
    const commits = this.#recent.filter((commit) => commit.revision > revision && commit.revision <= now);
    return commits.length === now - revision ? commits : undefined;
  }

  /** Resolves to whether the log was read up to a sequence, and told of, within a time in ms. */
  reached(sequence: number, ms: number): Promise<boolean> {
    if (sequence <= this.#told) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        resolve(false);
      }, ms);
      const waiting = {
        sequence,
        reached: (): void => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      this.#waiting.push(waiting);
    });
  }
}
