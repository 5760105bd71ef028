import type { Descriptors } from '../common/descriptors.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { TargetAddresses } from '../entries/target-addresses.ts';
import type { RelayEntry, RelayEvent } from '../relay.ts';
import type { Transport } from '../transport.ts';
import { DatagramProbe } from './datagram-probe.ts';
import { Probe, type ProbeTarget } from './probe.ts';
import { type Target, jittered } from './target.ts';
import type { TargetSet, TargetWatcher } from './target-set.ts';

/** The parts of the data plane that checks use. */
export interface CheckerParts {
  readonly transport: Transport;
  readonly descriptors: Descriptors;
  readonly addresses: TargetAddresses;
  readonly rules: EnforcedRules;
  /** Returns whether connecting there would lead back to the entry. */
  loops(entry: EntryRecord, address: string, port: number): boolean;
  tell(event: RelayEvent): void;
}

/** So many checks are under way at a time; others wait for their turn. */
const MOST_AT_ONCE = 64;
/** Looking for checks that are due takes place at most so often, ms. */
const LOOK_EVERY_MS = 20;
/** What cannot be done now (no room, the entry does not listen) is looked at again after so long, ms. */
const LATER_MS = 1_000;
/** A check waits at least so long for an answer, however short its period is, ms. */
const SHORTEST_TIMEOUT_MS = 1_000;
/** So many times a minute the log tells of one target that it is down or up again. */
const MOST_TOLD = 6;
const MINUTE_MS = 60_000;
/** Rules, or a loop, keep the relay from connecting there: that says nothing of the target. */
const DENIED = 'denied';

/** One port of a target that is to be connected to. */
interface Due {
  readonly record: EntryRecord;
  readonly set: TargetSet;
  readonly target: Target;
  readonly port: number;
  /** When it was begun (performance.now(), ms). */
  readonly since: number;
}

/**
 * Connects to targets to know whether they answer: on the period of their check, and to those that have failed when their
 * pause is over, so that no client has to find out. Targets of UDP are asked by an empty datagram, where they are checked; else
 * their clients find out.
 */
export class TargetChecker implements TargetWatcher {
  readonly #parts: CheckerParts;
  /** Entries whose targets it watches over, by id. */
  readonly #records = new Map<string, EntryRecord>();
  readonly #probes = new Set<Probe | DatagramProbe>();
  /** Checks whose names are being resolved. */
  #resolving = 0;
  /** What was told of a target in the present minute. */
  readonly #told = new WeakMap<Target, { since: number; count: number }>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #isStopped = false;

  constructor(parts: CheckerParts) {
    this.#parts = parts;
  }

  /** Watches over the targets of an entry, which is new or has changed. */
  watch(record: EntryRecord): void {
    const { targets } = record;
    if (!targets) {
      this.forget(record.id);
      return;
    }
    targets.watcher = this;
    this.#records.set(record.id, record);
    this.#lookAt(performance.now());
  }

  /** The entry is gone. */
  forget(id: string): void {
    const targets = this.#records.get(id)?.targets;
    if (targets) targets.watcher = undefined;
    this.#records.delete(id);
  }

  /** Ends all checks, for good. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const probe of this.#probes) probe.stop();
  }

  turned({ id, label }: RelayEntry, target: Target): void {
    if (!this.#mayTell(target)) return;
    const { reason } = target.status;
    const state = target.isDown ? `is down: ${reason}` : 'answers again';
    const text = `${label}: the target ${target.text} ${state}.`;
    this.#parts.tell({ at: Date.now(), kind: 'target', entry: id, text });
  }

  failed(): void {
    this.#lookAt(performance.now());
  }

  #mayTell(target: Target): boolean {
    const now = performance.now();
    let told = this.#told.get(target);
    if (!told || now - told.since >= MINUTE_MS) this.#told.set(target, (told = { since: now, count: 0 }));
    told.count += 1;
    return told.count <= MOST_TOLD;
  }

  /** Looks at `at` (performance.now()), unless it does so before. */
  #lookAt(at: number): void {
    const now = performance.now();
    const due = Math.max(at, now + LOOK_EVERY_MS);
    if (this.#isStopped || this.#records.size === 0 || due >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = due;
    this.#timer = setTimeout(() => this.#look(), due - now).unref();
  }

  /** Begins all checks that are due, and sets the time of the next look. */
  #look(): void {
    this.#timerAt = Infinity;
    const now = performance.now();
    let next = Infinity;
    for (const record of this.#records.values()) {
      const { targets: set, spec } = record;
      // Clients of UDP try failing targets themselves, unless they are checked.
      if (!set || (spec.protocol === 'udp' && set.checkMs === 0)) continue;
      const isListening = record.status.state === 'listening';
      for (const target of set.targets) {
        if (isListening) this.#beginDue({ record, set, target }, now);
        next = Math.min(next, earliest(target));
      }
    }
    if (next < Infinity) this.#lookAt(next <= now ? now + LATER_MS : next);
  }

  #beginDue({ record, set, target }: Omit<Due, 'port' | 'since'>, now: number): void {
    for (const [port, fault] of target.faults) {
      if (fault.retryAt > now) continue;
      if (this.#isBusy) return;
      fault.retryAt = Infinity;
      this.#begin({ record, set, target, port, since: now });
    }
    if (target.checkAt > now || this.#isBusy) return;
    const { from, to } = target.side.ports;
    const port = from + (target.checks % (to - from + 1));
    target.checks += 1;
    target.checkAt = set.checkMs > 0 ? now + jittered(set.checkMs) : Infinity;
    // A port that fails has a time of its own.
    if (target.fault(port) === undefined) this.#begin({ record, set, target, port, since: now });
  }

  get #isBusy(): boolean {
    return this.#probes.size + this.#resolving >= MOST_AT_ONCE || !this.#parts.descriptors.roomForConnection;
  }

  #begin(due: Due): void {
    const { record, target } = due;
    const found = this.#parts.addresses.of(record, target.side);
    if (!(found instanceof Promise)) {
      this.#probe(due, found);
      return;
    }
    this.#resolving += 1;
    found
      .finally(() => (this.#resolving -= 1))
      .then(
        (addresses) => this.#probe(due, addresses),
        (error: NodeJS.ErrnoException) => this.#done(due, error.code ?? error.message),
      );
  }

  #probe(due: Due, found: readonly string[]): void {
    const { record, set, target, port } = due;
    const { descriptors, transport } = this.#parts;
    if (this.#isStopped) return;
    const addresses = found.filter((address) => this.#mayConnect(record, address, port));
    if (addresses.length === 0) {
      this.#done(due, DENIED);
      return;
    }
    const { connectTimeoutMs } = record.limits;
    const to: ProbeTarget = {
      port,
      addresses,
      from: record.spec.sourceAddress,
      timeoutMs:
        set.checkMs > 0
          ? Math.min(connectTimeoutMs, Math.max(set.checkMs, SHORTEST_TIMEOUT_MS))
          : connectTimeoutMs,
    };
    const done = (code: string | undefined, address: string): void => {
      this.#probes.delete(probe);
      descriptors.connections -= 1;
      if (code === undefined) this.#parts.addresses.answered(target.side, address);
      this.#done(due, code);
      transport.roomAgain();
    };
    const isUdp = record.spec.protocol === 'udp';
    const probe = isUdp ? new DatagramProbe(to, done) : new Probe(to, transport, done);
    this.#probes.add(probe);
    descriptors.connections += 1;
    probe.start();
  }

  #mayConnect(record: EntryRecord, address: string, port: number): boolean {
    const denial = this.#parts.rules.dialling?.({
      protocol: record.spec.protocol,
      localPort: 0,
      remoteAddress: address,
      remotePort: port,
      localAddress: () => undefined,
    });
    return denial === undefined && !this.#parts.loops(record, address, port);
  }

  /** A check is over; `code` is why it has failed. */
  #done({ set, target, port, since }: Due, code: string | undefined): void {
    const now = performance.now();
    const fault = target.fault(port);
    if (fault?.retryAt === Infinity) fault.retryAt = now;
    if (code === undefined) set.portAnswered(target, port);
    else set.portFailed(target, port, code, since);
    // An error that says nothing of the target has left it as it was.
    if (fault?.retryAt === now) fault.retryAt = now + LATER_MS;
    this.#lookAt(now);
  }
}

/** When a target is to be connected to next. */
function earliest(target: Target): number {
  let next = target.checkAt;
  for (const [, { retryAt }] of target.faults) next = Math.min(next, retryAt);
  return next;
}
