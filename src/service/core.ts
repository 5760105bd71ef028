import { type Entry, entryKey } from '../portproxy/entry.ts';
import { holdStatus } from '../portproxy/hold.ts';
import type { EntryState, EntryStatus } from '../portproxy/state.ts';
import type { Services } from '../portproxy/port.ts';
import { type Change, Table } from '../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo, Relay, RelaySample } from '../relay/relay.ts';
import type { TableStore } from '../store/table-store.ts';
import { thisMachine } from '../system/machine.ts';
import { systemServices } from '../system/services.ts';
import { type AppliedChange, applyChange } from './apply-change.ts';
import type { ChangeResult, ListedEntry } from './backend.ts';
import { differences } from './differences.ts';
import { pause } from './pause.ts';
import { notices, relayEntry } from './relay-entry.ts';
import { storeRefusal } from './refusal.ts';

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
  #table: Table;
  #waiting: Batch[] = [];
  /** Keys of the entries that are held here, before the relay sees them. */
  readonly #held = new Set<string>();
  #revision = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(entries: readonly Entry[], parts: CoreParts) {
    this.#table = new Table(entries);
    this.#parts = parts;
    parts.relay.onEvent(({ kind, entry, text }) => {
      // Whoever stores an entry that is held is told, and it is shown; a log full of them would hide the rest.
      if (kind !== 'held' || entry === undefined || !this.#held.has(entry)) parts.onNotice(text);
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
  get connectionCount(): number {
    return this.#parts.relay.connectionCount;
  }

  /** Hands every entry of the table to the relay; resolves when each was tried. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#bringIntoEffect(this.#table.entries(), []));
  }

  /** Applies changes in order; resolves after they are on disk and the listeners were tried. Never rejects. */
  change(changes: readonly Change[], stopAtFirst: boolean): Promise<readonly ChangeResult[]> {
    return new Promise((answer) => {
      this.#waiting.push({ changes, stopAtFirst, answer });
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#applyWaiting());
    });
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
      await this.#bringIntoEffect(this.#table.entries(), differences(before, this.#table).removed);
    });
  }

  /** Every entry with its state, and with its counters where asked for. */
  async entries(counters: boolean): Promise<readonly ListedEntry[]> {
    const reports = counters ? await this.#parts.relay.report() : [];
    const counted = new Map(reports.map((report) => [report.id, report.counters]));
    const listed: ListedEntry[] = [];
    for (const entry of this.#table.entries()) {
      const { state, reason } = this.#status(entry);
      listed.push({ ...entry, state, reason, counters: counted.get(entryKey(entry)) });
    }
    return listed;
  }

  /** How many entries are in each state. */
  states(): Record<EntryState, number> {
    const counts = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
    for (const entry of this.#table.entries()) counts[this.#status(entry).state] += 1;
    return counts;
  }

  /** The status of the entry of this key. */
  statusOf(key: string): EntryStatus {
    return this.#parts.relay.status(key) ?? NOT_TRIED;
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
      await this.#bringIntoEffect(this.#worthATry(changed.put, outcomes.flat()), changed.removed);
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

  /** Entries that differ, and those named by a change that do not listen now: asking again tries again. */
  #worthATry(differing: readonly Entry[], outcomes: readonly AppliedChange[]): Entry[] {
    const keys = new Set(differing.map(entryKey));
    for (const entry of outcomes.flatMap(({ put }) => put)) {
      if (this.#status(entry).state !== 'listening') keys.add(entryKey(entry));
    }
    return keys.size === 0 ? [] : this.#table.entries().filter((entry) => keys.has(entryKey(entry)));
  }

  async #bringIntoEffect(put: readonly Entry[], remove: readonly string[]): Promise<void> {
    if (put.length === 0 && remove.length === 0) return;
    const services = systemServices();
    const machine = thisMachine();
    for (const key of remove) this.#held.delete(key);
    const entries = put.map((entry) => {
      const hold = holdStatus(entry, services, machine);
      if (hold === undefined) this.#held.delete(entryKey(entry));
      else this.#held.add(entryKey(entry));
      return relayEntry(entry, services, hold);
    });
    await this.#parts.relay.apply({ put: entries, remove });
  }

  #status(entry: Entry): EntryStatus {
    return this.statusOf(entryKey(entry));
  }

  #withNotices({ result, put }: AppliedChange): ChangeResult {
    return result.kind === 'done'
      ? { kind: 'done', notices: put.flatMap((entry) => this.#notice(entry)) }
      : result;
  }

  #notice(put: Entry): string[] {
    const entry = this.#table.get(put);
    return entry ? notices(entry, this.#status(entry)) : [];
  }
}

/** Longest wait at the end for listeners that are being tried, in ms. */
const SETTLE_MS = 5000;

const NOT_TRIED: EntryStatus = { state: 'stopped', reason: 'The relay has not come to it yet.' };

function applyBatch(table: Table, { changes, stopAtFirst }: Batch, services: Services): AppliedChange[] {
  let failed = false;
  return changes.map((change) => {
    if (failed && stopAtFirst) return { result: { kind: 'skipped' }, put: [] };
    const applied = applyChange(table, change, services);
    failed ||= applied.result.kind !== 'done';
    return applied;
  });
}
