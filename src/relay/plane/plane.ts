import { Admission } from '../tcp/admission.ts';
import { tcpSockets } from '../tcp/accepting.ts';
import { ConnectionLog } from '../log/connection-log.ts';
import type { Connection } from '../tcp/connection.ts';
import { Connections } from '../tcp/connections.ts';
import { udpSockets } from '../udp/arriving.ts';
import type { Session } from '../udp/session.ts';
import { Sessions } from '../udp/sessions.ts';
import { Descriptors } from '../common/descriptors.ts';
import { Recent } from '../common/recent.ts';
import type { KeptListeners } from '../native/kept-listeners.ts';
import type { RulebookUpdate } from '../common/rulebook-update.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { TargetAddresses } from '../entries/target-addresses.ts';
import { Listening } from '../listening/listening.ts';
import { NameCache } from '../common/names.ts';
import type {
  ConnectionFilter,
  ConnectionInfo,
  EndedConnection,
  EntryCounters,
  EntryReport,
  RelayChange,
  RelayEntry,
} from '../relay.ts';
import { Denials } from './denials.ts';
import { drain } from './drain.ts';
import { Enforcement } from './enforcement.ts';
import { Refusals } from './refusals.ts';
import { Upkeep } from './upkeep.ts';
import { TargetChecker } from '../targets/checker.ts';
import { Sampler } from '../sampler.ts';
import { MAX_RECENT } from '../limits.ts';
import type { Life } from '../handing-over/life.ts';
import type { PlaneOptions } from './plane-options.ts';
import type { Transport } from '../transport.ts';
import type { TrialRefusal } from '../listening/trial.ts';

/** Names that are listened on are resolved again after so many lives of an answer. */
const RENEWAL_LIVES = 3;

/** The data plane: listeners and connections of all entries, in one event loop that does nothing else. */
export class Plane {
  readonly transport: Transport;
  readonly sampler: Sampler;
  readonly log = new ConnectionLog();
  readonly #listening: Listening;
  readonly #connections: Connections;
  readonly #sessions: Sessions;
  readonly #admission: Admission;
  readonly #refusals: Refusals;
  readonly #enforcement: Enforcement;
  readonly #recent = new Recent<EndedConnection>(MAX_RECENT);
  readonly #checker: TargetChecker;
  readonly #upkeep: Upkeep;
  readonly #store: KeptListeners | undefined;
  /** The number of the latest connection or session. */
  #lastId = 0;
  /** Another process has taken everything over. */
  #hasLeft = false;

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
      store: options.store,
      isTrial: options.isTrial,
      stirred: () => this.#stir(),
    });
    this.#store = options.store;
    const denials = new Denials((event) => options.onEvent(event));
    this.#enforcement = new Enforcement({
      denials,
      changed: async () => {
        await this.#connections.judge();
        await this.#sessions.judge();
      },
    });
    const names = new NameCache({ ttlMs: limits.nameTtlMs, lookup });
    this.#listening = new Listening({
      sockets: {
        tcp: tcpSockets({
          transport: this.transport,
          rules: this.#enforcement,
          holds: (entry, listener, hasCome) => this.#admission.holds(entry, listener, hasCome),
          take: (accepted, entry, gate, port) => this.#admission.take(accepted, entry, gate, port),
          accept: (accepted, entry, port) => this.#connections.accept(accepted, entry, port),
          acceptFailed: (entry, code) => this.#acceptFailed(entry, code),
        }),
        udp: udpSockets({
          transport: this.transport,
          arrived: (client, entry, port) => this.#sessions.arrived(client, entry, port),
        }),
      },
      names,
      descriptors,
      nameRenewalMs: limits.nameTtlMs * RENEWAL_LIVES,
      onStatus: (changes) => options.onStatus(changes),
    });
    const targets = new TargetAddresses(names);
    this.#checker = new TargetChecker({
      transport: this.transport,
      descriptors,
      addresses: targets,
      rules: this.#enforcement,
      loops: (entry, address, port) => this.#listening.loops(entry, address, port),
      tell: (event) => options.onEvent(event),
    });
    const shared = {
      transport: this.transport,
      descriptors,
      rules: this.#enforcement,
      targets,
      nextId: () => (this.#lastId += 1),
      loops: (entry: EntryRecord, address: string, port: number) =>
        this.#listening.loops(entry, address, port),
      refused: () => this.#refusals.refused(),
      counted: () => {
        this.#upkeep.start();
        options.onCount(this.#connections.size + this.#sessions.live.size);
      },
      left: (one: Connection | Session) => {
        const ended = one.ending();
        this.#recent.push(ended);
        this.log.add(ended, one.entry.spec);
        this.sampler.left(one);
      },
    };
    this.#connections = new Connections({
      ...shared,
      exceeds: (connection) => this.#admission.exceeds(connection),
      left: (connection) => {
        shared.left(connection);
        if (connection.entry.gate !== undefined) this.#admission.left(connection);
      },
    });
    this.#sessions = new Sessions({
      ...shared,
      bounded: (entry, bound, client) => denials.bounded(entry, bound, client),
    });
    this.#admission = new Admission({
      descriptors,
      rules: this.#enforcement,
      live: this.#connections.live,
      accept: (accepted, entry, port, client) => this.#connections.accept(accepted, entry, port, client),
      bounded: (entry, bound, client) => denials.bounded(entry, bound, client),
    });
    this.sampler = new Sampler({
      records: this.#listening.records,
      live: [this.#connections.live, this.#sessions.live],
      recent: this.#recent,
    });
    this.#upkeep = new Upkeep(this.transport, this.#listening.records, options);
  }

  /** How many connections and sessions there have been. */
  get lastId(): number {
    return this.#lastId;
  }

  /** What another process takes over, or has left. */
  get life(): Life {
    return {
      handing: this.transport.handing,
      listening: this.#listening,
      connections: this.#connections,
      sessions: this.#sessions,
      admission: this.#admission,
      recent: this.#recent,
      // More begin while the other process gets ready.
      lastId: () => this.#lastId,
      countOn: (lastId) => {
        this.#lastId = lastId;
      },
      outlive: () => this.#outlive(),
      leave: () => this.#leave(),
    };
  }

  /** Applies a change; resolves when each entry put was tried once. `earlier` has counters to go on from. */
  async apply(change: RelayChange, earlier?: Readonly<Record<string, EntryCounters>>): Promise<void> {
    // Nobody gets in while rules are being compiled.
    if (this.#enforcement.settled) await this.#enforcement.settled;
    await this.#listening.apply(change, earlier);
    this.#stir();
    const { records } = this.#listening;
    const put = change.put.flatMap(({ id }) => records.get(id) ?? []);
    const regated = new Set(put.filter(({ isGateNew }) => isGateNew));
    this.#admission.changed(put, (entry) => records.get(entry.id) === entry && entry.spec.hold === undefined);
    for (const id of change.remove) this.#checker.forget(id);
    for (const record of put) this.#checker.watch(record);
    await this.#sessions.settle(records, put, regated);
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

  /** Connections that have not ended, oldest first, then sessions of UDP. */
  *connections(): Generator<ConnectionInfo> {
    yield* this.#connections.list();
    yield* this.#sessions.list();
  }

  /** How many connections of TCP have sockets that are not closed. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Ends connections by a reset at both ends, and sessions; returns how many. */
  kill(filter: ConnectionFilter): number {
    return this.#connections.kill(filter) + this.#sessions.kill(filter);
  }

  /**
   * Stops listening, waits at most `drainMs` for connections, ends the rest by a reset; resolves to how many those were.
   * Sessions of UDP end at once: without a listening socket nobody can be answered. Where another process `follows`, kept
   * listeners stay for it.
   */
  async close(drainMs: number, follows = false): Promise<number> {
    if (this.#hasLeft) return 0;
    this.#sessions.kill({});
    if (follows) this.#store?.leave();
    this.#listening.close();
    this.#admission.close();
    this.#checker.stop();
    const ended = await drain(this.#connections, drainMs);
    this.#upkeep.stop();
    this.#refusals.stop();
    this.#enforcement.stop();
    this.transport.close();
    return ended;
  }

  /** Leaves all ports to another process. Sessions of UDP end: only a socket of their port can answer their clients. */
  #outlive(): void {
    this.#listening.left.leave();
    this.#sessions.close();
    this.#checker.stop();
  }

  /** Lets go of all sockets without a word to their other ends. */
  #leave(): void {
    this.#hasLeft = true;
    this.#store?.leave();
    this.#checker.stop();
    this.#upkeep.stop();
    this.#refusals.stop();
    this.#enforcement.stop();
    this.#connections.forget();
    this.#sessions.forget();
    this.transport.handing?.leave();
  }

  /** Something moves again, or was changed. */
  #stir(): void {
    this.#upkeep.start();
    this.#connections.stir();
  }

  #acceptFailed(entry: EntryRecord | undefined, code: string): void {
    if (entry) entry.counters.refused += 1;
    if (code === 'EMFILE' || code === 'ENFILE') this.#refusals.refused();
    else this.#refusals.failed(code);
  }
}
