import { type AppliedChange, applyChange } from '../../portproxy/changes/apply-change.ts';
import { differences } from '../../portproxy/changes/differences.ts';
import { type Plan, planTransaction } from '../../portproxy/changes/plan-transaction.ts';
import type { Transaction } from '../../portproxy/changes/results.ts';
import { type Entry, sameEntry } from '../../portproxy/entry.ts';
import { type ListenSide, entryKey, listenSide } from '../../portproxy/key.ts';
import { holdStatus } from '../../portproxy/hold.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { type Change, Table } from '../../portproxy/table.ts';
import { thisMachine } from '../../system/machine.ts';
import { systemServices } from '../../system/services.ts';
import type { TableBackend } from '../contract/backend.ts';
import { plainEntry } from '../contract/status.ts';

/** How a draft differs from its table, each in the order of the table. */
export interface DraftDifferences {
  readonly added: readonly Entry[];
  readonly changed: readonly { readonly before: Entry; readonly after: Entry }[];
  readonly deleted: readonly Entry[];
}

/** A copy of a table on which changes are tried, and the transaction that would make them. */
export class Draft {
  readonly #base: Table;
  // Both are read once: the table of services is long, and changes are many.
  readonly #services = systemServices();
  readonly #machine = thisMachine();
  #table: Table;
  /** The changes that make the one table of the other; a reset makes those before it needless. */
  #changes: Change[] = [];
  /** Listen sides that changes name, by key. */
  readonly #named = new Map<string, ListenSide>();
  #wasReset = false;

  constructor(entries: readonly Entry[]) {
    this.#base = new Table(entries);
    this.#table = this.#base.copy();
  }

  /** Begins a draft with the table as a backend lists it now. */
  static async of(backend: Pick<TableBackend, 'entries'>): Promise<Draft> {
    return new Draft((await backend.entries()).map(plainEntry));
  }

  /** Changes that a commit would send. */
  get size(): number {
    return this.#changes.length;
  }

  /** Returns the entries of the draft. */
  entries(): readonly Entry[] {
    return this.#table.entries();
  }

  /** Returns how a commit would change the table. */
  differences(): DraftDifferences {
    const { put } = differences(this.#base.entries(), this.#table);
    return {
      added: put.filter((entry) => !this.#base.get(entry)),
      changed: put.flatMap((after) => {
        const before = this.#base.get(after);
        return before ? [{ before, after }] : [];
      }),
      deleted: this.#base.entries().filter((entry) => !this.#table.get(entry)),
    };
  }

  /** Tries a change; one that is refused changes nothing. */
  change(change: Change): AppliedChange {
    const applied = applyChange(this.#table, change, this.#services);
    if (applied.result.kind === 'done') this.#note(change);
    return applied;
  }

  /** Tries a transaction; one with conflicts changes nothing. */
  transact(transaction: Transaction): Plan {
    const plan = planTransaction(this.#table, transaction, this.#services);
    if (!plan.ok) return plan;
    this.#table = plan.table;
    for (const change of transaction.changes) this.#note(change);
    return plan;
  }

  /** Returns the status of an entry that a rule of this product holds, or the user disabled; undefined for all others. */
  held(entry: Entry): EntryStatus | undefined {
    return holdStatus(entry, this.#services, this.#machine);
  }

  /** Returns the changes, with the entries that they take for granted: those they name, or all of them behind a reset. */
  transaction(): Transaction {
    const sides = [...this.#named.values()];
    const entries = this.#wasReset
      ? this.#base.entries()
      : sides.flatMap((side) => this.#base.get(side) ?? []);
    const absent = sides.filter((side) => !this.#base.get(side)).map(listenSide);
    return { changes: this.#changes, expected: { entries, absent, nothingElse: this.#wasReset } };
  }

  /** Whether a table is the one of the draft, in its order. */
  isMade(entries: readonly Entry[]): boolean {
    const wanted = this.entries();
    return (
      wanted.length === entries.length &&
      wanted.every((entry, index) => {
        const made = entries[index];
        return made !== undefined && entryKey(made) === entryKey(entry) && sameEntry(made, entry);
      })
    );
  }

  #note(change: Change): void {
    if (change.op === 'reset') {
      this.#changes = [];
      this.#wasReset = true;
    } else {
      const side = change.op === 'delete' ? change.side : listenSide(change.values);
      this.#named.set(entryKey(side), side);
    }
    this.#changes.push(change);
  }
}
