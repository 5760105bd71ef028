import { hostAndPort } from '../../portproxy/host-address.ts';
import { spanSize } from '../../portproxy/port.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import type { RelaySide, TargetStatus } from '../relay.ts';

/** Why a port of a target is passed over. Times in ms of performance.now(). */
interface Fault {
  readonly since: number;
  /** How many attempts have failed in a row; those that were under way together count once. */
  failures: number;
  /** In words. */
  reason: string;
  /** When the port is tried again, whoever does it; Infinity while that is under way. */
  retryAt: number;
}

/** So many ports of a target are known to fail; more are tried every time. */
const MOST_FAULTS = 1_024;
/** So many of them are told. */
const MOST_TOLD = 100;
const LONGEST_PAUSE_MS = 60_000;
/** When nobody has had an answer for so long, the next clients do not wait too: a lost first packet is sent again by then, ms. */
const SUSPICION_MS = 1_000;

/** One target of an entry: what is known of it, and how many connections it has. Times in ms of performance.now(). */
export class Target {
  readonly side: RelaySide;
  /** As people write it: its address or name, and its port or range of ports. */
  readonly text: string;
  /** Live connections, those too that are being made. */
  connections = 0;
  /** When it is checked next; Infinity: never, or while that is under way. */
  checkAt = Infinity;
  /** How many checks were begun: of a range, each is about the next port. */
  checks = 0;
  /** Since when it answers, as far as is known; undefined before anybody has tried it. */
  #upSince: number | undefined;
  /** Since when clients wait for an answer, and none has had one. */
  #waitedSince: number | undefined;
  /** Clients have waited for long; it is being found out whether it answers. */
  #isSuspected = false;
  readonly #faults = new Map<number, Fault>();
  /** The port that has answered last, and when. */
  #answeredPort = 0;
  #answeredAt = -Infinity;

  constructor(side: RelaySide, earlier?: TargetStatus) {
    this.side = side;
    this.text = targetText(side);
    if (earlier) this.#goOn(earlier);
  }

  /** A client waits for its answer from now on. */
  took(now: number): void {
    this.connections += 1;
    this.#waitedSince ??= now;
  }

  /** A connection to it is over, or was never made. */
  left(): void {
    this.connections -= 1;
    if (this.connections === 0) this.heard();
  }

  /** It has answered, or it is known that it does not: nobody waits in vain. */
  heard(): void {
    this.#waitedSince = undefined;
    this.#isSuspected = false;
  }

  /** Whether clients have waited for its answer so long that others should not. */
  isSuspected(now: number): boolean {
    if (this.#isSuspected) return true;
    if (this.#waitedSince === undefined || now - this.#waitedSince < SUSPICION_MS) return false;
    this.#isSuspected = true;
    this.checkAt = now;
    return true;
  }

  get isDown(): boolean {
    return this.#faults.size > 0;
  }

  get state(): TargetStatus['state'] {
    if (this.isDown) return 'down';
    return this.#upSince === undefined ? 'untried' : 'up';
  }

  /** Ports that fail, with what is known of each. */
  get faults(): Iterable<readonly [number, Fault]> {
    return this.#faults;
  }

  /** Returns what is known of a port that fails; undefined for one that answered last, or was never tried. */
  fault(port: number): Fault | undefined {
    return this.#faults.get(port);
  }

  /**
   * Notes that an attempt has failed that began at `since` (performance.now(), ms): where the port has answered an attempt
   * that began later, or meanwhile, that says more. It is tried again after growing pauses, at the latest after `checkMs` where it is
   * checked (not 0). Returns whether the target is down by that, and was not before.
   */
  failed(port: number, reason: string, now: number, checkMs: number, since = now): boolean {
    if (port === this.#answeredPort && since < this.#answeredAt) return false;
    this.heard();
    const fault = this.#faults.get(port);
    if (fault) {
      fault.reason = reason;
      if (fault.retryAt !== Infinity && now < fault.retryAt) return false;
      fault.failures += 1;
      fault.retryAt = now + retryPause(fault.failures, checkMs);
      return false;
    }
    if (this.#faults.size >= MOST_FAULTS) return false;
    this.#faults.set(port, { since: now, failures: 1, reason, retryAt: now + retryPause(1, checkMs) });
    return this.#faults.size === 1;
  }

  /**
   * A client tries a port whose pause is over, for all: others pass over it until its next time. That counts as failed
   * until it has answered.
   */
  claim(port: number, now: number, checkMs: number): void {
    const fault = this.#faults.get(port);
    if (!fault || now < fault.retryAt) return;
    fault.failures += 1;
    fault.retryAt = now + retryPause(fault.failures, checkMs);
  }

  /** Notes that it was connected to. */
  answered(port: number, now: number): void {
    this.#answeredPort = port;
    this.#answeredAt = now;
    this.heard();
    const had = this.#faults.delete(port);
    if (had || this.#upSince === undefined) this.#upSince = now;
  }

  /** Returns all that is known of it, as plain data; times are of `monotonicNow`. */
  get status(): TargetStatus {
    const { text: target, connections } = this;
    const ago = monotonicNow() - performance.now();
    const [fault] = this.#faults.values();
    if (fault) {
      const { since, reason, failures } = fault;
      const isRange = spanSize(this.side.ports) > 1;
      const ports = isRange ? { ports: [...this.#faults.keys()].slice(0, MOST_TOLD) } : {};
      return { target, state: 'down', since: ago + since, reason, failures, ...ports, connections };
    }
    if (this.#upSince === undefined) return { target, state: 'untried', connections };
    return { target, state: 'up', since: ago + this.#upSince, connections };
  }

  /** Goes on from what another process, or a worker that is gone, knew of it. */
  #goOn({ state, since, reason = '', failures = 1, ports = [this.side.ports.from] }: TargetStatus): void {
    const now = performance.now();
    const from = since === undefined ? now : since - monotonicNow() + now;
    if (state === 'up') this.#upSince = from;
    // Whether it still fails is known at once.
    if (state === 'down') {
      for (const port of ports) this.#faults.set(port, { since: from, failures, reason, retryAt: now });
    }
  }
}

/** Returns a period of checks, ms, give or take a tenth: targets are not all checked at the same moment. */
export function jittered(ms: number): number {
  return ms * (0.9 + 0.2 * Math.random());
}

/** Returns for how long a target is passed over after so many failures in a row, ms: 1, 2, 4 … 60 s, at most one period. */
function retryPause(failures: number, checkMs: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** Math.min(failures - 1, 16));
  return checkMs > 0 ? Math.min(pause, jittered(checkMs)) : pause;
}

/** Returns a target as people write it. */
export function targetText({ host, version, ports }: RelaySide): string {
  const loopback = version === 4 ? '127.0.0.1' : '::1';
  const address = host.kind === 'every' ? loopback : host.kind === 'name' ? host.name : host.host;
  return hostAndPort(address, ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`);
}
