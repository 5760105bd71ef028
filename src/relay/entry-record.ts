import type { EntryStatus } from '../portproxy/state.ts';
import { spanSize } from '../portproxy/port.ts';
import { Counters } from './counters.ts';
import type { ListenProblem } from './reasons.ts';
import type { EntryCounters, EntryReport, RelayEntry } from './relay.ts';

let lastNumber = 0;

/** One entry at work: its values, what holds it, and its counters. */
export class EntryRecord {
  spec: RelayEntry;
  /** The id of its rows in samples. */
  readonly number = ++lastNumber;
  readonly counters: Counters;
  status: EntryStatus = { state: 'failed', reason: 'It was not tried yet.' };
  /** Its listen addresses (`*`, or canonical addresses); none while its name is unknown. */
  addresses: readonly string[] = [];
  /** Those of its addresses that no other entry owns. */
  granted: readonly string[] = [];
  /** Those granted addresses on which it listens or is being tried. */
  readonly active = new Set<string>();
  /** Why it is held: it forwards to itself. */
  loop: string | undefined;
  /** Why it is held for want of descriptors. */
  overBudget: string | undefined;
  problem: ListenProblem | undefined;
  /** Why its listen name has no address. */
  nameProblem: string | undefined;
  /** Listening sockets that it takes of the budget. */
  counted = 0;
  /** Whether its ports were wanted at the last decision. */
  inPlay = false;
  /** Failed tries in a row. */
  failures = 0;
  /** When to try again, ms of this thread's performance.now(). */
  retryAt = Infinity;
  /** The revision of its counters that was sent last for a data plane that replaces this one. */
  backedUpRevision = 0;
  /** The revision of its counters in the last sample; -1 before the first. */
  sampledRevision = -1;
  /** The events of its counters in the last sample. */
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
