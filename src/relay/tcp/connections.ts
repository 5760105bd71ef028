import { Connection, type ConnectionParts } from './connection.ts';
import { Slices } from '../common/slices.ts';
import type { Descriptors } from '../common/descriptors.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { DENIED } from './judging.ts';
import { Lingering } from './lingering.ts';
import type { ConnectionFilter, ConnectionInfo } from '../relay.ts';
import type { AcceptedConnection } from '../transport.ts';

/** A check that comes later than this was held up: the process was stopped, or its machine slept; ms. */
const STILL_MS = 300;

/** The parts of the data plane that the set of connections uses. */
export interface ConnectionsParts extends Omit<ConnectionParts, 'gone' | 'noDescriptor' | 'lingers'> {
  readonly descriptors: Descriptors;
  /** A connection found no descriptor. */
  refused(entry: EntryRecord): void;
  /** The number of connections has changed. */
  counted(): void;
  /** All sockets of a connection are closed, and it was removed from the list. */
  left(connection: Connection): void;
}

/** All live connections; one timer checks the timeouts of all of them. */
export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #connectionParts: ConnectionParts;
  readonly #live = new Map<number, Connection>();
  readonly #lingering = new Lingering();
  #lastId = 0;
  #sweeper: NodeJS.Timeout | undefined;
  /** How often timeouts are checked, ms. */
  #sweepMs = Infinity;
  /** When timeouts were checked last, ms of performance.now(). */
  #sweptAt = 0;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    this.#connectionParts = {
      ...parts,
      gone: (connection) => this.#gone(connection),
      lingers: (connection) => this.#lingering.add(connection),
      noDescriptor: (entry) => this.#refused(entry),
    };
  }

  /** All by id; some have ended, and their sockets are closing. */
  get live(): ReadonlyMap<number, Connection> {
    return this.#live;
  }

  /** How many have sockets that are not closed. */
  get size(): number {
    return this.#live.size;
  }

  /** Relays an accepted connection for an entry, or resets it where no descriptor is left. */
  accept(accepted: AcceptedConnection, entry: EntryRecord, listenPort: number): void {
    if (!this.#parts.descriptors.roomForConnection) {
      accepted.reset();
      this.#refused(entry);
      return;
    }
    this.#lastId += 1;
    const connection = new Connection(this.#lastId, entry, listenPort, accepted, this.#connectionParts);
    this.#live.set(connection.id, connection);
    this.#parts.descriptors.connections += 1;
    if (entry.checkMs < this.#sweepMs) this.#sweepEvery(entry.checkMs);
    this.#parts.counted();
    this.#parts.transport.begin(connection);
  }

  /** Connections that have not ended, oldest first. */
  *list(): Generator<ConnectionInfo> {
    for (const connection of this.#live.values()) if (!connection.over) yield connection.info();
  }

  /** Ends those that meet all conditions by a reset at both ends; returns how many. */
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

  /** Ends connections that the rules deny, which have changed, by a reset at both ends. */
  async judge(): Promise<void> {
    const slices = new Slices();
    for (const connection of this.#live.values()) {
      if (!connection.over && connection.isDenied()) {
        connection.end({ by: 'netsh', phase: connection.phase, how: DENIED });
      }
      if (slices.due) await slices.next();
    }
  }

  #refused(entry: EntryRecord): void {
    entry.counters.refused += 1;
    this.#parts.refused(entry);
  }

  #gone(connection: Connection): void {
    if (!this.#live.delete(connection.id)) return;
    this.#parts.descriptors.connections -= 1;
    if (this.#live.size === 0) this.#sweepEvery(Infinity);
    this.#parts.counted();
    this.#parts.left(connection);
    this.#parts.transport.roomAgain();
  }

  #sweep(): void {
    const now = performance.now();
    const late = now - this.#sweptAt - this.#sweepMs;
    const stillMs = late > STILL_MS ? late : 0;
    this.#sweptAt = now;
    let shortest = Infinity;
    for (const connection of this.#live.values()) {
      shortest = Math.min(shortest, connection.entry.checkMs);
      if (stillMs > 0) connection.stoodStill(stillMs, now);
      connection.check(now);
    }
    // The last ones may have ended meanwhile.
    if (this.#live.size > 0 && shortest !== this.#sweepMs) this.#sweepEvery(shortest);
  }

  /** Sets how often timeouts are checked; Infinity: never. */
  #sweepEvery(ms: number): void {
    clearInterval(this.#sweeper);
    this.#sweepMs = ms;
    this.#sweptAt = performance.now();
    this.#sweeper = ms === Infinity ? undefined : setInterval(() => this.#sweep(), ms).unref();
  }
}

/** A client is named by its address, or by address and port. */
function isClient(connection: Connection, client: string): boolean {
  return connection.clientAddress === client || connection.info().client === client;
}
