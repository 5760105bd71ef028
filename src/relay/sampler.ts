import type { EntryRecord } from './entries/entry-record.ts';
import type { Recent } from './common/recent.ts';
import type { ConnectionInfo, EndedConnection, EntryReport, RelaySample } from './relay.ts';
import { CONNECTION_ROWS, ENTRY_ROWS, type Movement } from './rows.ts';

/** A connection as the sampler sees it; it keeps there what it has told of it. */
export interface SampledConnection extends Movement {
  readonly id: number;
  /** It has ended; its sockets may still be closing. */
  readonly over: boolean;
  /** Another number after every change of what `info` tells. */
  readonly revision: number;
  /** The revision that was told last; -1 before the first. */
  sampledRevision: number;
  /** The phase that was told last. */
  sampledPhase: Movement['phase'];
  info(): ConnectionInfo;
}

/** Entries by id, connections (and sessions) by id whose sockets are not all closed, and those that have ended. */
export interface Sampled {
  readonly records: ReadonlyMap<string, EntryRecord>;
  readonly live: readonly ReadonlyMap<number, SampledConnection>[];
  readonly recent: Recent<EndedConnection>;
}

/**
 * Finds what has changed since the sample before, for one caller: `begin`, `reports`, `infos`, then `rest`. It compares
 * numbers and makes objects only of what is new; what has merely moved bytes is told in rows.
 */
export class Sampler {
  readonly #sampled: Sampled;
  #counted: EntryRecord[] = [];
  #moved: SampledConnection[] = [];
  /** Ids of connections that were told of and have ended. */
  #ended: number[] = [];
  #isNew = true;
  /** How many of the connections that have ended were told. */
  #recentTold = 0;
  /** Whether the sample tells everything. */
  #isFull = true;

  constructor(sampled: Sampled) {
    this.#sampled = sampled;
  }

  /** Begins a sample. Returns whether it tells everything: it is the first, or `anew` asks for that. */
  begin(anew: boolean): boolean {
    const full = anew || this.#isNew;
    this.#isNew = false;
    this.#isFull = full;
    if (full) {
      this.#ended = [];
      this.#recentTold = 0;
      for (const record of this.#sampled.records.values()) record.sampledRevision = -1;
      for (const connection of this.#live()) connection.sampledRevision = -1;
    }
    return full;
  }

  /** Entries that are new, had an end or an error, or are asked for. */
  *reports(ids: readonly string[]): Generator<EntryReport> {
    const asked = new Set(ids);
    for (const [id, record] of this.#sampled.records) {
      const { revision, events } = record.counters;
      const { sampledRevision, sampledEvents } = record;
      const isAsked = asked.has(id);
      if (sampledRevision === revision && !isAsked) continue;
      record.sampledRevision = revision;
      record.sampledEvents = events;
      if (sampledRevision === -1 || sampledEvents !== events || isAsked) yield record.report;
      else this.#counted.push(record);
    }
  }

  /** Connections that are new, or have found their target. */
  *infos(): Generator<ConnectionInfo> {
    for (const connection of this.#live()) {
      const { revision, sampledRevision, sampledPhase } = connection;
      // One whose sockets are still closing is told as ended when they are closed.
      if (connection.over) continue;
      if (sampledRevision !== revision) {
        connection.sampledRevision = revision;
        connection.sampledPhase = connection.phase;
        if (sampledRevision === -1 || sampledPhase === 'connect' || sampledPhase === 'header')
          yield connection.info();
        else this.#moved.push(connection);
      }
    }
  }

  /** All else that the sample tells: rows of what has moved bytes, and connections that have ended. */
  rest(): Pick<RelaySample, 'counted' | 'moved' | 'ended' | 'recent' | 'missed'> {
    const counted = ENTRY_ROWS.pack(
      this.#counted,
      ({ number }) => number,
      ({ counters }) => counters,
    );
    const moved = CONNECTION_ROWS.pack(
      this.#moved,
      ({ id }) => id,
      (connection) => connection,
    );
    const ended = this.#ended;
    const { total } = this.#sampled.recent;
    const recent = this.#sampled.recent.since(this.#recentTold);
    const missed = this.#isFull ? 0 : total - this.#recentTold - recent.length;
    this.#recentTold = total;
    this.#counted = [];
    this.#moved = [];
    this.#ended = [];
    return { counted, moved, ended, recent, missed };
  }

  *#live(): Generator<SampledConnection> {
    for (const connections of this.#sampled.live) yield* connections.values();
  }

  /** The connection has ended. */
  left(connection: SampledConnection): void {
    if (connection.sampledRevision === -1) return;
    connection.sampledRevision = -1;
    this.#ended.push(connection.id);
  }
}
