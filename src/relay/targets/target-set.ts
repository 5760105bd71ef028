import { spanSize } from '../../portproxy/port.ts';
import type { Counters } from '../entries/counters.ts';
import { connectWords } from '../entries/reasons.ts';
import { targetPort } from '../entries/target-addresses.ts';
import type { RelayEntry, TargetStatus } from '../relay.ts';
import { pick } from './balance.ts';
import { Target, targetText } from './target.ts';

/** Hears when a target goes down or comes back, and when one is to be tried again. */
export interface TargetWatcher {
  /** The `isDown` of a target of the entry has changed. */
  turned(entry: RelayEntry, target: Target): void;
  /** A target has failed: the time of the next check may be another one. */
  failed(): void;
}

/** The client of a choice. */
export interface ChoosingClient {
  /** Its address, without a port. */
  readonly clientAddress: string | undefined;
}

/** Errors that say nothing of the target: the relay has no room, or was not to connect. */
const NOT_ITS_FAULT: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'denied',
  'ELOOP',
]);

/**
 * The targets of an entry that has several, or checks them: which of them answer, and which a client takes. It knows nothing
 * of protocols: whoever connects says what became of it.
 */
export class TargetSet {
  readonly #counters: Counters;
  #spec: RelayEntry;
  #targets: readonly Target[];
  #turn = 0;
  /** Hears of it; it also tries failing targets of TCP again, so that no client has to. */
  watcher: TargetWatcher | undefined;

  /** `earlier` is what another data plane knew of them. */
  constructor(spec: RelayEntry, counters: Counters, earlier: readonly TargetStatus[] = []) {
    this.#spec = spec;
    this.#counters = counters;
    const known = new Map(earlier.map((status) => [status.target, status]));
    this.#targets = spec.targets.map((side) => new Target(side, known.get(targetText(side))));
    this.#planChecks(0);
  }

  /** Returns whether an entry has a choice to make, or targets to check. */
  static isNeeded({ targets, choice }: RelayEntry): boolean {
    return targets.length > 1 || (choice !== undefined && choice.checkMs > 0);
  }

  /** In their order. */
  get targets(): readonly Target[] {
    return this.#targets;
  }

  /** The place of the target whose turn it is. */
  get turn(): number {
    return this.#turn;
  }

  /** Goes on with the turn of another process. */
  goOn(turn: number): void {
    this.#turn = turn % this.#targets.length;
  }

  /** How often each is checked, ms; 0: never. */
  get checkMs(): number {
    return this.#spec.choice?.checkMs ?? 0;
  }

  /** Takes a new specification; what is known of targets that stay is kept. */
  set(spec: RelayEntry): void {
    const before = this.checkMs;
    const known = new Map(this.#targets.map((target) => [target.text, target]));
    this.#spec = spec;
    this.#targets = spec.targets.map((side) => known.get(targetText(side)) ?? new Target(side));
    this.#planChecks(before);
    this.#counters.note();
  }

  /**
   * Returns the target that a client takes which came to `listenPort`, and counts its connection: one that answers, else
   * one that fails, so that no client is refused untried. Undefined when all were `tried`.
   */
  choose(listenPort: number, client: ChoosingClient, tried: readonly Target[] = []): Target | undefined {
    const now = performance.now();
    const targets = this.#targets;
    const good: number[] = [];
    const failing: number[] = [];
    for (const [index, target] of targets.entries()) {
      if (tried.includes(target)) continue;
      (this.#isPassedOver(target, listenPort, now) ? failing : good).push(index);
    }
    const balance = this.#spec.choice?.balance ?? 'first';
    const address = balance === 'source' ? (client.clientAddress ?? '') : '';
    const index = pick(balance, targets, good.length > 0 ? good : failing, this.#turn, address);
    const target = index === undefined ? undefined : targets[index];
    if (index === undefined || target === undefined) return undefined;
    this.#turn = (index + 1) % targets.length;
    if (target.isDown && !this.#isRetried) target.claim(this.portOf(target, listenPort), now, this.checkMs);
    target.took(now);
    this.#counters.note();
    return target;
  }

  /** The connection to a chosen target is over, or was never made. */
  left(target: Target): void {
    target.left();
    this.#counters.note();
  }

  /** Notes that a target was connected to for a client that came to `listenPort`. */
  answered(target: Target, listenPort: number): void {
    this.portAnswered(target, this.portOf(target, listenPort));
  }

  /**
   * Notes that an attempt to connect to a target, which began at `since` (performance.now(), ms), has failed with a code: a
   * system's, or `denied`.
   */
  failed(target: Target, listenPort: number, code: string, since?: number): void {
    this.portFailed(target, this.portOf(target, listenPort), code, since);
  }

  /** As `answered`, for a port of the target. */
  portAnswered(target: Target, port: number): void {
    const before = target.state;
    target.answered(port, performance.now());
    const { state } = target;
    if (before === 'up' && state === 'up') return;
    this.#counters.note();
    if (before === 'down' && state === 'up') this.#turned(target);
  }

  /** As `failed`, for a port of the target. */
  portFailed(target: Target, port: number, code: string, since?: number): void {
    if (NOT_ITS_FAULT.has(code)) {
      target.heard();
      return;
    }
    const words = connectWords(code);
    const reason = spanSize(target.side.ports) > 1 ? `port ${port}: ${words}` : words;
    const isDown = target.failed(port, reason, performance.now(), this.checkMs, since);
    this.#counters.note();
    if (isDown) this.#turned(target);
    this.watcher?.failed();
  }

  /**
   * Returns whether a target that is being tried since `since` (performance.now(), ms) has been found to fail by others
   * meanwhile, while another one answers.
   */
  isGivenUp(target: Target, listenPort: number, since: number, tried: readonly Target[]): boolean {
    const fault = target.fault(this.portOf(target, listenPort));
    if (fault === undefined || fault.since < since) return false;
    return this.#targets.some(
      (other) =>
        other !== target &&
        !tried.includes(other) &&
        other.fault(this.portOf(other, listenPort)) === undefined,
    );
  }

  /** Returns the port of a target for a client that came to `listenPort`. */
  portOf({ side }: Target, listenPort: number): number {
    return targetPort(this.#spec.listen, side, listenPort);
  }

  /** Returns what is known of each, as plain data: `show status` tells it, and another data plane goes on from it. */
  get statuses(): TargetStatus[] {
    return this.#targets.map(({ status }) => status);
  }

  #turned(target: Target): void {
    // One that the entry has no more may still be tried by an earlier client.
    if (this.#targets.includes(target)) this.watcher?.turned(this.#spec, target);
  }

  #isPassedOver(target: Target, listenPort: number, now: number): boolean {
    if (!target.isDown) return this.#isSuspected(target, now);
    const fault = target.fault(this.portOf(target, listenPort));
    return fault !== undefined && (this.#isRetried || now < fault.retryAt);
  }

  /** Whether clients wait for a target in vain. Of a range one port alone may be silent, so that nothing is suspected there. */
  #isSuspected(target: Target, now: number): boolean {
    if (!this.#isRetried || spanSize(target.side.ports) > 1 || !target.isSuspected(now)) return false;
    this.watcher?.failed();
    return true;
  }

  /** Whether failing targets are tried again without a client. */
  get #isRetried(): boolean {
    return this.watcher !== undefined && this.#spec.protocol === 'tcp';
  }

  #planChecks(before: number): void {
    const { checkMs } = this;
    const now = performance.now();
    for (const target of this.#targets) {
      if (checkMs === 0) target.checkAt = Infinity;
      else if (checkMs !== before || target.checkAt === Infinity) target.checkAt = now;
    }
  }
}
