import type { EntryCounters, Relay } from '../../relay/relay.ts';
import { CONNECTION_ROWS } from '../../relay/rows.ts';
import { Growths } from './growths.ts';
import type { ToldSample } from './messages.ts';

const COLUMNS = CONNECTION_ROWS.columns.map(({ name }) => name);

/** Samples the relay of a process that outlives its listeners, for the process that serves now. */
export class ToldChanges {
  readonly #relay: Pick<Relay, 'sample'>;
  readonly #growths: Growths;
  /** Numbers of connections whose end was told. */
  readonly #told = new Set<number>();
  #isAnew = true;

  /** `counters` are those that the other process has counted on from. */
  constructor(relay: Pick<Relay, 'sample'>, counters: Readonly<Record<string, EntryCounters>>) {
    this.#relay = relay;
    this.#growths = new Growths(counters);
  }

  /** The next sample tells everything: another process listens to it. */
  begin(): void {
    this.#isAnew = true;
    this.#growths.tellLive();
  }

  /** Resolves to what has changed since the call before; undefined where that is nothing. */
  async next(): Promise<ToldSample | undefined> {
    const anew = this.#isAnew;
    this.#isAnew = false;
    const sample = await this.#relay.sample({ anew });
    const { full, connections, moved, ended } = sample;
    this.#growths.take(sample);
    const grown = this.#growths.rest();
    const recent = sample.recent.filter(({ id }) => !this.#told.has(id));
    for (const { id } of recent) this.#told.add(id);
    const changes = connections.length + moved.length + ended.length + recent.length + grown.length;
    if (!full && changes === 0) return undefined;
    return { full, connections, moved: [...moved], columns: COLUMNS, ended, recent, grown };
  }
}
