import type { ClientKey } from '../bounds/client-key.ts';
import { Connection } from './connection.ts';
import type { ConnectionParts } from './connection-parts.ts';
import { Slices } from '../common/slices.ts';
import { Sweeper } from '../common/sweeper.ts';
import type { Descriptors } from '../common/descriptors.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { DENIED } from './judging.ts';
import type { EarlierConnection } from './packing.ts';
import { Lingering } from './lingering.ts';
import type { ConnectionFilter, ConnectionInfo } from '../relay.ts';
import type { AcceptedConnection } from '../transport.ts';

/** The parts of the data plane that the set of connections uses. */
export interface ConnectionsParts extends Omit<
  ConnectionParts<Connection>,
  'gone' | 'noDescriptor' | 'lingers'
> {
  readonly descriptors: Descriptors;
  /** Returns the next number of a connection, or session. */
  nextId(): number;
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
  readonly #connectionParts: ConnectionParts<Connection>;
  readonly #live = new Map<number, Connection>();
  readonly #lingering = new Lingering();
  readonly #sweeper: Sweeper;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    this.#sweeper = new Sweeper(this.#live, () => parts.transport.rests);
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

  /**
   * Relays an accepted connection for an entry, which counts it by this client; resets it where no descriptor is left, and
   * returns undefined.
   */
  accept(
    accepted: AcceptedConnection,
    entry: EntryRecord,
    listenPort: number,
    client?: ClientKey,
  ): Connection | undefined {
    if (!this.#parts.descriptors.roomForConnection) {
      accepted.reset();
      this.#refused(entry);
      return undefined;
    }
    const connection = new Connection(
      this.#parts.nextId(),
      entry,
      listenPort,
      accepted,
      this.#connectionParts,
    );
    // It may end before it is returned.
    connection.client = client;
    this.#enter(connection);
    this.#parts.transport.begin(connection);
    return connection;
  }

  /** Goes on with a connection of another process; nothing moves before its `resume`. */
  adopt(
    entry: EntryRecord,
    accepted: Pick<AcceptedConnection, 'take'>,
    earlier: EarlierConnection,
  ): Connection {
    const { id, attempts } = earlier.packed;
    const parts = this.#connectionParts;
    const connection = new Connection(id, entry, attempts.listenPort, accepted, parts, earlier);
    this.#enter(connection);
    return connection;
  }

  /** Forgets a connection of another process that has ended there, or is told anew; unknown ones are left. */
  discard(id: number): void {
    const connection = this.#live.get(id);
    if (connection === undefined) return;
    this.#live.delete(id);
    this.#parts.descriptors.connections -= 1;
    if (connection.client !== undefined) connection.entry.gate?.clients.end(connection.client);
    connection.abandon();
    this.#parts.counted();
  }

  #enter(connection: Connection): void {
    const { id, entry } = connection;
    this.#live.set(id, connection);
    this.#parts.descriptors.connections += 1;
    this.#sweeper.began(entry.checkMs);
    this.#parts.counted();
  }

  /** Something moves again, or has other timeouts. */
  stir(): void {
    this.#sweeper.stir();
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

  /** Forgets all without a word: another process has them. */
  forget(): void {
    for (const connection of this.#live.values()) connection.over = true;
    this.#live.clear();
    this.#sweeper.rest();
  }

  #refused(entry: EntryRecord): void {
    entry.counters.refused += 1;
    this.#parts.refused(entry);
  }

  #gone(connection: Connection): void {
    if (!this.#live.delete(connection.id)) return;
    this.#parts.descriptors.connections -= 1;
    if (this.#live.size === 0) this.#sweeper.rest();
    this.#parts.counted();
    this.#parts.left(connection);
    this.#parts.transport.roomAgain();
  }
}

/** A client is named by its address, or by address and port. */
function isClient(connection: Connection, client: string): boolean {
  return connection.clientAddress === client || connection.info().client === client;
}
