import { counterGrowth } from '../../relay/counter-growth.ts';
import type { EntryGrowth } from '../../relay/handing-over/steps.ts';
import type { EntryCounters, RelaySample } from '../../relay/relay.ts';
import { ENTRY_ROWS } from '../../relay/rows.ts';

/** What the counters of entries have grown by, from sample to sample, so that another process can add it to its own. */
export class Growths {
  /** As they were when they were told last, by id. */
  readonly #told: Map<string, EntryCounters>;
  readonly #now = new Map<string, EntryCounters>();
  /** Ids by the number of their rows. */
  readonly #numbered = new Map<number, string>();
  readonly #changed = new Set<string>();

  /** Counts from these on; all live connections are still to be told. */
  constructor(from: Readonly<Record<string, EntryCounters>>) {
    this.#told = new Map(Object.entries(from));
    this.tellLive();
  }

  /** Whoever is told from now on knows of no live connections. */
  tellLive(): void {
    for (const [id, counters] of this.#told) {
      if (counters.connections > 0) this.#told.set(id, { ...counters, connections: 0 });
      this.#changed.add(id);
    }
  }

  /** Takes a sample of the relay. */
  take({ entries, counted }: Pick<RelaySample, 'entries' | 'counted'>): void {
    for (const { id, number, counters } of entries) {
      this.#numbered.set(number, id);
      this.#set(id, counters);
    }
    for (let at = 0; at < counted.length; at += ENTRY_ROWS.size) {
      const id = this.#numbered.get(counted[at] ?? 0);
      const known = id === undefined ? undefined : this.#now.get(id);
      if (id !== undefined && known) this.#set(id, ENTRY_ROWS.patch(known, counted, at + 1));
    }
  }

  /** Returns what has come since the call before. */
  rest(): EntryGrowth[] {
    const grown: EntryGrowth[] = [];
    for (const id of this.#changed) {
      const now = this.#now.get(id);
      const growth = now && counterGrowth(this.#told.get(id), now);
      if (now) this.#told.set(id, now);
      if (growth) grown.push({ id, growth });
    }
    this.#changed.clear();
    return grown;
  }

  #set(id: string, counters: EntryCounters): void {
    this.#now.set(id, counters);
    this.#changed.add(id);
  }
}
