import { type ClientKey, clientKey } from '../bounds/client-key.ts';
import type { MetBound } from '../bounds/clients.ts';
import type { Descriptors } from '../common/descriptors.ts';
import { Slices } from '../common/slices.ts';
import { Sweeper } from '../common/sweeper.ts';
import type { NewClient } from '../datagrams.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PackedSession } from '../handing-over/packed.ts';
import type { ConnectionFilter, ConnectionInfo } from '../relay.ts';
import { type DirectionRates, EntryRates } from './entry-rates.ts';
import { DENIED, deniesClient } from './judging.ts';
import { Session, type SessionParts } from './session.ts';

/** The parts of the data plane that the set of sessions uses. */
export interface SessionsParts extends Omit<SessionParts, 'gone'> {
  readonly descriptors: Descriptors;
  /** Returns the next number of a connection, or session. */
  nextId(): number;
  /** Counts a client that has met a bound, and tells of it. */
  bounded(entry: EntryRecord, bound: MetBound, client: string | number): void;
  /** A session found no descriptor. */
  refused(entry: EntryRecord): void;
  /** The number of sessions has changed. */
  counted(): void;
  /** A session has ended, and was removed from the list. */
  left(session: Session): void;
}

/** All sessions of UDP entries; one timer checks the timeouts of all of them. */
export class Sessions {
  readonly #parts: SessionsParts;
  readonly #sessionParts: SessionParts;
  readonly #live = new Map<number, Session>();
  readonly #rates = new EntryRates();
  // Sessions have a timeout that is always running.
  readonly #sweeper = new Sweeper(this.#live, () => false);

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#sessionParts = { ...parts, gone: (session) => this.#gone(session) };
  }

  /** Returns the rates of an entry as its bounds are now; undefined where it has no limit. */
  ratesOf(entry: EntryRecord): DirectionRates | undefined {
    return this.#rates.of(entry);
  }

  /** All by id. */
  get live(): ReadonlyMap<number, Session> {
    return this.#live;
  }

  /** Begins a session with a client's first datagram, or leaves the datagram to be dropped. */
  arrived(client: NewClient, entry: EntryRecord, listenPort: number): void {
    if (deniesClient(this.#parts.rules, entry, listenPort, client)) {
      entry.counters.drop('denied');
      return;
    }
    if (entry.gate?.isFull(entry.counters.connections)) {
      entry.counters.drop('maxconnections');
      return;
    }
    if (!this.#parts.descriptors.roomForSession) {
      entry.counters.drop('descriptors');
      entry.counters.refused += 1;
      this.#parts.refused(entry);
      return;
    }
    const key = entry.gate && clientKey(client.remote().address);
    const bound =
      key === undefined ? undefined : entry.gate?.clients.begin(key, entry.gate.bounds, performance.now());
    if (bound !== undefined) {
      entry.counters.drop(bound);
      this.#parts.bounded(entry, bound, client.remote().address);
      return;
    }
    const session = new Session(this.#parts.nextId(), entry, listenPort, client, this.#sessionParts);
    this.#enter(session, key);
    session.start();
  }

  /** Goes on with a session of another process; `take` takes its flow over. */
  adopt(entry: EntryRecord, packed: PackedSession, take: NewClient['take']): Session {
    const session = new Session(packed.id, entry, packed.listenPort, { take }, this.#sessionParts, packed);
    const key = packed.isCounted ? clientKey(session.clientAddress) : undefined;
    if (key !== undefined) entry.gate?.clients.add(key);
    this.#enter(session, key);
    return session;
  }

  #enter(session: Session, key: ClientKey | undefined): void {
    const { id, entry } = session;
    this.#live.set(id, session);
    this.#parts.descriptors.sessions += 1;
    this.#sweeper.began(entry.checkMs);
    this.#parts.counted();
    session.client = key;
    session.regulate(this.#rates.of(entry));
  }

  /** All sessions, oldest first. */
  *list(): Generator<ConnectionInfo> {
    for (const session of this.#live.values()) yield session.info();
  }

  /** Ends those that meet all conditions; returns how many. */
  kill({ id, entry, client }: ConnectionFilter): number {
    let killed = 0;
    for (const session of this.#live.values()) {
      if (id !== undefined && session.id !== id) continue;
      if (entry !== undefined && session.entry.id !== entry) continue;
      if (client !== undefined && !isClient(session, client)) continue;
      session.end({ by: 'netsh', phase: session.phase, how: 'reset' });
      killed += 1;
    }
    return killed;
  }

  /** Ends sessions that the rules deny, which have changed. */
  async judge(): Promise<void> {
    const slices = new Slices();
    for (const session of this.#live.values()) {
      if (session.isDenied()) session.end({ by: 'netsh', phase: session.phase, how: DENIED });
      if (slices.due) await slices.next();
    }
  }

  /**
   * Ends sessions whose entry is gone or held, or has their target no more, and puts the others under the bounds of entries that
   * were `put`; those of `regated` ones had others before.
   */
  async settle(
    records: ReadonlyMap<string, EntryRecord>,
    put: readonly EntryRecord[],
    regated: ReadonlySet<EntryRecord>,
  ): Promise<void> {
    if (this.#live.size === 0) return;
    const slices = new Slices();
    const rates = new Map(put.map((entry) => [entry, this.#rates.of(entry)]));
    for (const session of this.#live.values()) {
      const { entry } = session;
      const isOver = records.get(entry.id) !== entry || entry.spec.hold !== undefined || session.isStray();
      if (isOver) session.end({ by: 'netsh', phase: session.phase, how: 'closed' });
      else if (rates.has(entry)) session.regulate(rates.get(entry));
      if (!session.over && regated.has(entry)) this.#count(session);
      if (slices.due) await slices.next();
    }
  }

  /** Ends all: nothing answers their clients any more. */
  close(): void {
    for (const session of this.#live.values())
      session.end({ by: 'netsh', phase: session.phase, how: 'closed' });
  }

  /** Forgets all without a word: another process has them. */
  forget(): void {
    for (const session of this.#live.values()) session.over = true;
    this.#live.clear();
    this.#sweeper.rest();
  }

  #count(session: Session): void {
    const { gate } = session.entry;
    if (gate === undefined) session.client = undefined;
    else if (session.client === undefined) {
      session.client = clientKey(session.clientAddress);
      if (session.client !== undefined) gate.clients.add(session.client);
    }
  }

  #gone(session: Session): void {
    if (!this.#live.delete(session.id)) return;
    if (session.client !== undefined) session.entry.gate?.clients.end(session.client);
    this.#parts.descriptors.sessions -= 1;
    if (this.#live.size === 0) this.#sweeper.rest();
    this.#parts.counted();
    this.#parts.left(session);
  }
}

/** A client is named by its address, or by address and port. */
function isClient(session: Session, client: string): boolean {
  return session.clientAddress === client || session.info().client === client;
}
