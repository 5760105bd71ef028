import type { Entry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { isRuleChange } from '../../firewall/rule-change.ts';
import { Table } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo, Relay, RelaySample } from '../../relay/relay.ts';
import type { TransportName } from '../../relay/transport-names.ts';
import type { TableStore } from '../../store/table-store.ts';
import { systemFirewall } from '../../system/firewall/find-firewall.ts';
import { systemServices } from '../../system/services.ts';
import type { AppliedChange } from '../../portproxy/changes/apply-change.ts';
import type { ListedEntry } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import { type Differences, differences } from '../../portproxy/changes/differences.ts';
import { Effect, silence } from './effect.ts';
import { SharedTable } from './shared-table.ts';
import type { SharedEntry } from '../fleet/shared-entry.ts';
import type { FleetReport } from '../../fleet/machine-state.ts';
import { pause } from '../../async/pause.ts';
import { TaskQueue } from '../../async/task-queue.ts';
import { planTransaction } from '../../portproxy/changes/plan-transaction.ts';
import { type ChangeBatch, applyBatch, hasRules } from './apply-batch.ts';
import type { HomeChange } from '../contract/parse-change.ts';
import type { ListedRulebook } from '../contract/rule-status.ts';
import { listed, statesOf } from './listed.ts';
import { notices } from './relay-entry.ts';
import type { RuleKeeper } from './rule-keeper.ts';
import { storeRefusal } from '../contract/refusal.ts';

/** The two that the core brings together: the store of the table, and the relay that puts it into effect. */
export interface CoreParts {
  readonly store: TableStore;
  readonly rules: RuleKeeper;
  readonly relay: Relay;
  /** Entries of the fleet that this machine has beside its own, as they are known at the beginning. */
  readonly shared?: readonly SharedEntry[];
  /** Gets sentences for the log. */
  readonly onNotice: (text: string) => void;
}

interface Batch extends ChangeBatch {
  readonly answer: (results: readonly ChangeResult[]) => void;
}

/**
 * The table in memory, kept by the store and brought into effect by the relay. Changes that arrive while a write or the
 * listeners are under way are applied together afterwards, in order, in one write.
 */
export class Core {
  readonly #parts: CoreParts;
  readonly #effect: Effect;
  readonly #whole: SharedTable;
  readonly #queue = new TaskQueue();
  #table: Table;
  #waiting: Batch[] = [];
  #revision = 0;

  constructor(entries: readonly Entry[], parts: CoreParts) {
    this.#table = new Table(entries);
    this.#parts = parts;
    this.#effect = new Effect(parts.relay);
    this.#whole = new SharedTable(this.#effect, parts.shared ?? []);
    parts.relay.onEvent(({ kind, entry, text }) => {
      // Whoever stores an entry that is held is told, and it is shown; a log full of them would hide the rest.
      if (kind !== 'held' || entry === undefined || !this.#effect.isHeld(entry)) parts.onNotice(text);
    });
  }

  /** Entries of the table. */
  get size(): number {
    return this.#table.size;
  }

  /** Differs from what it was whenever the table does. */
  get revision(): number {
    return this.#revision;
  }

  /** Returns the entries in order of creation; an entry that did not change is the same object. */
  table(): readonly Entry[] {
    return this.#table.entries();
  }

  /** Returns the entries of the fleet that are in effect beside the table. */
  shared(): readonly Entry[] {
    return this.#whole.inEffect(this.#table);
  }

  /** How the relay moves bytes; undefined until that is known. */
  get transport(): TransportName | undefined {
    return this.#parts.relay.transport;
  }

  /** Live connections now. */
  get connectionCount(): number {
    return this.#parts.relay.connectionCount;
  }

  /** Hands every entry of the table to the relay; resolves when each was tried. */
  start(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#parts.rules.start();
      await this.#whole.bringAnew(this.#table);
    });
  }

  /** Applies changes in order; resolves after they are on disk and the listeners were tried. Never rejects. */
  change(changes: readonly HomeChange[], stopAtFirst: boolean): Promise<readonly ChangeResult[]> {
    return new Promise((answer) => {
      this.#waiting.push({ changes, stopAtFirst, answer });
      if (this.#waiting.length === 1) void this.#queue.run(() => this.#applyWaiting());
    });
  }

  /**
   * Makes all changes of a transaction in one write, or none. Entries that are new or changed and could not listen stand
   * in its way; those that stay as they are keep their listeners and connections, whatever becomes of it. Never rejects.
   */
  transaction(transaction: Transaction): Promise<TransactionResult> {
    return this.#queue.run(() => this.#transact(transaction));
  }

  /**
   * Takes the table that the store holds now, and resolves to true; where it is broken there, or gone, writes the one in
   * memory again, and resolves to false. Rejects with a `StoreError` where it cannot be read or written.
   */
  reload(): Promise<boolean> {
    return this.#queue.run(async () => {
      // First, so that entries that are new in the store never listen without their rules.
      await this.#parts.rules.reload();
      const before = this.#table;
      const stored = await this.#parts.store.reload();
      if (!stored) await this.#parts.store.save(before.entries());
      this.#take(stored ? new Table(stored) : this.#table);
      // Facts of the machine may have changed as well, so every entry is judged again.
      await this.#whole.bringAnew(this.#table);
      return stored !== undefined;
    });
  }

  /**
   * Takes other entries and rules of the fleet, in one step, which feeds know before the relay reports; resolves when each was tried.
   * Rules are in force before entries listen, and go after the last entry.
   */
  takeShared(shared: readonly SharedEntry[], rulebook: Rulebook): Promise<void> {
    return this.#queue.run(async () => {
      this.#revision += 1;
      if (shared.length > 0) await this.#parts.rules.takeShared(rulebook);
      await this.#whole.takeShared(shared);
      await this.#parts.rules.takeShared(rulebook);
    });
  }

  /** Tells what the entries of the fleet do here. */
  report(): FleetReport {
    return this.#whole.report();
  }

  /** Returns every entry with its state, and with its counters where asked for; `whole`: also those of the fleet. */
  async entries(counters: boolean, of: 'own' | 'whole' = 'own'): Promise<readonly ListedEntry[]> {
    const entries = of === 'own' ? this.table() : [...this.table(), ...this.shared()];
    const reports = counters ? await this.#parts.relay.report() : [];
    return listed(entries, this.#effect, reports);
  }

  /** Returns rules, with what they do, and policies. */
  rules(): ListedRulebook {
    return this.#parts.rules.listed();
  }

  /** Returns how many entries are in each state. */
  states(): Record<EntryState, number> {
    return statesOf(this.#table.entries(), this.#effect);
  }

  /** Returns the status of the entry of a key. */
  statusOf(key: string): EntryStatus {
    return this.#effect.statusOf(key);
  }

  /** Returns the live connections with what they have carried. */
  connections(): Promise<readonly ConnectionInfo[]> {
    return this.#parts.relay.connections();
  }

  /** Returns what differs since the sample before; for one caller. `anew`: everything. */
  sample(options: { readonly anew: boolean }): Promise<RelaySample> {
    return this.#parts.relay.sample(options);
  }

  /** Ends live connections by a reset at both ends; resolves with how many. */
  kill(filter: ConnectionFilter): Promise<number> {
    return this.#parts.relay.kill(filter);
  }

  /** Resolves when the data plane has answered: both threads are well. */
  async answer(): Promise<void> {
    await this.#parts.relay.report([]);
  }

  /** How many times the table was written. */
  get writes(): number {
    return this.#parts.store.writes;
  }

  /** Makes no change until the function is called to which this resolves; changes under way are made before. */
  hold(): Promise<() => void> {
    return new Promise((held) => void this.#queue.run(() => new Promise<void>(held)));
  }

  /** Finishes the changes that were asked for, then ends the relay after connections had at most `drainMs` to finish; see `Relay.close`. */
  async close(drainMs: number, follows: boolean): Promise<void> {
    await Promise.race([this.#queue.settled(), pause(SETTLE_MS)]);
    await this.#parts.relay.close(drainMs, follows);
  }

  async #applyWaiting(): Promise<void> {
    const batches = this.#waiting;
    this.#waiting = [];
    const before = this.#table;
    const table = before.copy();
    try {
      const firewall = batches.some(hasRules) ? await systemFirewall() : undefined;
      const drafts = { table, rules: this.#parts.rules.draft(), services: systemServices(), firewall };
      const outcomes = batches.map((batch) => applyBatch(drafts, batch));
      const changed = differences(before, table);
      if (changed.any) await this.#parts.store.save(table.entries());
      this.#take(table);
      const named = outcomes.flat().flatMap(({ put }) => put);
      // The entries of the same batch are written already, so that rules alone may be refused.
      const refusal = await this.#parts.rules.tryTake(drafts.rules, this.#parts.onNotice);
      await this.#whole.bring(table, named);
      for (const [index, batch] of batches.entries()) {
        batch.answer(
          (outcomes[index] ?? []).map((outcome, at) =>
            refusal && isRuleChange(batch.changes[at]!) ? refusal : this.#withNotices(outcome),
          ),
        );
      }
    } catch (error) {
      const refusal = storeRefusal(error);
      this.#parts.onNotice(refusal.detail);
      for (const { changes, answer } of batches) answer(changes.map(() => refusal));
    }
  }

  async #transact(transaction: Transaction): Promise<TransactionResult> {
    const before = this.#table;
    const plan = planTransaction(before, transaction, systemServices());
    if (!plan.ok) return { kind: 'conflict', conflicts: plan.conflicts };
    const changed = differences(before, plan.table);
    const tried = await this.#effect.refusals(changed.put);
    if (tried.length > 0) return { kind: 'conflict', conflicts: tried };
    this.#take(plan.table);
    try {
      await this.#whole.bring(plan.table, plan.put);
      const silent = changed.put.flatMap((entry) => silence(entry, this.#effect.status(entry)));
      if (silent.length === 0) {
        if (changed.any) await this.#parts.store.save(plan.table.entries());
        return {
          kind: 'done',
          notices: plan.put.flatMap((entry) => notices(entry, this.#effect.status(entry))),
        };
      }
      await this.#takeBack(before, changed);
      return { kind: 'conflict', conflicts: silent };
    } catch (error) {
      const { code, detail } = storeRefusal(error);
      this.#parts.onNotice(detail);
      await this.#takeBack(before, changed);
      return { kind: 'conflict', conflicts: [{ code, detail }] };
    }
  }

  #take(table: Table): void {
    this.#table = table;
    this.#revision += 1;
  }

  /** Brings back the table from before a transaction that was not made. */
  async #takeBack(before: Table, { put, removed }: Differences): Promise<void> {
    const keys = new Set([...put.map(entryKey), ...removed]);
    this.#take(before);
    await this.#whole.bring(
      before,
      before.entries().filter((entry) => keys.has(entryKey(entry))),
    );
  }

  #withNotices({ result, put }: AppliedChange): ChangeResult {
    if (result.kind !== 'done') return result;
    const entries = put.flatMap((one) => this.#table.get(one) ?? []);
    const more = entries.flatMap((entry) => notices(entry, this.#effect.status(entry)));
    return { ...result, notices: [...result.notices, ...more] };
  }
}

/** Longest wait at the end for listeners that are being tried, in ms. */
const SETTLE_MS = 5000;
