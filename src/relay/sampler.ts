import type { Connection } from './tcp/connection.ts';
import type { EntryRecord } from './entries/entry-record.ts';
import type { ConnectionInfo, EntryReport } from './relay.ts';

/** What a sampler looks at. */
export interface Sampled {
  readonly records: ReadonlyMap<string, EntryRecord>;
  /** Connections whose sockets are not all closed. */
  readonly live: ReadonlyMap<number, Connection>;
}

/**
 * Finds what is different since it looked last. It compares numbers and makes objects only of what differs; of what
 * has merely moved bytes it gives a few numbers.
 */
export class Sampler {
  readonly #sampled: Sampled;
  /** Ids of connections that were told of and are gone. */
  #ended: number[] = [];
  #isNew = true;

  constructor(sampled: Sampled) {
    this.#sampled = sampled;
  }

  /** Begins to look; true where everything is news, since this is the first time or `anew` asks for it. */
  begin(anew: boolean): boolean {
    const full = anew || this.#isNew;
    if (full) {
      this.#ended = [];
      for (const record of this.#sampled.records.values()) record.sampledRevision = -1;
      for (const connection of this.#sampled.live.values()) connection.toldRevision = -1;
    }
    this.#isNew = false;
    return full;
  }

  /** Entries that are new, had an end or an error, or are asked for; those that only moved bytes go to `moved`. */
  *reports(ids: readonly string[], moved: EntryRecord[]): Generator<EntryReport> {
    const asked = new Set(ids);
    for (const [id, record] of this.#sampled.records) {
      const { revision, events } = record.counters;
      const { sampledRevision, sampledEvents } = record;
      const isAsked = asked.has(id);
      if (sampledRevision === revision && !isAsked) continue;
      record.sampledRevision = revision;
      record.sampledEvents = events;
      if (sampledRevision === -1 || sampledEvents !== events || isAsked) yield record.report;
      else moved.push(record);
    }
  }

  /** Connections that are new, or have found a target; those that only moved bytes go to `moved`. */
  *infos(moved: Connection[]): Generator<ConnectionInfo> {
    for (const connection of this.#sampled.live.values()) {
      const { revision, toldRevision, toldPhase } = connection;
      if (connection.over) this.left(connection);
      else if (toldRevision !== revision) {
        connection.toldRevision = revision;
        connection.toldPhase = connection.phase;
        if (toldRevision === -1 || toldPhase === 'connect') yield connection.info();
        else moved.push(connection);
      }
    }
  }

  /** The connection has ended. */
  left(connection: Connection): void {
    if (connection.toldRevision === -1) return;
    connection.toldRevision = -1;
    this.#ended.push(connection.id);
  }

  /** Ids of connections that have ended since they were told of. To be asked last. */
  ended(): readonly number[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }
}
