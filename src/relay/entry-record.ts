import type { EntryStatus } from '../portproxy/state.ts';
import { spanSize } from '../portproxy/port.ts';
import { Counters } from './counters.ts';
import type { ListenProblem } from './reasons.ts';
import type { EntryCounters, EntryReport, RelayEntry } from './relay.ts';

let lastNumber = 0;

/** One entry at work: what is asked for, what holds it, and what it has done so far. */
export class EntryRecord {
  spec: RelayEntry;
  /** Stands for it in samples. */
  readonly number = ++lastNumber;
  readonly counters: Counters;
  status: EntryStatus = { state: 'failed', reason: 'It was not tried yet.' };
  /** The listen addresses it stands for (`*`, or canonical addresses); none while its name is unknown. */
  addresses: readonly string[] = [];
  /** Those of its addresses that no other entry is in the way of. */
  granted: readonly string[] = [];
  /** Those of the granted ones on which it listens or is being tried. */
  readonly active = new Set<string>();
  /** Why it is held by a decision of the relay: it forwards to itself. */
  loop: string | undefined;
  /** Why it is held for want of descriptors. */
  overBudget: string | undefined;
  problem: ListenProblem | undefined;
  /** Why its listen name gives no address. */
  nameProblem: string | undefined;
  /** How many listening sockets it counts for against the budget. */
  counted = 0;
  /** Whether its ports were among those wanted when that was decided last. */
  inPlay = false;
  /** Failed tries in a row. */
  failures = 0;
  /** When to try again, ms of performance.now(). */
  retryAt = Infinity;
  /** Which revision of its counters was kept elsewhere last. */
  toldRevision = 0;
  /** What the sampler has told of it: the revision of its counters, and their events. */
  sampledRevision = -1;
  sampledEvents = -1;

  constructor(spec: RelayEntry, earlier?: EntryCounters) {
    this.spec = spec;
    this.counters = new Counters(earlier);
  }

  get id(): string {
    return this.spec.id;
  }

  get report(): EntryReport {
    return { id: this.id, number: this.number, status: this.status, counters: this.counters.snapshot() };
  }

  /** The port to connect to for a connection that arrived on one of the listen ports. */
  targetPort(listenPort: number): number {
    const { listen, connect } = this.spec;
    return spanSize(connect.ports) === 1
      ? connect.ports.from
      : connect.ports.from + (listenPort - listen.ports.from);
  }
}
