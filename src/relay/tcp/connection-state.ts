import type { ClientKey } from '../bounds/client-key.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import type { Later } from '../common/later.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PackedConnection } from '../handing-over/packed.ts';
import type { Parcel } from '../handing-over/parcel.ts';
import type { ConnectionInfo, EndReason, EndedConnection } from '../relay.ts';
import type { EstablishedConnection, Side } from '../transport.ts';
import { Attempts } from './attempts.ts';
import type { ClientHeader } from './client-header.ts';
import { EndedTcp, infoOf } from './connection-info.ts';
import { packedConnection, packedEnds, steadyTime } from './packing.ts';
import { Timeouts } from './timeouts.ts';

/** How a connection stands: what is told of it, and what another process takes over. */
export abstract class ConnectionState {
  readonly id: number;
  readonly entry: EntryRecord;
  /** ms of `monotonicNow`. */
  readonly startedAt: number;
  phase: EndReason['phase'] = 'connect';
  /** It has ended; its sockets may still be closing. */
  over = false;
  /** Changes with everything that `info` tells. */
  revision = 0;
  /** The revision and the phase in the last sample; -1: none. */
  sampledRevision = -1;
  sampledPhase: EndReason['phase'] = 'connect';
  /** What its entry counts it by; undefined where it does not, or its client is not known yet. */
  client: ClientKey | undefined;
  protected abstract readonly clientSide: Side;
  /** The PROXY protocol header of its client; undefined where the entry awaits none. */
  protected header: ClientHeader | undefined;
  protected backend: Side | undefined;
  protected reason: EndReason | undefined;
  /** How its backend failed, and when (performance.now()); its client is still to get all that came before. */
  protected lost: { readonly reason: EndReason; readonly at: number } | undefined;
  /** How many of its sockets are not closed. */
  protected open = 1;
  protected readonly attempts: Attempts;
  protected readonly timeouts: Timeouts;

  constructor(id: number, entry: EntryRecord, listenPort: number, earlier: PackedConnection | undefined) {
    this.id = id;
    this.entry = entry;
    this.startedAt = earlier?.startedAt ?? monotonicNow();
    const now = performance.now();
    this.timeouts = new Timeouts(now);
    this.attempts = new Attempts(entry, listenPort, now);
  }

  /** Packs it for another process, with this id of its entry. */
  pack(parcel: Parcel, entry: string): PackedConnection {
    const ends = packedEnds(this.clientSide, this.backend, parcel);
    const { reason, lost } = this;
    return packedConnection(
      this,
      {
        ...ends,
        entry,
        attempts: this.attempts.pack(),
        reason,
        ...this.timeouts.pack(this.clientSide, this.backend),
      },
      lost,
      this.header,
    );
  }

  /**
   * All of it that changes seldom, as a number: where that is the same, a copy in another process needs new counts only. Undefined
   * while it is being connected, has failed, or holds bytes.
   */
  get standing(): number | undefined {
    const { clientSide, backend, phase } = this;
    if (this.over || this.lost !== undefined || (phase !== 'data' && phase !== 'half-closed'))
      return undefined;
    if (backend === undefined || clientSide.isAtRest !== true || backend.isAtRest !== true) return undefined;
    return (clientSide.finished ? 1 : 0) | (backend.finished ? 2 : 0);
  }

  /** Goes on from what has moved in another process; `activeAt` in ms of `monotonicNow`. */
  countOn(bytesUp: number, bytesDown: number, activeAt: number): void {
    this.clientSide.countOn?.(bytesUp);
    this.backend?.countOn?.(bytesDown);
    this.timeouts.countOn(activeAt, this.clientSide, this.backend);
  }

  /** Lets go of its sockets without a word to their other ends: another process goes on with them, or has ended it. */
  abandon(): void {
    this.over = true;
    this.entry.counters.connections -= 1;
    this.attempts.leave();
    this.clientSide.abandon?.();
    this.backend?.abandon?.();
  }

  /** Returns what `show connections` tells. */
  info(): ConnectionInfo {
    return infoOf(this, this.clientSide, this.attempts.text, this.header?.told);
  }

  /** Returns what is told of it when it has ended. */
  ending(): Later<EndedConnection> {
    const { attempts, clientSide, header } = this;
    return new EndedTcp(this, clientSide, attempts.present, header?.told, this.endReason);
  }

  /** Time without a sign of life, ms. */
  get idleMs(): number {
    return this.timeouts.idleMs(this.clientSide, this.backend);
  }

  get bytesUp(): number {
    return this.clientSide.bytes;
  }

  get bytesDown(): number {
    return this.backend?.bytes ?? 0;
  }

  /** The port to which the client connected. */
  get listenPort(): number {
    return this.attempts.listenPort;
  }

  /** The address of the client, without its port: the one that its header told, else the peer's. */
  get clientAddress(): string | undefined {
    return this.header?.told?.source.address ?? this.clientSide.remoteAddress;
  }

  /** What a thread after a crash needs to know of it. */
  protected get established(): EstablishedConnection {
    const { id, entry, listenPort, startedAt, attempts, header } = this;
    return { id, entry, listenPort, startedAt, target: attempts.chosen, source: header?.told?.source };
  }

  /** How it ended; without another reason both sides were closed in order. */
  protected get endReason(): EndReason {
    return this.reason ?? { by: 'client', phase: this.phase, how: 'closed' };
  }

  protected revise(): void {
    // An integer of 32 bits, which is never made into an object.
    this.revision = (this.revision + 1) | 0;
  }

  /** Goes on where a connection of another process has stopped. */
  protected goOn(packed: PackedConnection, backend: Side | undefined): void {
    this.entry.counters.connections += 1;
    this.phase = packed.phase;
    this.reason = packed.reason;
    this.lost = packed.lost && { ...packed.lost, at: steadyTime(packed.lost.at) };
    this.attempts.goOn(packed.attempts);
    this.backend = backend;
    this.open = packed.backend?.fd === undefined ? 1 : 2;
    this.timeouts.goOn(packed, this.clientSide, backend);
  }
}
