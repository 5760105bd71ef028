import { Cadence } from '../common/cadence.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { EntryReport } from '../relay.ts';
import type { Transport } from '../transport.ts';

/** Memory that nobody uses is freed so often, ms. */
const TRIM_MS = 10_000;
/** Changed counters are told so often, ms, so that a crash loses little of them. */
const COUNTERS_EVERY_MS = 1_000;

/** What a data plane does now and then while its sockets move: it frees memory, and tells which counters have changed. */
export class Upkeep {
  readonly #trims: Cadence;
  readonly #counts: Cadence;

  /** `told.onCounters` is told of entries whose counters have changed. */
  constructor(
    transport: Transport,
    records: ReadonlyMap<string, EntryRecord>,
    told: { readonly onCounters?: ((reports: Iterable<EntryReport>) => void) | undefined },
  ) {
    this.#trims = new Cadence(TRIM_MS, () => {
      transport.trim();
      return transport.lentBytes > 0 || !transport.rests;
    });
    this.#counts = new Cadence(COUNTERS_EVERY_MS, () => {
      told.onCounters?.(changed(records));
      return !transport.rests;
    });
  }

  /** Sockets move again, or counters were changed otherwise. */
  start(): void {
    this.#trims.start();
    this.#counts.start();
  }

  stop(): void {
    this.#trims.stop();
    this.#counts.stop();
  }
}

/** Entries whose counters changed since the call before; the others cost one comparison each. */
function* changed(records: ReadonlyMap<string, EntryRecord>): Generator<EntryReport> {
  for (const record of records.values()) {
    const { revision } = record.counters;
    if (record.backedUpRevision === revision) continue;
    record.backedUpRevision = revision;
    yield record.report;
  }
}
