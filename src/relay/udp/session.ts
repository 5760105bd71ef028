import type { ClientKey } from '../bounds/client-key.ts';
import { hostAndPort } from '../../portproxy/host-address.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import type { DropReason, Flow, FlowOwner, Meter, NewClient } from '../datagrams.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PackedSession } from '../handing-over/packed.ts';
import { LifeFault, type Parcel } from '../handing-over/parcel.ts';
import type { ConnectionInfo, EndReason, EndedConnection } from '../relay.ts';
import { outlived } from '../tcp/endings.ts';
import { steadyTime } from '../tcp/packing.ts';
import type { DirectionRates } from './entry-rates.ts';
import { isDeniedNow } from './judging.ts';
import { Route, type RouteParts, type RoutedSession } from './route.ts';

/** The parts of the data plane that sessions use. */
export interface SessionParts extends RouteParts {
  /** The session has ended. */
  gone(session: Session): void;
}

/**
 * A client of a UDP entry (its address and port, and the address that it sends to) and the target that its datagrams go to,
 * the same one until it ends.
 */
export class Session implements FlowOwner, RoutedSession {
  readonly id: number;
  readonly entry: EntryRecord;
  /** The port that the client sends to. */
  readonly listenPort: number;
  /** ms of `monotonicNow`. */
  readonly startedAt: number;
  phase: EndReason['phase'] = 'connect';
  over = false;
  /** Changes with everything that `info` tells. */
  revision = 0;
  sampledRevision = -1;
  sampledPhase: EndReason['phase'] = 'connect';
  bytesUp = 0;
  bytesDown = 0;
  meterUp: Meter | undefined;
  meterDown: Meter | undefined;
  /** What its entry counts it by; undefined where it does not. */
  client: ClientKey | undefined;
  #rates: DirectionRates | undefined;
  readonly #parts: SessionParts;
  readonly #flow: Flow;
  readonly #route: Route;
  /** Datagrams sent both ways, and how many they were at the last look at it. */
  #datagrams = 0;
  #datagramsSeen = 0;
  /** When a datagram was last seen to have come, ms of performance.now(). */
  #activeAt: number;
  #reason: EndReason | undefined;
  /** The client as it is told when its flow is gone. */
  #client = '';

  constructor(
    id: number,
    entry: EntryRecord,
    listenPort: number,
    client: Pick<NewClient, 'take'>,
    parts: SessionParts,
    earlier?: PackedSession,
  ) {
    this.id = id;
    this.entry = entry;
    this.listenPort = listenPort;
    this.#parts = parts;
    this.startedAt = earlier?.startedAt ?? monotonicNow();
    this.#activeAt = earlier ? steadyTime(earlier.activeAt) : performance.now();
    this.#flow = client.take(this);
    this.#route = new Route(this, this.#flow, parts, earlier?.target);
    if (earlier === undefined) {
      entry.counters.began();
      return;
    }
    entry.counters.connections += 1;
    this.phase = earlier.phase;
    this.bytesUp = earlier.bytesUp;
    this.bytesDown = earlier.bytesDown;
  }

  /** Finds the addresses of its target, and connects to the first that the system has a way to. */
  start(): void {
    this.#route.begin();
  }

  /** Packs it for another process. Throws a `LifeFault` where its sockets are not the system's own. */
  pack(parcel: Parcel, entry: string): PackedSession {
    const { id, listenPort, startedAt, phase, bytesUp, bytesDown } = this;
    const flow = this.#flow.pack?.(parcel);
    if (flow === undefined) throw new LifeFault('These sockets cannot be handed over.');
    const activeAt = monotonicNow() - this.idleMs;
    const target = this.#route.pack();
    const isCounted = this.client !== undefined;
    return { id, entry, listenPort, startedAt, phase, bytesUp, bytesDown, activeAt, isCounted, target, flow };
  }

  /** Puts it under the rates of its entry as they are now. */
  regulate(rates: DirectionRates | undefined): void {
    if (rates === this.#rates) return;
    this.#rates = rates;
    this.meterUp = rates?.up.join();
    this.meterDown = rates?.down.join();
  }

  reached(): void {
    this.phase = 'data';
    this.#revise();
  }

  movedUp(datagrams: number, bytes: number): void {
    const { counters } = this.entry;
    this.bytesUp += bytes;
    counters.bytesUp += bytes;
    counters.datagramsUp += datagrams;
    this.#moved(datagrams);
  }

  movedDown(datagrams: number, bytes: number): void {
    const { counters } = this.entry;
    this.bytesDown += bytes;
    counters.bytesDown += bytes;
    counters.datagramsDown += datagrams;
    this.#moved(datagrams);
    this.#route.heard();
  }

  dropped(reason: DropReason): void {
    this.entry.counters.drop(reason);
  }

  failed(code: string): void {
    this.#route.failed(code);
  }

  lost(): void {
    this.end({ by: 'netsh', phase: this.phase, how: 'closed' });
  }

  /** Ends it; nothing is sent to either side. */
  end(reason: EndReason): void {
    if (this.over) return;
    this.over = true;
    this.#reason = reason;
    this.#client = this.#clientText();
    this.#flow.close();
    this.#route.leave();
    this.entry.counters.ended(reason);
    this.#parts.gone(this);
  }

  /** Returns whether the rules, which have changed, deny its client or its target. */
  isDenied(): boolean {
    return isDeniedNow(this.#parts.rules, this.entry, this.listenPort, this.#flow, this.#route.target);
  }

  /** Whether its target is none of its entry's any more. */
  isStray(): boolean {
    const { target } = this.#route;
    return target !== undefined && !target.isOf(this.entry);
  }

  /** Takes a time out of its timeout in which the whole process stood still, ms. */
  stoodStill(ms: number, now: number): void {
    this.#activeAt = Math.min(now, this.#activeAt + ms);
  }

  /** Notes activity, and ends it when its timeout is over. `now` in ms of performance.now(). Returns true: one is running. */
  check(now: number): boolean {
    const { limits } = this.entry;
    const { idleTimeoutMs } = limits;
    const outlives = outlived(this, limits);
    if (outlives) {
      this.end(outlives);
      return true;
    }
    if (this.#datagrams !== this.#datagramsSeen) {
      this.#datagramsSeen = this.#datagrams;
      this.#activeAt = now;
    } else if (idleTimeoutMs > 0 && now - this.#activeAt >= idleTimeoutMs)
      this.end({ by: 'timeout', phase: this.phase, how: 'closed' });
    return true;
  }

  /** Time without a datagram, ms; 0 if one came since the last look. */
  get idleMs(): number {
    return this.#datagrams === this.#datagramsSeen ? Math.round(performance.now() - this.#activeAt) : 0;
  }

  /** The address of the client, without its port. */
  get clientAddress(): string {
    return this.#flow.remoteAddress;
  }

  /** Returns what `show connections` tells. */
  info(): ConnectionInfo {
    const { id, entry, startedAt, phase, bytesUp, bytesDown } = this;
    return {
      id,
      entry: entry.id,
      protocol: 'udp',
      client: this.over ? this.#client : this.#clientText(),
      target: this.#route.target?.text ?? '',
      startedAt,
      lastActiveAt: monotonicNow() - this.idleMs,
      phase,
      bytesUp,
      bytesDown,
    };
  }

  /** Returns what is told of it when it has ended. */
  ending(): EndedConnection {
    const endedAt = monotonicNow();
    const end = this.#reason ?? { by: 'netsh', phase: this.phase, how: 'closed' };
    return { ...this.info(), endedAt, durationMs: Math.round(endedAt - this.startedAt), end };
  }

  #clientText(): string {
    return hostAndPort(this.#flow.remoteAddress, this.#flow.remotePort);
  }

  #moved(datagrams: number): void {
    // Integers of 32 bits, which are never made into objects.
    this.#datagrams = (this.#datagrams + datagrams) | 0;
    this.#revise();
  }

  #revise(): void {
    this.revision = (this.revision + 1) | 0;
  }
}
