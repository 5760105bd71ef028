import { type Entry, sameEntry } from '../../portproxy/entry.ts';
import { type ListenSide, entryKey, listenSide } from '../../portproxy/key.ts';
import { holdStatus } from '../../portproxy/hold.ts';
import type { Services } from '../../portproxy/port.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { type Change, Table } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import { thisMachine } from '../../system/machine.ts';
import { systemServices } from '../../system/services.ts';
import { MAX_TRANSACTION } from '../contract/api.ts';
import { applyChange } from '../../portproxy/changes/apply-change.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import { type ListedEntry, type RelayStatus, plainEntry } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import { CheckBackend } from './check-backend.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { MetricsResult, MetricsWish } from '../contract/metrics-setting.ts';

/** `online`: changes take effect at once; `offline`: they are staged until they are committed. */
export type BackendMode = 'online' | 'offline';

/** What was staged since the table was read for the first staged change. */
interface Staging {
  readonly base: Table;
  readonly table: Table;
  /** Read once: the table of services is long, and changes are many. */
  readonly services: Services;
  /** The changes that make the one of the other; a reset makes those before it needless. */
  changes: Change[];
  /** Listen sides that changes name, by key. */
  readonly named: Map<string, ListenSide>;
  wasReset: boolean;
}

/**
 * A backend that collects changes in memory while it is offline, and makes all or none of them at a commit. All else is
 * passed on. Its entries are then those of the staged table.
 */
export class StagedBackend implements Backend {
  readonly #real: Backend;
  #mode: BackendMode = 'online';
  #staging: Promise<Staging> | undefined;
  #count = 0;

  constructor(real: Backend) {
    this.#real = real;
  }

  get mode(): BackendMode {
    return this.#mode;
  }

  /** How many changes are staged. */
  get staged(): number {
    return this.#count;
  }

  /** Collects changes from here on. */
  goOffline(): void {
    this.#mode = 'offline';
  }

  /** Commits, and lets changes take effect at once from here on; stays offline where the commit conflicts. */
  async goOnline(): Promise<TransactionResult> {
    const result = await this.commit();
    if (result.kind === 'done') this.#mode = 'online';
    return result;
  }

  /** Forgets what is staged and leaves the mode; gives how many changes were staged. */
  leave(): number {
    const discarded = this.abort();
    this.#mode = 'online';
    return discarded;
  }

  /** Makes all staged changes, or none and keeps them staged. */
  async commit(): Promise<TransactionResult> {
    const staging = await this.#staging;
    if (!staging || this.#count === 0) return { kind: 'done', notices: [] };
    const result = await this.#real.transaction(transactionOf(staging));
    if (result.kind === 'conflict') {
      // A service that ended in between may have made them without a word of it: the table is as it was to be then.
      const isMade = result.conflicts[0]?.code === 'changed' && (await this.#isMade(staging));
      if (!isMade) return result;
    }
    this.abort();
    return result.kind === 'done' ? result : { kind: 'done', notices: [] };
  }

  /** What a commit would give now, but for the listeners; changes nothing. */
  async check(): Promise<TransactionResult> {
    const staging = await this.#staging;
    return staging
      ? await new CheckBackend(this.#real).transaction(transactionOf(staging))
      : { kind: 'done', notices: [] };
  }

  /** Forgets what is staged; gives how many changes that were. */
  abort(): number {
    const discarded = this.#count;
    this.#staging = undefined;
    this.#count = 0;
    return discarded;
  }

  async entries(options?: { readonly counters?: boolean }): Promise<readonly ListedEntry[]> {
    const listed = await this.#real.entries(options);
    const staging = await this.#staging;
    if (!staging) return listed;
    const now = new Map(listed.map((entry) => [entryKey(entry), entry]));
    const services = systemServices();
    const machine = thisMachine();
    return staging.table.entries().map((entry) => {
      const real = now.get(entryKey(entry));
      if (real && sameEntry(real, entry)) return real;
      const status = holdStatus(entry, services, machine) ?? STAGED;
      return Object.assign({}, entry, status, { counters: real?.counters, staged: true as const });
    });
  }

  async change(change: Change, run?: ChangeRun): Promise<ChangeResult> {
    if (this.#mode === 'online') return await this.#real.change(change, run);
    const staging = await this.#stage();
    if (run?.failed) return { kind: 'skipped' };
    const { result } =
      staging.changes.length < MAX_TRANSACTION || change.op === 'reset'
        ? applyChange(staging.table, change, staging.services)
        : TOO_MANY;
    if (result.kind === 'done') this.#note(staging, change);
    else if (run) run.failed = true;
    return result;
  }

  async transaction(transaction: Transaction): Promise<TransactionResult> {
    return await this.#real.transaction(transaction);
  }

  flush(): void {
    this.#real.flush();
  }

  status(): Promise<RelayStatus> {
    return this.#real.status();
  }

  connections(): Promise<readonly ConnectionInfo[]> {
    return this.#real.connections();
  }

  /** Tells of what really is, as `connections` does. */
  feed(options: FeedOptions): AsyncIterable<FeedMessage> {
    return this.#real.feed(options);
  }

  kill(filter: ConnectionFilter): Promise<number> {
    return this.#real.kill(filter);
  }

  setMetrics(wish: MetricsWish): Promise<MetricsResult> {
    return this.#real.setMetrics(wish);
  }

  start(): Promise<RelayStatus> {
    return this.#real.start();
  }

  stop(drainMs: number): Promise<boolean> {
    return this.#real.stop(drainMs);
  }

  close(): Promise<void> {
    return this.#real.close();
  }

  #stage(): Promise<Staging> {
    this.#staging ??= this.#begin();
    return this.#staging;
  }

  async #begin(): Promise<Staging> {
    try {
      const entries = (await this.#real.entries()).map(plainEntry);
      return {
        base: new Table(entries),
        table: new Table(entries),
        services: systemServices(),
        changes: [],
        named: new Map(),
        wasReset: false,
      };
    } catch (error) {
      this.#staging = undefined;
      throw error;
    }
  }

  #note(staging: Staging, change: Change): void {
    this.#count += 1;
    if (change.op === 'reset') {
      staging.changes = [];
      staging.wasReset = true;
    } else {
      const side = change.op === 'delete' ? change.side : listenSide(change.values);
      staging.named.set(entryKey(side), side);
    }
    staging.changes.push(change);
  }

  async #isMade({ table }: Staging): Promise<boolean> {
    const [wanted, now] = [table.entries(), await this.#real.entries()];
    return (
      wanted.length === now.length &&
      wanted.every((entry, index) => {
        const real = now[index];
        return real !== undefined && entryKey(real) === entryKey(entry) && sameEntry(real, entry);
      })
    );
  }
}

/** What is staged, with what it takes for granted: the entries that it names, or all of them where it resets. */
function transactionOf({ base, changes, named, wasReset }: Staging): Transaction {
  const sides = [...named.values()];
  const entries: Entry[] = wasReset ? base.entries() : sides.flatMap((side) => base.get(side) ?? []);
  const absent = sides.filter((side) => !base.get(side)).map(listenSide);
  return { changes, expected: { entries, absent, nothingElse: wasReset } };
}

const STAGED: EntryStatus = { state: 'stopped', reason: 'It is staged; commit brings it into effect.' };

const TOO_MANY: { readonly result: ChangeResult } = {
  result: {
    kind: 'refused',
    code: 'limit',
    detail: `At most ${MAX_TRANSACTION} changes can be staged; commit or abort them.`,
  },
};
