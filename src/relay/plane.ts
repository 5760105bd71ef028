import type { IpVersion } from '../portproxy/family.ts';
import { Connections } from './connections.ts';
import type { Counters } from './counters.ts';
import { Descriptors } from './descriptors.ts';
import type { EntryRecord } from './entry-record.ts';
import { LentPool } from './lent-pool.ts';
import { Listening, type StatusChange } from './listening.ts';
import { type Lookup, NameCache } from './names.ts';
import type {
  ConnectionFilter,
  ConnectionInfo,
  EntryCounters,
  EntryReport,
  RelayChange,
  RelayEntry,
  RelayEvent,
  RelayLimits,
} from './relay.ts';
import { Sampler } from './sampler.ts';
import type { Sockets } from './sockets.ts';
import type { TrialRefusal } from './trial.ts';

/** What the data plane is made with. */
export interface PlaneOptions {
  readonly limits: RelayLimits;
  readonly sockets: Sockets;
  readonly lookup?: Lookup | undefined;
  readonly descriptors?: Descriptors | undefined;
  onStatus(changes: readonly StatusChange[]): void;
  onEvent(event: RelayEvent): void;
  /** The number of live connections changed. */
  onCount(connections: number): void;
}

const REFUSALS_TOLD_EVERY_MS = 5_000;
const DRAIN_LOOK_MS = 20;
const TRIM_MS = 10_000;

/** The data plane: listeners and connections of all entries, in one event loop that does nothing else. */
export class Plane {
  readonly pool: LentPool;
  readonly sampler: Sampler;
  readonly #options: PlaneOptions;
  readonly #names: NameCache;
  readonly #listening: Listening;
  readonly #connections: Connections;
  readonly #descriptors: Descriptors;
  readonly #trimmer: NodeJS.Timeout;
  #refused = 0;
  #refusalsTeller: NodeJS.Timeout | undefined;

  constructor(options: PlaneOptions) {
    const { limits, sockets, lookup, descriptors = new Descriptors() } = options;
    this.#options = options;
    this.#descriptors = descriptors;
    this.pool = new LentPool(limits.poolBytes);
    this.#names = new NameCache({ ttlMs: limits.nameTtlMs, lookup });
    this.#listening = new Listening({
      sockets,
      names: this.#names,
      descriptors,
      accept: (accepted, entry, port) => this.#connections.accept(accepted, entry, port),
      acceptFailed: (entry, code) => this.#acceptFailed(entry, code),
      onStatus: (changes) => options.onStatus(changes),
    });
    this.#connections = new Connections({
      limits,
      sockets,
      descriptors,
      pool: this.pool,
      targets: (entry) => this.#targets(entry),
      answered: ({ spec: { connect } }, address) => {
        if (connect.host.kind === 'name') this.#names.prefer(connect.host.name, connect.version, address);
      },
      loops: (entry, address, port) => this.#listening.loops(entry, address, port),
      refused: () => this.#tellRefused(),
      counted: () => options.onCount(this.#connections.size),
      left: (connection) => this.sampler.left(connection),
    });
    this.sampler = new Sampler({ records: this.#listening.records, live: this.#connections.live });
    this.#trimmer = setInterval(() => this.#trim(), TRIM_MS).unref();
  }

  /** Brings a change into effect; resolves when each entry put was tried once. */
  apply(change: RelayChange, earlier?: Readonly<Record<string, EntryCounters>>): Promise<void> {
    return this.#listening.apply(change, earlier);
  }

  /** Tries whether entries could listen; gives those that could not. */
  tryListen(entries: readonly RelayEntry[]): Promise<readonly TrialRefusal[]> {
    return this.#listening.tryListen(entries);
  }

  *reports(ids?: readonly string[]): Generator<EntryReport> {
    const { records } = this.#listening;
    for (const id of ids ?? records.keys()) {
      const record = records.get(id);
      if (record) yield { id, status: record.status, counters: record.counters.snapshot() };
    }
  }

  /** Entries with a number that grows whenever their counters change. */
  *revisions(): Generator<readonly [id: string, revision: number]> {
    for (const [id, { counters }] of this.#listening.records) yield [id, counters.revision];
  }

  connections(): Generator<ConnectionInfo> {
    return this.#connections.list();
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  kill(filter: ConnectionFilter): number {
    return this.#connections.kill(filter);
  }

  /** Stops listening, waits for connections at most so long, ends the rest by a reset; gives how many those were. */
  async close(drainMs: number): Promise<number> {
    this.#listening.close();
    const until = performance.now() + drainMs;
    while (this.#connections.size > 0 && performance.now() < until) await pause(DRAIN_LOOK_MS);
    const ended = this.#connections.kill({});
    // A reset is on its way when its socket is closed, which takes a turn of the loop or two.
    const givenUp = performance.now() + 1_000;
    while (this.#connections.size > 0 && performance.now() < givenUp) await pause(1);
    clearInterval(this.#trimmer);
    this.#stopTelling();
    return ended;
  }

  #targets({ spec: { connect }, counters }: EntryRecord): readonly string[] | Promise<readonly string[]> {
    switch (connect.host.kind) {
      case 'literal':
        return [connect.host.host];
      case 'every':
        return [connect.version === 4 ? '127.0.0.1' : '::1'];
      case 'name': {
        const { name } = connect.host;
        const fresh = this.#names.fresh(name, connect.version);
        if (fresh) {
          counters.named('connect', this.#names.resolved(name, connect.version));
          return fresh;
        }
        return this.#resolved(name, connect.version, counters);
      }
    }
  }

  async #resolved(name: string, version: IpVersion, counters: Counters): Promise<readonly string[]> {
    const addresses = await this.#names.resolve(name, version);
    counters.named('connect', this.#names.resolved(name, version));
    return addresses;
  }

  #acceptFailed(entry: EntryRecord | undefined, code: string): void {
    if (entry) entry.counters.refused += 1;
    if (code === 'EMFILE' || code === 'ENFILE') this.#tellRefused();
    else
      this.#options.onEvent({
        at: Date.now(),
        kind: 'error',
        text: `A connection could not be accepted (${code}).`,
      });
  }

  /** Tells of the first refusal at once, and of those that follow together. */
  #tellRefused(): void {
    this.#refused += 1;
    if (this.#refusalsTeller !== undefined) return;
    this.#tellRefusals();
    this.#refusalsTeller = setInterval(() => {
      if (this.#refused > 0) this.#tellRefusals();
      else this.#stopTelling();
    }, REFUSALS_TOLD_EVERY_MS).unref();
  }

  #tellRefusals(): void {
    const count = this.#refused === 1 ? 'A connection was' : `${this.#refused} connections were`;
    this.#refused = 0;
    this.#options.onEvent({
      at: Date.now(),
      kind: 'refused',
      text:
        `${count} refused: the process may open ${this.#descriptors.limit} descriptors, and they are used up ` +
        `(connections: ${this.#connections.size} with two each, listeners: ${this.#descriptors.listeners}).`,
    });
  }

  #stopTelling(): void {
    clearInterval(this.#refusalsTeller);
    this.#refusalsTeller = undefined;
  }

  #trim(): void {
    if (this.pool.lentBytes === 0) this.pool.trim();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
