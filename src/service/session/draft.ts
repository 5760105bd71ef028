import { type AppliedChange, applyChange } from '../../portproxy/changes/apply-change.ts';
import { differences } from '../../portproxy/changes/differences.ts';
import { type Plan, planTransaction } from '../../portproxy/changes/plan-transaction.ts';
import type { Transaction } from '../../portproxy/changes/results.ts';
import { type Entry, sameEntry } from '../../portproxy/entry.ts';
import { memberChanges } from '../../portproxy/groups.ts';
import { type ListenSide, entryKey, listenSide } from '../../portproxy/key.ts';
import { holdStatus } from '../../portproxy/hold.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { type Change, type SimpleChange, Table } from '../../portproxy/table.ts';
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
  #changes: SimpleChange[] = [];
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

  /** Entries that the changes name; behind a reset all of the table too. */
  get named(): number {
    if (!this.#wasReset) return this.#named.size;
    return new Set([...this.#named.keys(), ...this.#base.entries().map(entryKey)]).size;
  }

  /** Whether the changes leave every entry as it is in the table. Ends at the first entry that differs. */
  get isNeutral(): boolean {
    const sides = this.#wasReset ? [...this.#base.entries(), ...this.#table.entries()] : this.#named.values();
    for (const side of sides) {
      const before = this.#base.get(side);
      const after = this.#table.get(side);
      if (before && after ? !sameEntry(before, after) : before !== after) return false;
    }
    return true;
  }

  /** Returns the entries of the draft. */
  entries(): readonly Entry[] {
    return this.#table.entries();
  }

  /** Returns how a commit would change the table. */
  differences(): DraftDifferences {
    const { put } = differences(this.#base, this.#table);
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
    // First, as each entry of a group is noted by itself: what is committed is what was seen here.
    const changes = single(change, this.#table);
    const applied = applyChange(this.#table, change, this.#services);
    if (applied.result.kind === 'done') for (const one of changes) this.#note(one);
    return applied;
  }

  /** Returns how many changes a commit would send, were this one made too. */
  sizeWith(change: Change): number {
    return change.op === 'reset' ? 1 : this.size + single(change, this.#table).length;
  }

  /** Tries a transaction; one with conflicts changes nothing. */
  transact(transaction: Transaction): Plan {
    const plan = planTransaction(this.#table, transaction, this.#services);
    if (!plan.ok) return plan;
    const step = this.#table.copy();
    for (const change of transaction.changes) {
      for (const one of single(change, step)) this.#note(one);
      step.apply(change);
    }
    this.#table = plan.table;
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

  #note(change: SimpleChange): void {
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

/** Returns a change of a group as changes of its entries, any other as it is. */
function single(change: Change, table: Table): readonly SimpleChange[] {
  if (change.op !== 'group-set' && change.op !== 'group-delete') return [change];
  return memberChanges(change, table.entries()).map((member) =>
    member.op === 'set' ? { op: 'set', values: member.values } : member,
  );
}
