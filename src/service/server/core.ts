import type { Entry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { Services } from '../../portproxy/port.ts';
import { type Change, Table } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo, Relay, RelaySample } from '../../relay/relay.ts';
import type { TransportName } from '../../relay/transport.ts';
import type { TableStore } from '../../store/table-store.ts';
import { systemServices } from '../../system/services.ts';
import { type AppliedChange, applyChange } from '../../portproxy/changes/apply-change.ts';
import type { ListedEntry } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import { type Differences, differences } from '../../portproxy/changes/differences.ts';
import { Effect, silence } from './effect.ts';
import { pause } from '../contract/pause.ts';
import { planTransaction } from '../../portproxy/changes/plan-transaction.ts';
import { notices } from './relay-entry.ts';
import { storeRefusal } from '../contract/refusal.ts';

/** What the core works on: the store holds the table on disk, the relay brings it into effect. */
export interface CoreParts {
  readonly store: TableStore;
  readonly relay: Relay;
  /** Gets a sentence for the log. */
  readonly onNotice: (text: string) => void;
}

interface Batch {
  readonly changes: readonly Change[];
  readonly stopAtFirst: boolean;
  readonly answer: (results: readonly ChangeResult[]) => void;
}

/**
 * The heart of the service: the table in memory, kept on disk by the store and brought into effect by the relay. What
 * arrives while a write or the listeners are under way is applied together afterwards, in order, in one write.
 */
export class Core {
  readonly #parts: CoreParts;
  readonly #effect: Effect;
  #table: Table;
  #waiting: Batch[] = [];
  #revision = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(entries: readonly Entry[], parts: CoreParts) {
    this.#table = new Table(entries);
    this.#parts = parts;
    this.#effect = new Effect(parts.relay);
    parts.relay.onEvent(({ kind, entry, text }) => {
      // Whoever stores an entry that is held is told, and it is shown; a log full of them would hide the rest.
      if (kind !== 'held' || entry === undefined || !this.#effect.isHeld(entry)) parts.onNotice(text);
    });
  }

  /** How many entries the table holds. */
  get size(): number {
    return this.#table.size;
  }

  /** Another number whenever the table is another. */
  get revision(): number {
    return this.#revision;
  }

  /** The entries in order of creation; the same objects as long as they are the same. */
  table(): readonly Entry[] {
    return this.#table.entries();
  }

  /** Live connections now. */
  /** How the relay moves bytes, once that is known. */
  get transport(): TransportName | undefined {
    return this.#parts.relay.transport;
  }

  get connectionCount(): number {
    return this.#parts.relay.connectionCount;
  }

  /** Hands every entry of the table to the relay; resolves when each was tried. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#effect.bring(this.#table, this.#table.entries(), []));
  }

  /** Applies changes in order; resolves after they are on disk and the listeners were tried. Never rejects. */
  change(changes: readonly Change[], stopAtFirst: boolean): Promise<readonly ChangeResult[]> {
    return new Promise((answer) => {
      this.#waiting.push({ changes, stopAtFirst, answer });
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#applyWaiting());
    });
  }

  /**
   * Makes all changes of a transaction in one write, or none. Entries that are new or changed and could not listen stand
   * in its way; those that stay as they are keep their listeners and connections, whatever becomes of it. Never rejects.
   */
  async transaction(transaction: Transaction): Promise<TransactionResult> {
    let result: TransactionResult = { kind: 'conflict', conflicts: [] };
    await this.#inTurn(async () => {
      result = await this.#transact(transaction);
    });
    return result;
  }

  /**
   * Takes the table from disk anew, as it was edited there; where it is broken there, what is in memory is written
   * again. Rejects with a `StoreError` where the table cannot be read or written.
   */
  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#table.entries();
      const stored = this.#parts.store.reload();
      if (stored) this.#table = new Table(stored);
      else this.#parts.store.save(before);
      this.#revision += 1;
      // Facts of the machine may have changed as well, so every entry is judged again.
      await this.#effect.bring(this.#table, this.#table.entries(), differences(before, this.#table).removed);
    });
  }

  /** Every entry with its state, and with its counters where asked for. */
  async entries(counters: boolean): Promise<readonly ListedEntry[]> {
    const reports = counters ? await this.#parts.relay.report() : [];
    const counted = new Map(reports.map((report) => [report.id, report.counters]));
    const listed: ListedEntry[] = [];
    for (const entry of this.#table.entries()) {
      const { state, reason } = this.#effect.status(entry);
      listed.push({ ...entry, state, reason, counters: counted.get(entryKey(entry)) });
    }
    return listed;
  }

  /** How many entries are in each state. */
  states(): Record<EntryState, number> {
    const counts = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
    for (const entry of this.#table.entries()) counts[this.#effect.status(entry).state] += 1;
    return counts;
  }

  /** The status of the entry of this key. */
  statusOf(key: string): EntryStatus {
    return this.#effect.statusOf(key);
  }

  /** Live connections with what they have carried. */
  connections(): Promise<readonly ConnectionInfo[]> {
    return this.#parts.relay.connections();
  }

  /** What is different since the sample before, for one who asks again and again. */
  sample(options: { readonly anew: boolean }): Promise<RelaySample> {
    return this.#parts.relay.sample(options);
  }

  /** Ends live connections by a reset at both ends; gives how many. */
  kill(filter: ConnectionFilter): Promise<number> {
    return this.#parts.relay.kill(filter);
  }

  /** How many times the table was written. */
  get writes(): number {
    return this.#parts.store.writes;
  }

  /** Finishes what was asked for, then ends the relay after its connections had at most `drainMs`. */
  async close(drainMs: number): Promise<void> {
    await Promise.race([this.#last, pause(SETTLE_MS)]);
    await this.#parts.relay.close(drainMs);
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => {});
    return done;
  }

  async #applyWaiting(): Promise<void> {
    const batches = this.#waiting;
    this.#waiting = [];
    const before = this.#table.entries();
    let saved = false;
    try {
      const services = systemServices();
      const outcomes = batches.map((batch) => applyBatch(this.#table, batch, services));
      const changed = differences(before, this.#table);
      this.#revision += 1;
      if (changed.any) this.#parts.store.save(this.#table.entries());
      saved = true;
      const named = outcomes.flat().flatMap(({ put }) => put);
      await this.#effect.bring(
        this.#table,
        this.#effect.worthATry(this.#table, changed.put, named),
        changed.removed,
      );
      for (const [index, batch] of batches.entries()) {
        batch.answer((outcomes[index] ?? []).map((outcome) => this.#withNotices(outcome)));
      }
    } catch (error) {
      if (!saved) this.#table = new Table(before);
      const refusal = storeRefusal(error);
      this.#parts.onNotice(refusal.detail);
      for (const { changes, answer } of batches) answer(changes.map(() => refusal));
    }
  }

  async #transact(transaction: Transaction): Promise<TransactionResult> {
    const before = this.#table;
    const plan = planTransaction(before, transaction, systemServices());
    if (!plan.ok) return { kind: 'conflict', conflicts: plan.conflicts };
    const changed = differences(before.entries(), plan.table);
    const tried = await this.#effect.refusals(changed.put);
    if (tried.length > 0) return { kind: 'conflict', conflicts: tried };
    this.#take(plan.table);
    try {
      await this.#effect.bring(
        plan.table,
        this.#effect.worthATry(plan.table, changed.put, plan.put),
        changed.removed,
      );
      const silent = changed.put.flatMap((entry) => silence(entry, this.#effect.status(entry)));
      if (silent.length === 0) {
        if (changed.any) this.#parts.store.save(plan.table.entries());
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

  /** Back to the table before a transaction that did not come about. */
  async #takeBack(before: Table, { put, removed }: Differences): Promise<void> {
    const keys = new Set([...put.map(entryKey), ...removed]);
    const back = before.entries().filter((entry) => keys.has(entryKey(entry)));
    const gone = put.filter((entry) => !before.get(entry)).map(entryKey);
    this.#take(before);
    await this.#effect.bring(before, back, gone);
  }

  #withNotices({ result, put }: AppliedChange): ChangeResult {
    return result.kind === 'done'
      ? { kind: 'done', notices: put.flatMap((entry) => this.#notice(entry)) }
      : result;
  }

  #notice(put: Entry): string[] {
    const entry = this.#table.get(put);
    return entry ? notices(entry, this.#effect.status(entry)) : [];
  }
}

/** Longest wait at the end for listeners that are being tried, in ms. */
const SETTLE_MS = 5000;

function applyBatch(table: Table, { changes, stopAtFirst }: Batch, services: Services): AppliedChange[] {
  let failed = false;
  return changes.map((change) => {
    if (failed && stopAtFirst) return { result: { kind: 'skipped' }, put: [] };
    const applied = applyChange(table, change, services);
    failed ||= applied.result.kind !== 'done';
    return applied;
  });
}
