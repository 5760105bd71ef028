import type { EntryRecord } from '../entries/entry-record.ts';
import type { RelayChange } from '../relay.ts';
import type { Ownership } from './ownership.ts';
import { Places, type Ports } from './ports.ts';

/** The sockets of a process that has just died may not be closed yet. */
const MOST_TRIES = 20;
const TRY_AGAIN_MS = 10;

/** The other process is waited for at most so long, ms. */
const LONGEST_WAIT_MS = 5_000;

/** The parts of listening that leaving ports uses. */
export interface LeftPortsParts {
  readonly ownership: Ownership;
  readonly ports: Ports;
  /** Sees what became of the sockets of entries. */
  evaluate(records: Iterable<EntryRecord>): Promise<void>;
  /** Stops listening everywhere, for good. */
  close(): void;
}

/**
 * Ports that are left to another process, or awaited from one; who owns what stays as it is. While ports are released, nothing else may be
 * decided (`inTurn`).
 */
export class LeftPorts {
  readonly #parts: LeftPortsParts;
  /** Entries whose ports have no sockets now. */
  readonly #without = new Set<EntryRecord>();
  #isAwaiting = false;

  constructor(parts: LeftPortsParts) {
    this.#parts = parts;
  }

  /** Opens no sockets from now on but by `bind`, until `rebind`. */
  await(): void {
    this.#isAwaiting = true;
  }

  /** Returns whether entries that were decided about get no sockets yet. */
  awaits(records: Iterable<EntryRecord>): boolean {
    if (this.#isAwaiting) for (const record of records) this.#without.add(record);
    return this.#isAwaiting;
  }

  /** Closes the sockets of all ports of entries at once. */
  release(ids: readonly string[]): void {
    const places = new Places();
    for (const record of this.#recordsOf(ids)) {
      if (!record.inPlay) continue;
      places.add(record);
      this.#without.add(record);
    }
    this.#parts.ports.vacate(places);
  }

  /** Returns the ids of entries that listen. */
  listening(): string[] {
    const records = [...this.#parts.ownership.records.values()];
    return records.flatMap(({ id, status }) => (status.state === 'listening' ? [id] : []));
  }

  /** Listens on the ports of entries as soon as another process has closed them: it is waited for those of some ids. */
  async bind(ids: readonly string[], awaited: readonly string[]): Promise<void> {
    const { ports, ownership } = this.#parts;
    const records = this.#recordsOf(ids).filter((record) => this.#without.delete(record));
    const isAwaited = new Set(awaited);
    const until = performance.now() + LONGEST_WAIT_MS;
    let places = this.#placesOf(records.filter(({ id }) => isAwaited.has(id)));
    while (places.size > 0 && performance.now() < until) {
      await ports.arrange(places, ownership.ownersOf);
      places = ports.taken(places);
      if (places.size > 0) await pause(1);
    }
    await this.#open(records);
  }

  /** Listens on all ports that have no sockets; what fails then is tried again as ever. */
  async rebind(): Promise<void> {
    this.#isAwaiting = false;
    let records = [...this.#without];
    this.#without.clear();
    for (let tries = 0; records.length > 0 && tries < MOST_TRIES; tries += 1) {
      if (tries > 0) await pause(TRY_AGAIN_MS);
      await this.#open(records);
      records = records.filter(({ problem }) => problem?.code === 'EADDRINUSE');
    }
  }

  /** Leaves all ports for good. */
  leave(): void {
    this.#without.clear();
    this.#parts.close();
  }

  /** Takes a change of entries that another process listens for; returns those that have changed. */
  follow({ put, remove }: RelayChange): EntryRecord[] {
    const { records } = this.#parts.ownership;
    for (const id of remove) records.delete(id);
    return put.flatMap((spec) => {
      const record = records.get(spec.id);
      record?.set(spec);
      return record ?? [];
    });
  }

  async #open(records: readonly EntryRecord[]): Promise<void> {
    const { ownership, ports } = this.#parts;
    await ports.arrange(this.#placesOf(records), ownership.ownersOf);
    await this.#parts.evaluate(records);
  }

  /** Returns the ports of entries, on which all that was granted is to be tried. */
  #placesOf(records: readonly EntryRecord[]): Places {
    const places = new Places();
    for (const record of records) {
      if (record.inPlay) places.add(record);
      for (const address of record.granted) record.active.add(address);
    }
    return places;
  }

  #recordsOf(ids: readonly string[]): EntryRecord[] {
    return ids.flatMap((id) => this.#parts.ownership.records.get(id) ?? []);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
