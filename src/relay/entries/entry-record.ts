import type { EntryStatus } from '../../portproxy/state.ts';
import { Gate } from '../bounds/gate.ts';
import { Counters } from './counters.ts';
import type { ListenProblem } from './reasons.ts';
import { retryPause } from '../common/timing.ts';
import { checkPeriod, limitsOf } from '../limits.ts';
import { TargetSet } from '../targets/target-set.ts';
import type { EntryCounters, EntryLimits, EntryReport, RelayEntry } from '../relay.ts';

let lastNumber = 0;

/** One entry at work: its specification, what holds it, and its counters. */
export class EntryRecord {
  #spec: RelayEntry;
  #limits: EntryLimits;
  #checkMs: number;
  /** Its bounds at work; undefined where clients are not bounded. */
  gate: Gate | undefined;
  /** Connections that exist are to be put under its bounds, or freed from them. */
  isGateNew = false;
  #targets: TargetSet | undefined;
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
    this.gate = spec.bounds && new Gate(spec.bounds);
    if (TargetSet.isNeeded(spec)) this.#targets = new TargetSet(spec, this.counters, earlier?.targets);
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

  /** What is known of its targets; undefined where it has one that is never checked. */
  get targets(): TargetSet | undefined {
    return this.#targets;
  }

  /** Replaces its specification. */
  set(spec: RelayEntry): void {
    this.#spec = spec;
    this.#limits = limitsOf(spec);
    this.#checkMs = checkPeriod(this.#limits);
    this.#bound(spec.bounds);
    if (!TargetSet.isNeeded(spec)) this.#targets = undefined;
    else if (this.#targets) this.#targets.set(spec);
    else this.#targets = new TargetSet(spec, this.counters);
  }

  /** Puts its next try off, for longer each time. */
  putOff(): void {
    this.failures += 1;
    this.retryAt = performance.now() + retryPause(this.failures);
  }

  #bound(bounds: RelayEntry['bounds']): void {
    const { gate } = this;
    const rate = gate?.up;
    if (bounds && gate) gate.set(bounds);
    else this.gate = bounds && new Gate(bounds);
    if (this.gate !== gate || this.gate?.up !== rate) this.isGateNew = true;
  }

  get report(): EntryReport {
    const counters = this.counters.snapshot();
    const told = this.#targets ? { ...counters, targets: this.#targets.statuses } : counters;
    return { id: this.id, number: this.number, status: this.status, counters: told };
  }
}
