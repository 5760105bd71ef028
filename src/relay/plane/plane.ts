import { tcpSockets } from '../tcp/accepting.ts';
import { Connections } from '../tcp/connections.ts';
import { Descriptors } from '../common/descriptors.ts';
import { Recent } from '../common/recent.ts';
import type { RulebookUpdate } from '../common/rulebook-update.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { TargetAddresses } from '../entries/target-addresses.ts';
import { Listening, type StatusChange } from '../listening/listening.ts';
import { type Lookup, NameCache } from '../common/names.ts';
import type {
  ConnectionFilter,
  ConnectionInfo,
  EndedConnection,
  EntryCounters,
  EntryReport,
  RelayChange,
  RelayEntry,
  RelayEvent,
  RelayLimits,
} from '../relay.ts';
import { Enforcement } from './enforcement.ts';
import { Refusals } from './refusals.ts';
import { Sampler } from '../sampler.ts';
import { MAX_RECENT } from '../limits.ts';
import type { Transport, TransportKind } from '../transport.ts';
import type { TrialRefusal } from '../listening/trial.ts';

/** The environment of a data plane. */
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
/** Names that are listened on are resolved again after so many lives of an answer. */
const RENEWAL_LIVES = 3;

/** The data plane: listeners and connections of all entries, in one event loop that does nothing else. */
export class Plane {
  readonly transport: Transport;
  readonly sampler: Sampler;
  readonly #listening: Listening;
  readonly #connections: Connections;
  readonly #refusals: Refusals;
  readonly #enforcement: Enforcement;
  readonly #recent = new Recent<EndedConnection>(MAX_RECENT);
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
    this.#enforcement = new Enforcement({
      tell: (event) => options.onEvent(event),
      changed: () => this.#connections.judge(),
    });
    const names = new NameCache({ ttlMs: limits.nameTtlMs, lookup });
    this.#listening = new Listening({
      sockets: {
        tcp: tcpSockets({
          transport: this.transport,
          rules: this.#enforcement,
          accept: (accepted, entry, port) => this.#connections.accept(accepted, entry, port),
          acceptFailed: (entry, code) => this.#acceptFailed(entry, code),
        }),
      },
      names,
      descriptors,
      nameRenewalMs: limits.nameTtlMs * RENEWAL_LIVES,
      onStatus: (changes) => options.onStatus(changes),
    });
    this.#connections = new Connections({
      transport: this.transport,
      descriptors,
      rules: this.#enforcement,
      targets: new TargetAddresses(names),
      loops: (entry, address, port) => this.#listening.loops(entry, address, port),
      refused: () => this.#refusals.refused(),
      counted: () => options.onCount(this.#connections.size),
      left: (connection) => {
        this.#recent.push(connection.ending());
        this.sampler.left(connection);
      },
    });
    this.sampler = new Sampler({
      records: this.#listening.records,
      live: this.#connections.live,
      recent: this.#recent,
    });
    this.#trimmer = setInterval(() => this.transport.trim(), TRIM_MS).unref();
  }

  /** Applies a change; resolves when each entry put was tried once. `earlier` has counters to go on from. */
  async apply(change: RelayChange, earlier?: Readonly<Record<string, EntryCounters>>): Promise<void> {
    // Nobody gets in while rules are being compiled.
    if (this.#enforcement.settled) await this.#enforcement.settled;
    await this.#listening.apply(change, earlier);
  }

  /** Brings rules into force; resolves when they are, and connections that they deny were reset. */
  setRules(update: RulebookUpdate): Promise<void> {
    return this.#enforcement.set(update);
  }

  /** Tries whether entries could listen; resolves to those that could not. */
  tryListen(entries: readonly RelayEntry[]): Promise<readonly TrialRefusal[]> {
    return this.#listening.tryListen(entries);
  }

  /** Status and counters of all entries, or of those asked for. */
  *reports(ids?: readonly string[]): Generator<EntryReport> {
    const { records } = this.#listening;
    for (const id of ids ?? records.keys()) {
      const record = records.get(id);
      if (record) yield record.report;
    }
  }

  /** Entries whose counters changed since the call before; the others cost one comparison each. */
  *changed(): Generator<EntryReport> {
    for (const record of this.#listening.records.values()) {
      const { revision } = record.counters;
      if (record.backedUpRevision === revision) continue;
      record.backedUpRevision = revision;
      yield record.report;
    }
  }

  /** Connections that have not ended, oldest first. */
  connections(): Generator<ConnectionInfo> {
    return this.#connections.list();
  }

  /** How many connections have sockets that are not closed. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Ends connections by a reset at both ends; returns how many. */
  kill(filter: ConnectionFilter): number {
    return this.#connections.kill(filter);
  }

  /** Stops listening, waits at most `drainMs` for connections, ends the rest by a reset; resolves to how many those were. */
  async close(drainMs: number): Promise<number> {
    this.#listening.close();
    const until = performance.now() + drainMs;
    while (this.#connections.size > 0 && performance.now() < until) await pause(DRAIN_LOOK_MS);
    const ended = this.#connections.kill({});
    // Sockets send their reset when they are closed, which takes a turn of the loop or two.
    const givenUp = performance.now() + 1_000;
    while (this.#connections.size > 0 && performance.now() < givenUp) await pause(1);
    clearInterval(this.#trimmer);
    this.#refusals.stop();
    this.#enforcement.stop();
    this.transport.close();
    return ended;
  }

  #acceptFailed(entry: EntryRecord | undefined, code: string): void {
    if (entry) entry.counters.refused += 1;
    if (code === 'EMFILE' || code === 'ENFILE') this.#refusals.refused();
    else this.#refusals.failed(code);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
