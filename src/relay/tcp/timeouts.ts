import type { PackedConnection } from '../handing-over/packed.ts';
import type { EndReason, EntryLimits } from '../relay.ts';
import type { Side } from '../transport.ts';
import { Activity } from './activity.ts';
import { steadyTime } from './packing.ts';
import { outlived, overdue, silentSide } from './endings.ts';

/** The two sides of a connection, and how it stands, as its timeouts see it. */
export interface TimedConnection {
  readonly id: number;
  /** ms of `monotonicNow`. */
  readonly startedAt: number;
  readonly phase: EndReason['phase'];
}

/** What another process knew of a connection. */
type PackedActivity = Pick<PackedConnection, 'activeAt' | 'keepAliveMs' | 'isDrained'>;

/** The timeouts of one connection while data may move; they are looked at now and then. Times in ms of performance.now(). */
export class Timeouts {
  readonly #activity: Activity;
  /** The keep-alive time that its sockets were given, ms. */
  #keepAliveMs = 0;

  constructor(now: number) {
    this.#activity = new Activity(now);
  }

  /**
   * Notes what has moved since the last look. Returns the end that has vanished with bytes under way, or the timeout that is
   * over; undefined where all is well. `isBroken`: the backend has failed.
   */
  look(
    connection: TimedConnection,
    client: Side,
    backend: Side | undefined,
    limits: EntryLimits,
    now: number,
    isBroken: boolean,
  ): Side | EndReason | undefined {
    this.#keepAlive(limits.keepAliveMs, client, backend);
    if (!this.#activity.look(client, backend, now)) {
      client.rest();
      backend?.rest();
      const silent = this.#activity.hasUnsent && silentSide(client, backend, limits);
      if (silent) return silent;
    }
    return (
      overdue(this.#activity.quiet(now), limits, connection.phase, isBroken) ?? outlived(connection, limits)
    );
  }

  /** Whether a timeout is running, as of the last look, though nothing moves. */
  runs({ phase }: TimedConnection, { idleTimeoutMs, maxAgeMs }: EntryLimits, isBroken: boolean): boolean {
    const isBounded = idleTimeoutMs > 0 || maxAgeMs > 0 || phase === 'half-closed';
    return isBounded || isBroken || !this.#activity.isSettled;
  }

  /** Packs what was done for its sockets, and what is known of them. */
  pack(client: Side, backend: Side | undefined): Pick<PackedConnection, 'keepAliveMs' | 'isDrained'> {
    return { keepAliveMs: this.#keepAliveMs, isDrained: this.#activity.isDrained(client, backend) };
  }

  /** Goes on from what another process has done. */
  goOn(
    { activeAt, keepAliveMs = 0, isDrained = false }: PackedActivity,
    client: Side,
    backend: Side | undefined,
  ): void {
    this.#keepAliveMs = keepAliveMs;
    this.#activity.goOn(steadyTime(activeAt), client, backend, isDrained);
  }

  /** Goes on from the last sign of life in another process, ms of `monotonicNow`. */
  countOn(activeAt: number, client: Side, backend: Side | undefined): void {
    this.#activity.goOn(steadyTime(activeAt), client, backend, false);
  }

  /** Takes a time out of all counts in which the whole process stood still, ms. */
  stoodStill(ms: number, now: number): void {
    this.#activity.stoodStill(ms, now);
  }

  /** Whole ms since the last sign of life. */
  idleMs(client: Side, backend: Side | undefined): number {
    return this.#activity.idleMs(client, backend);
  }

  /** Sets keep-alive at the first look, since short connections never need it, and when the limit changes. */
  #keepAlive(afterMs: number, client: Side, backend: Side | undefined): void {
    if (afterMs === this.#keepAliveMs) return;
    this.#keepAliveMs = afterMs;
    client.keepAlive(afterMs);
    backend?.keepAlive(afterMs);
  }
}
