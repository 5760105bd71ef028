import { type ClientKey, clientKey } from '../bounds/client-key.ts';
import type { MetBound } from '../bounds/clients.ts';
import type { Gate } from '../bounds/gate.ts';
import type { Descriptors } from '../common/descriptors.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { type AcceptedConnection, BACKLOG, type Listener } from '../transport.ts';
import type { Connection } from './connection.ts';
import { turnsAway } from './judging.ts';
import { type WaitingClient, WaitingClients } from './waiting-clients.ts';

/** The parts of the data plane that admission uses. */
export interface AdmissionParts {
  readonly descriptors: Descriptors;
  /** Connections whose sockets are not all closed. */
  readonly live: ReadonlyMap<number, Connection>;
  readonly rules: EnforcedRules;
  /**
   * Relays a connection that came to this port, counted by this client; undefined where no descriptor was left for it, and it
   * was reset.
   */
  accept(
    accepted: AcceptedConnection,
    entry: EntryRecord,
    port: number,
    client: ClientKey | undefined,
  ): Connection | undefined;
  /** Counts a connection that was reset for a bound of its client, and tells of it. */
  bounded(entry: EntryRecord, bound: MetBound, client: string | number): void;
}

/** Lets connections in as far as the bounds of their entries allow; only entries that have some come here. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #waiting = new Map<EntryRecord, WaitingClients>();
  /** Entries that may have room now. */
  readonly #freed = new Set<EntryRecord>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /**
   * Returns whether connections of this listener, which are all for one entry, are to wait in the system's queue;
   * `hasCome`: one is there.
   */
  holds(entry: EntryRecord, listener: Listener, hasCome: boolean): boolean {
    if (!isFull(entry)) return false;
    const waiting = this.#waitingFor(entry);
    waiting.listeners.add(listener);
    if (hasCome) {
      waiting.queues.add(listener);
      tell(entry, waiting);
    }
    return true;
  }

  /** Lets a connection in that was accepted, makes it wait, or resets it. */
  take(accepted: AcceptedConnection, entry: EntryRecord, gate: Gate, port: number): void {
    // Who the client is will be read from the connection.
    const address = entry.spec.acceptProxy ? undefined : accepted.remote()?.address;
    const client = clientKey(address);
    if (client !== undefined && address !== undefined) {
      const bound = gate.clients.begin(client, gate.bounds, performance.now());
      if (bound !== undefined) {
        accepted.reset();
        this.#parts.bounded(entry, bound, address);
        return;
      }
    }
    const waiting: WaitingClient = { accepted, port, client };
    if (isFull(entry) || this.#waiting.get(entry)?.size) this.#wait(entry, waiting);
    else this.#let(entry, waiting);
  }

  /**
   * Counts a connection by the client that it turns out to come from. Returns whether that is one too many; the caller resets
   * it then, and it is counted as denied.
   */
  exceeds(connection: Connection): boolean {
    const { entry, clientAddress: address } = connection;
    if (entry.gate === undefined || address === undefined) return false;
    const client = clientKey(address);
    if (client === undefined) return false;
    const bound = entry.gate.clients.begin(client, entry.gate.bounds, performance.now());
    if (bound === undefined) connection.client = client;
    else this.#parts.bounded(entry, bound, address);
    return bound !== undefined;
  }

  /** A connection has ended: another one may have room. */
  left({ entry, client }: Connection): void {
    if (client !== undefined) entry.gate?.clients.end(client);
    if (!this.#waiting.has(entry)) return;
    // Not in the midst of whatever ended it, which may end more.
    if (this.#freed.size === 0) void Promise.resolve().then(() => this.#admitFreed());
    this.#freed.add(entry);
  }

  /** Entries were put, or taken away: what is new in their bounds holds at once. */
  changed(put: readonly EntryRecord[], isServed: (entry: EntryRecord) => boolean): void {
    const bounded = put.filter(({ isGateNew }) => isGateNew);
    for (const entry of bounded) entry.isGateNew = false;
    if (bounded.length > 0) this.#regulate(new Set(bounded));
    for (const [entry, waiting] of this.#waiting) {
      if (!isServed(entry)) this.#dismiss(entry, waiting);
      else this.#admit(entry, waiting);
    }
  }

  /** Returns clients that were accepted and wait, of every entry. */
  *waiting(): Generator<WaitingClient & { readonly entry: EntryRecord }> {
    for (const [entry, waiting] of this.#waiting)
      for (const client of waiting.accepted) yield { ...client, entry };
  }

  /** Takes over a client that waits in another process. */
  adopt(entry: EntryRecord, client: WaitingClient): void {
    if (client.client !== undefined) entry.gate?.clients.add(client.client);
    this.#wait(entry, client);
  }

  /** Resets all that wait. */
  close(): void {
    for (const [entry, waiting] of this.#waiting) this.#dismiss(entry, waiting);
  }

  /** Puts live connections under the bounds of their entries, or frees them. */
  #regulate(entries: ReadonlySet<EntryRecord>): void {
    for (const connection of this.#parts.live.values()) {
      const { entry } = connection;
      if (!entries.has(entry)) continue;
      if (entry.gate === undefined) connection.client = undefined;
      // A client whose header is awaited is counted when that has come.
      if (connection.over || connection.phase === 'header') continue;
      connection.regulate();
      if (entry.gate !== undefined && connection.client === undefined) {
        connection.client = clientKey(connection.clientAddress);
        if (connection.client !== undefined) entry.gate.clients.add(connection.client);
      }
    }
  }

  #waitingFor(entry: EntryRecord): WaitingClients {
    const known = this.#waiting.get(entry);
    if (known) return known;
    const made = new WaitingClients();
    this.#waiting.set(entry, made);
    return made;
  }

  /** As many may wait here as the system would keep. Each counts as a connection where descriptors are short. */
  #wait(entry: EntryRecord, client: WaitingClient): void {
    const { descriptors } = this.#parts;
    const waiting = this.#waitingFor(entry);
    if (waiting.size >= BACKLOG || !descriptors.roomForConnection) {
      entry.counters.refused += 1;
      this.#turnAway(entry, client);
      return;
    }
    descriptors.connections += 1;
    waiting.add(client);
    client.accepted.waits?.(entry, client.port);
    tell(entry, waiting);
  }

  #let(entry: EntryRecord, waiting: WaitingClient): void {
    const client = countedBy(entry, waiting);
    const connection = this.#parts.accept(waiting.accepted, entry, waiting.port, client);
    if (!connection) this.#leaves(entry, { client });
  }

  #turnAway(entry: EntryRecord, client: WaitingClient): void {
    client.accepted.reset();
    this.#leaves(entry, client);
  }

  /** A client that was let in so far is reset. */
  #leaves({ gate }: EntryRecord, { client }: Pick<WaitingClient, 'client'>): void {
    if (client !== undefined) gate?.clients.end(client);
  }

  #admitFreed(): void {
    const freed = [...this.#freed];
    this.#freed.clear();
    for (const entry of freed) {
      const waiting = this.#waiting.get(entry);
      if (waiting) this.#admit(entry, waiting);
    }
  }

  /** Lets in those that wait while there is room: those that were accepted, then each listener in its turn. */
  #admit(entry: EntryRecord, waiting: WaitingClients): void {
    while (!isFull(entry)) {
      const client = waiting.next();
      if (client === undefined) break;
      this.#parts.descriptors.connections -= 1;
      // Rules may have changed since it came.
      if (turnsAway(this.#parts.rules, client.accepted, entry, client.port)) this.#leaves(entry, client);
      else this.#let(entry, client);
    }
    for (const listener of waiting.listeners) {
      if (isFull(entry)) break;
      // One that still has more asks again, and comes behind the others.
      waiting.release(listener);
      listener.goOn();
    }
    if (waiting.isEmpty) this.#waiting.delete(entry);
    tell(entry, waiting);
  }

  #dismiss(entry: EntryRecord, waiting: WaitingClients): void {
    for (let client = waiting.next(); client; client = waiting.next()) {
      this.#parts.descriptors.connections -= 1;
      this.#turnAway(entry, client);
    }
    this.#waiting.delete(entry);
    entry.counters.wait(0, false);
    for (const listener of waiting.listeners) listener.goOn();
  }
}

/** Notes how many clients wait for an entry. */
function tell({ counters }: EntryRecord, { size, queues }: WaitingClients): void {
  counters.wait(size, queues.size > 0);
}

function isFull({ gate, counters }: EntryRecord): boolean {
  return gate !== undefined && gate.isFull(counters.connections);
}

/** Returns what a client that is let in is counted by: its bounds, and who tells of it, may have changed while it waited. */
function countedBy({ gate, spec }: EntryRecord, { accepted, client }: WaitingClient): ClientKey | undefined {
  if (gate === undefined) return undefined;
  if (spec.acceptProxy) {
    // Its header will tell.
    if (client !== undefined) gate.clients.end(client);
    return undefined;
  }
  if (client !== undefined) return client;
  const key = clientKey(accepted.remote()?.address);
  if (key !== undefined) gate.clients.add(key);
  return key;
}
