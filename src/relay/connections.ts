import { Connection, type ConnectionParts } from './connection.ts';
import type { Descriptors } from './descriptors.ts';
import type { EntryRecord } from './entry-record.ts';
import type { ConnectionFilter, ConnectionInfo } from './relay.ts';
import type { Accepted } from './transport.ts';

/** What the set of connections needs of the data plane. */
export interface ConnectionsParts extends Omit<ConnectionParts, 'gone' | 'noDescriptor'> {
  readonly descriptors: Descriptors;
  /** Called for every connection that found no descriptor. */
  refused(entry: EntryRecord): void;
  /** The number of connections has changed. */
  counted(): void;
  /** All sockets of a connection are closed, and it is in the list no more. */
  left(connection: Connection): void;
}

const LONGEST_SWEEP_MS = 1_000;
const SHORTEST_SWEEP_MS = 20;

/** All live connections; one timer looks after the times of all of them. */
export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #connectionParts: ConnectionParts;
  readonly #live = new Map<number, Connection>();
  #lastId = 0;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    this.#connectionParts = {
      ...parts,
      gone: (connection) => this.#gone(connection),
      noDescriptor: (entry) => this.#refused(entry),
    };
  }

  /** By id; some have ended, and their sockets are closing. */
  get live(): ReadonlyMap<number, Connection> {
    return this.#live;
  }

  get size(): number {
    return this.#live.size;
  }

  /** Relays an accepted connection for an entry, or resets it where no descriptor is left. */
  accept(accepted: Accepted, entry: EntryRecord, listenPort: number): void {
    if (!this.#parts.descriptors.roomForConnection) {
      accepted.reset();
      this.#refused(entry);
      return;
    }
    this.#lastId += 1;
    const connection = new Connection(this.#lastId, entry, listenPort, accepted, this.#connectionParts);
    this.#live.set(connection.id, connection);
    this.#parts.descriptors.connections += 1;
    this.#sweeper ??= setInterval(() => this.#sweep(), sweepPeriod(this.#parts.limits)).unref();
    this.#parts.counted();
    this.#parts.transport.begin(connection);
  }

  /** Connections that have not ended, oldest first. */
  *list(): Generator<ConnectionInfo> {
    for (const connection of this.#live.values()) if (!connection.over) yield connection.info();
  }

  /** Ends those that meet all conditions by a reset at both ends; gives how many. */
  kill({ id, entry, client }: ConnectionFilter): number {
    let killed = 0;
    for (const connection of this.#live.values()) {
      if (connection.over) continue;
      if (id !== undefined && connection.id !== id) continue;
      if (entry !== undefined && connection.entry.id !== entry) continue;
      if (client !== undefined && !isClient(connection, client)) continue;
      connection.end({ by: 'netsh', phase: connection.phase, how: 'reset' });
      killed += 1;
    }
    return killed;
  }

  #refused(entry: EntryRecord): void {
    entry.counters.refused += 1;
    this.#parts.refused(entry);
  }

  #gone(connection: Connection): void {
    if (!this.#live.delete(connection.id)) return;
    this.#parts.descriptors.connections -= 1;
    if (this.#live.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
    this.#parts.counted();
    this.#parts.left(connection);
    this.#parts.transport.roomAgain();
  }

  #sweep(): void {
    const now = performance.now();
    for (const connection of this.#live.values()) connection.check(now);
  }
}

/** A client is meant by its address, or by address and port. */
function isClient(connection: Connection, client: string): boolean {
  return connection.clientAddress === client || connection.info().client === client;
}

/** Often enough for the shortest timeout, seldom enough to cost nothing; ms. */
function sweepPeriod(limits: ConnectionsParts['limits']): number {
  const timeouts = [limits.connectTimeoutMs, limits.halfCloseTimeoutMs, limits.idleTimeoutMs];
  const shortest = Math.min(...timeouts.filter((ms) => ms > 0));
  return Math.min(LONGEST_SWEEP_MS, Math.max(SHORTEST_SWEEP_MS, shortest / 8));
}
