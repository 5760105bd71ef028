import type { EntryStatus } from '../../portproxy/state.ts';
import { Counters } from './counters.ts';
import type { ListenProblem } from './reasons.ts';
import { checkPeriod, limitsOf } from '../limits.ts';
import type { EntryCounters, EntryLimits, EntryReport, RelayEntry } from '../relay.ts';

let lastNumber = 0;

/** One entry at work: its specification, what holds it, and its counters. */
export class EntryRecord {
  #spec: RelayEntry;
  #limits: EntryLimits;
  #checkMs: number;
  /** The id of its rows in samples. */
  readonly number = ++lastNumber;
  readonly counters: Counters;
  status: EntryStatus = { state: 'failed', reason: 'It was not tried yet.' };
  /** Its listen addresses (`*`, or canonical ones); none while its name is unknown. */
  addresses: readonly string[] = [];
  /** Those of its addresses that no other entry owns. */
  granted: readonly string[] = [];
  /** Those of the granted ones on which it listens or is being tried. */
  readonly active = new Set<string>();
  /** Why it is held for a loop: it would forward to itself. */
  loop: string | undefined;
  /** Why it is held for want of descriptors. */
  overBudget: string | undefined;
  problem: ListenProblem | undefined;
  /** Why its listen name has no address. */
  nameProblem: string | undefined;
  /** How many listening sockets it takes of the budget. */
  counted = 0;
  /** Whether its ports were claimed when that was decided last. */
  inPlay = false;
  /** Failed tries in a row. */
  failures = 0;
  /** When to try again, ms of performance.now(). */
  retryAt = Infinity;
  /** The revision of its counters that was sent last for a data plane that replaces this one. */
  backedUpRevision = 0;
  /** The revision of its counters, and their events, that the sampler has told last; -1: none. */
  sampledRevision = -1;
  sampledEvents = -1;

  constructor(spec: RelayEntry, earlier?: EntryCounters) {
    this.#spec = spec;
    this.#limits = limitsOf(spec);
    this.#checkMs = checkPeriod(this.#limits);
    this.counters = new Counters(earlier);
  }

  get id(): string {
    return this.spec.id;
  }

  get spec(): RelayEntry {
    return this.#spec;
  }

  /** Its limits; they hold at once for connections that exist. */
  get limits(): EntryLimits {
    return this.#limits;
  }

  /** How often the timeouts of its connections are checked, ms. */
  get checkMs(): number {
    return this.#checkMs;
  }

  /** Replaces its specification. */
  set(spec: RelayEntry): void {
    this.#spec = spec;
    this.#limits = limitsOf(spec);
    this.#checkMs = checkPeriod(this.#limits);
  }

  get report(): EntryReport {
    return { id: this.id, number: this.number, status: this.status, counters: this.counters.snapshot() };
  }
}
