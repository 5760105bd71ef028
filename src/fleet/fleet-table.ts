import { INITIAL_RULEBOOK, isInitial } from '../firewall/policy.ts';
import type { Rulebook } from '../firewall/rule.ts';
import type { Entry } from '../portproxy/entry.ts';
import { entryKey } from '../portproxy/key.ts';
import {
  type Author,
  type Commit,
  type CommitBody,
  type CommitHead,
  fleetDocument,
  parseAuthor,
  parseDocument,
  parseRow,
} from './commit.ts';
import { LogFault, isCount } from './fault.ts';
import { changedBody } from './changed-body.ts';
import { parseFleetRulebook, rulesAfter, rulesChange } from './rules-change.ts';

/** An entry of the fleet, and the commit that put it as it is. */
export interface FleetRow {
  readonly entry: Entry;
  readonly revision: number;
  readonly by: Author;
}

/** A point of the log: the commit that a table holds as its last, and the sequence of that in the stream; 0 before the first. */
export interface Point {
  readonly revision: number;
  readonly id: string;
  readonly sequence: number;
}

const BEGINNING: Point = { revision: 0, id: '', sequence: 0 };

/** The table of a fleet at one revision. Pure: two that were made of the same commits are the same, order included. */
export class FleetTable {
  readonly #rows = new Map<string, FleetRow>();
  #rulebook: Rulebook = INITIAL_RULEBOOK;
  #point: Point = BEGINNING;

  /** The commit that it holds as its last. */
  get point(): Point {
    return this.#point;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Returns the rows in order of creation. */
  rows(): FleetRow[] {
    return [...this.#rows.values()];
  }

  /** Returns the entries in order of creation, with values that this netsh may not know. */
  entries(): Entry[] {
    return this.rows().map(({ entry }) => entry);
  }

  /** The rules of advfirewall, and the policies. */
  get rulebook(): Rulebook {
    return this.#rulebook;
  }

  /** Returns the row of a key. */
  get(key: string): FleetRow | undefined {
    return this.#rows.get(key);
  }

  /** Returns a table of its own with the same rows. */
  copy(): FleetTable {
    const copy = new FleetTable();
    for (const [key, row] of this.#rows) copy.#rows.set(key, row);
    copy.#rulebook = this.#rulebook;
    copy.#point = this.#point;
    return copy;
  }

  /**
   * Tells how a commit stands to the table. Of two that follow on the same one the first in the log counts: the other is `overtaken`.
   * One that is `strange` follows on something that this table never was.
   */
  placeOf(commit: CommitHead, sequence: number): 'known' | 'next' | 'overtaken' | 'strange' {
    const { id, revision } = this.#point;
    if (sequence <= this.#point.sequence) return 'known';
    if (commit.parent === id && commit.revision === revision + 1) return 'next';
    return commit.revision <= revision ? 'overtaken' : 'strange';
  }

  /** Applies the next commit. Throws a `LogFault`, and stays as it was, where it does not follow on the last one. */
  apply(commit: Commit, sequence: number): void {
    const { id, revision, author, put, remove, rules } = commit;
    if (this.placeOf(commit, sequence) !== 'next') throw strangeCommit(revision, this.#point.revision);
    if (rules) this.#rulebook = rulesAfter(this.#rulebook, rules);
    for (const key of remove) this.#rows.delete(key);
    for (const entry of put) this.#rows.set(entryKey(entry), { entry, revision, by: author });
    this.#point = { revision, id, sequence };
  }

  /** Returns what a commit must do to make other entries and rules of these; undefined where they are the same, in the same order. */
  bodyTo(entries: readonly Entry[], rulebook = this.#rulebook): CommitBody | undefined {
    const body = changedBody(this.entries(), entries);
    const rules = rulesChange(this.#rulebook, rulebook);
    return rules ? { put: [], remove: [], ...body, rules } : body;
  }

  /** Returns it as a text, which `FleetTable.parse` reads: for snapshots and the copy on disk. */
  document(): string {
    const rulebook = this.#rulebook;
    const rules = isInitial(rulebook) ? undefined : rulebook;
    return fleetDocument({ point: this.#point, rows: this.rows(), rules });
  }

  /** Reads the text of `document`. Throws a `LogFault`. */
  static parse(text: string): FleetTable {
    const { point, rows, rules } = parseDocument(text, 'A snapshot');
    if (!isPoint(point) || !Array.isArray(rows)) throw new LogFault('A snapshot is not whole.');
    const table = new FleetTable();
    for (const row of rows) {
      const { entry, revision, by } = parsedRow(row);
      table.#rows.set(entryKey(entry), { entry, revision, by });
    }
    if (table.size !== rows.length) throw new LogFault('A snapshot has an entry twice.');
    if (rules !== undefined) table.#rulebook = parseFleetRulebook(rules);
    const { revision, id, sequence } = point;
    table.#point = { revision, id, sequence };
    return table;
  }
}

/** Returns the fault of a commit that does not follow on a table. */
export function strangeCommit(revision: number, own: number): LogFault {
  return new LogFault(
    `Revision ${revision} of the fleet does not follow on revision ${own} of this machine.`,
  );
}

function parsedRow(value: unknown): FleetRow {
  const row: Partial<Record<keyof FleetRow, unknown>> = Object(value);
  if (!isCount(row.revision)) throw new LogFault('A snapshot has a row without its revision.');
  return { entry: parseRow(row.entry), revision: row.revision, by: parseAuthor(row.by) };
}

function isPoint(value: unknown): value is Point {
  const { revision, id, sequence }: Partial<Record<keyof Point, unknown>> = Object(value);
  return isCount(revision) && isCount(sequence) && typeof id === 'string';
}
