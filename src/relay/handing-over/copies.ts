import { monotonicNow } from '../common/wall-clock.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Life } from './life.ts';
import { MovedRows } from './moved-rows.ts';
import { Pace } from './pace.ts';
import { Parcel } from './parcel.ts';
import type { Wire } from './wire.ts';

/** What another process has of a connection. */
interface Copy {
  readonly connection: Connection;
  readonly standing: number;
  revision: number;
}

/**
 * What another process has of the connections of a life while that still goes on: their descriptors, and all that does not
 * change from one byte to the next. Each round tells it what is new since the round before; so does the last one, in which nothing
 * moves and which is short therefore.
 */
export class Copies {
  readonly #life: Life;
  readonly #wire: Wire;
  readonly #copies = new Map<number, Copy>();
  readonly #orphans = new Map<EntryRecord, string>();
  readonly #told: Map<EntryRecord, number>;
  readonly #rows = new MovedRows();
  #recent = 0;

  /** `told` has the revisions of counters that the other process knows. */
  constructor(life: Life, wire: Wire, told: Map<EntryRecord, number>) {
    this.#life = life;
    this.#wire = wire;
    this.#told = told;
  }

  /**
   * Tells what is new while everything goes on; resolves to how many connections had to be described. Rejects with a `LifeFault`
   * where the other process takes no more.
   */
  async round(): Promise<number> {
    const pace = new Pace(this.#wire);
    const { connections, listening } = this.#life;
    let described = 0;
    for (const connection of connections.live.values()) {
      if (connection.standing !== undefined && this.#describe(connection)) described += 1;
      if (pace.due) await pace.next();
    }
    this.#tellMoved();
    this.#tellGone();
    for (const record of listening.records.values()) {
      if (this.#tellCounters(record) && pace.due) await pace.next();
    }
    this.#tellRecent();
    this.#wire.say('round');
    return described;
  }

  /** Tells all that is new, while nothing moves. `hasTime` throws when it has taken too long. */
  last(hasTime: () => void): void {
    for (const connection of this.#life.connections.live.values()) {
      if (connection.over) continue;
      if (this.#describe(connection)) hasTime();
    }
    this.#tellMoved();
    this.#tellGone();
    for (const record of this.#life.listening.records.values()) this.#tellCounters(record);
    this.#tellRecent();
  }

  /** Returns how an entry is named; one that was deleted and has connections is told first. */
  nameOf(entry: EntryRecord): string {
    if (this.#life.listening.records.get(entry.id) === entry) return entry.id;
    const known = this.#orphans.get(entry);
    if (known !== undefined) return known;
    const id = `#${this.#orphans.size}`;
    this.#orphans.set(entry, id);
    this.#wire.add('orphan', { id, spec: entry.spec, counters: entry.report.counters });
    return id;
  }

  /** Sends a connection of which the other process has no copy, or another one than it would be now; returns whether it did. */
  #describe(connection: Connection): boolean {
    const { id, standing, revision } = connection;
    const copy = this.#copies.get(id);
    if (copy !== undefined && copy.standing === standing) return false;
    const parcel = new Parcel();
    this.#wire.add('connection', connection.pack(parcel, this.nameOf(connection.entry)), parcel);
    if (standing === undefined) this.#copies.delete(id);
    else this.#copies.set(id, { connection, standing, revision });
    return true;
  }

  /** Sends the counts of connections whose copies are as they are. */
  #tellMoved(): void {
    const now = monotonicNow();
    for (const copy of this.#copies.values()) {
      const { connection } = copy;
      if (connection.over || connection.revision === copy.revision) continue;
      copy.revision = connection.revision;
      const { id, bytesUp, bytesDown, idleMs } = connection;
      this.#rows.add({ id, bytesUp, bytesDown, activeAt: now - idleMs });
    }
    const bytes = this.#rows.take();
    if (bytes === undefined) return;
    const parcel = new Parcel();
    this.#wire.add('moved', { rows: parcel.addBytes(bytes) }, parcel);
  }

  /** Sends which connections have ended. */
  #tellGone(): void {
    const ids: number[] = [];
    for (const [id, { connection }] of this.#copies) if (connection.over) ids.push(id);
    if (ids.length === 0) return;
    for (const id of ids) this.#copies.delete(id);
    this.#wire.add('gone', { ids });
  }

  /** Sends the counters of an entry; false where the other process knows them. */
  #tellCounters(record: EntryRecord): boolean {
    const { revision } = record.counters;
    if (this.#told.get(record) === revision) return false;
    this.#told.set(record, revision);
    this.#wire.add('counted', { id: record.id, counters: record.report.counters });
    return true;
  }

  #tellRecent(): void {
    const { recent } = this.#life;
    for (const ended of recent.since(this.#recent)) this.#wire.add('recent', ended);
    this.#recent = recent.total;
  }
}
