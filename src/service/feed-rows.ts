import type { Entry } from '../portproxy/entry.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { ConnectionInfo, EntryCounters } from '../relay/relay.ts';
import type { ListedEntry } from './backend.ts';

/** An entry of the feed's picture, and its JSON; what did not change of that is not written anew. */
export class EntryRow {
  /** Grows from row to row. */
  readonly place: number;
  /** The entry as the table holds it. */
  readonly entry: Entry;
  readonly status: EntryStatus;
  readonly counters: EntryCounters | undefined;
  #head: string | undefined;
  /** The JSON of what counts ends and errors, which moves far less often than bytes. */
  #tail: string | undefined;

  constructor(place: number, entry: Entry, status: EntryStatus, counters: EntryCounters | undefined) {
    this.place = place;
    this.entry = entry;
    this.status = status;
    this.counters = counters;
  }

  /** The row with other counters. */
  counted(counters: EntryCounters): EntryRow {
    const row = new EntryRow(this.place, this.entry, this.status, counters);
    row.#head = this.#head;
    const { ends, lastError, names } = this.counters ?? NO_TAIL;
    if (ends === counters.ends && lastError === counters.lastError && names === counters.names) {
      row.#tail = this.#tail;
    }
    return row;
  }

  get listed(): ListedEntry {
    const { state, reason } = this.status;
    return { ...this.entry, state, reason, counters: this.counters };
  }

  get json(): string {
    this.#head ??= open(JSON.stringify({ ...this.listed, counters: undefined }));
    const { counters } = this;
    if (!counters) return `${this.#head}}`;
    const { connections, connectionsTotal, bytesUp, bytesDown, errors, refused } = counters;
    this.#tail ??= tailOf(counters);
    return (
      `${this.#head},"counters":{"connections":${connections},"connectionsTotal":${connectionsTotal},` +
      `"bytesUp":${bytesUp},"bytesDown":${bytesDown},"errors":${errors},"refused":${refused},${this.#tail}}}`
    );
  }
}

const NO_TAIL: Partial<EntryCounters> = {};

function tailOf({ ends, lastError, names }: EntryCounters): string {
  const last = lastError === undefined ? '' : `,"lastError":${JSON.stringify(lastError)}`;
  const named = names === undefined ? '' : `,"names":${JSON.stringify(names)}`;
  return `"ends":${JSON.stringify(ends)}${last}${named}`;
}

/** A connection of the feed's picture, and its JSON. */
export class ConnectionRow {
  readonly info: ConnectionInfo;
  #head: string | undefined;

  /** `before`: the row of the same connection, if there was one. */
  constructor(info: ConnectionInfo, before?: ConnectionRow) {
    this.info = info;
    if (before?.info.target === info.target) this.#head = before.#head;
  }

  get json(): string {
    const { id, entry, client, target, startedAt, lastActiveAt, phase, bytesUp, bytesDown } = this.info;
    this.#head ??= open(JSON.stringify({ id, entry, client, target, startedAt }));
    return (
      `${this.#head},"lastActiveAt":${lastActiveAt},"phase":"${phase}",` +
      `"bytesUp":${bytesUp},"bytesDown":${bytesDown}}`
    );
  }
}

/** An object's JSON without its last brace. */
function open(json: string): string {
  return json.slice(0, -1);
}
