import type { IpVersion } from '../portproxy/family.ts';
import { Connections } from './connections.ts';
import type { Counters } from './counters.ts';
import { Descriptors } from './descriptors.ts';
import type { EntryRecord } from './entry-record.ts';
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
import { Refusals } from './refusals.ts';
import { Sampler } from './sampler.ts';
import type { Transport, TransportKind } from './transport.ts';
import type { TrialRefusal } from './trial.ts';

/** What the data plane is made with. */
export interface PlaneOptions {
  readonly limits: RelayLimits;
  readonly transport: TransportKind;
  readonly lookup?: Lookup | undefined;
  readonly descriptors?: Descriptors | undefined;
  onStatus(changes: readonly StatusChange[]): void;
  onEvent(event: RelayEvent): void;
  /** The number of live connections changed. */
  onCount(connections: number): void;
}

const DRAIN_LOOK_MS = 20;
const TRIM_MS = 10_000;
/** Names that are listened on are asked for again after so many times the life of an answer. */
const RENEWAL_LIVES = 3;

/** The data plane: listeners and connections of all entries, in one event loop that does nothing else. */
export class Plane {
  readonly transport: Transport;
  readonly sampler: Sampler;
  readonly #names: NameCache;
  readonly #listening: Listening;
  readonly #connections: Connections;
  readonly #refusals: Refusals;
  readonly #trimmer: NodeJS.Timeout;

  constructor(options: PlaneOptions) {
    const { limits, transport, lookup, descriptors = new Descriptors() } = options;
    this.#refusals = new Refusals({
      descriptors,
      connections: () => this.#connections.size,
      tell: (event) => options.onEvent(event),
    });
    this.transport = transport.open({
      poolBytes: limits.poolBytes,
      descriptors,
      paused: (isPaused) => this.#refusals.waiting(isPaused),
    });
    this.#names = new NameCache({ ttlMs: limits.nameTtlMs, lookup });
    this.#listening = new Listening({
      transport: this.transport,
      names: this.#names,
      descriptors,
      nameRenewalMs: limits.nameTtlMs * RENEWAL_LIVES,
      accept: (accepted, entry, port) => this.#connections.accept(accepted, entry, port),
      acceptFailed: (entry, code) => this.#acceptFailed(entry, code),
      onStatus: (changes) => options.onStatus(changes),
    });
    this.#connections = new Connections({
      limits,
      transport: this.transport,
      descriptors,
      targets: (entry) => this.#targets(entry),
      answered: ({ spec: { connect } }, address) => {
        if (connect.host.kind === 'name') this.#names.prefer(connect.host.name, connect.version, address);
      },
      loops: (entry, address, port) => this.#loops(entry, address, port),
      refused: () => this.#refusals.refused(),
      counted: () => options.onCount(this.#connections.size),
      left: (connection) => this.sampler.left(connection),
    });
    this.sampler = new Sampler({ records: this.#listening.records, live: this.#connections.live });
    this.#trimmer = setInterval(() => this.transport.trim(), TRIM_MS).unref();
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
      if (record) yield record.report;
    }
  }

  /** Entries whose counters changed since this was asked before; the others cost one comparison each. */
  *changed(): Generator<EntryReport> {
    for (const record of this.#listening.records.values()) {
      const { revision } = record.counters;
      if (record.backedUpRevision === revision) continue;
      record.backedUpRevision = revision;
      yield record.report;
    }
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
    this.#refusals.stop();
    this.transport.close();
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
    if (code === 'EMFILE' || code === 'ENFILE') this.#refusals.refused();
    else this.#refusals.failed(code);
  }

  #loops(entry: EntryRecord, address: string, port: number): boolean {
    if (!this.#listening.loops(entry, address, port)) return false;
    this.transport.breathe();
    return true;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
