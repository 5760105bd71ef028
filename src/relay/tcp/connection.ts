import { Activity } from './activity.ts';
import { endedInfo, infoOf } from './connection-info.ts';
import { Attempts, metItself } from './attempts.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { codeOf, connectEnding, failureReason, hasAll, overdue, silentSide } from './endings.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import { connectReason } from '../entries/reasons.ts';
import { DENIED, deniesDialling, deniesReached, isDeniedNow } from './judging.ts';
import type { TargetAddresses } from '../entries/target-addresses.ts';
import type { ConnectionInfo, EndReason, EndedConnection, RelaySide } from '../relay.ts';
import type { AcceptedConnection, Side, SideOwner, Transport } from '../transport.ts';

/** The parts of the data plane that connections use. */
export interface ConnectionParts {
  readonly transport: Transport;
  readonly targets: TargetAddresses;
  readonly rules: EnforcedRules;
  /** Returns whether connecting there would lead back to the entry; it is held then. */
  loops(entry: EntryRecord, address: string, port: number): boolean;
  /** No descriptor was left for the connection to the target. */
  noDescriptor(entry: EntryRecord): void;
  /** Every socket of the connection is closed. */
  gone(connection: Connection): void;
  /** Its backend has failed; it is to be settled now and then, until its client has all that came before. */
  lingers(connection: Connection): void;
}

/**
 * A client, its target and the two directions between them. It ends once, for one reason. Its limits are read from the
 * entry whenever they are needed. No closure holds its state, so that it can be handed to a successor.
 */
export class Connection implements SideOwner {
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
  readonly #client: Side;
  #backend: Side | undefined;
  #reason: EndReason | undefined;
  /** How its backend failed, and when (performance.now()); its client is still to get all that came before. */
  #lost: { readonly reason: EndReason; readonly at: number } | undefined;
  #open = 1;
  readonly #parts: ConnectionParts;
  readonly #attempts: Attempts;
  readonly #activity: Activity;
  /** The keep-alive time that its sockets were given, ms. */
  #keepAliveMs = 0;

  constructor(
    id: number,
    entry: EntryRecord,
    listenPort: number,
    accepted: AcceptedConnection,
    parts: ConnectionParts,
  ) {
    this.id = id;
    this.entry = entry;
    this.#parts = parts;
    this.startedAt = monotonicNow();
    const now = performance.now();
    this.#activity = new Activity(now);
    this.#attempts = new Attempts(entry.spec, listenPort, now);
    this.#client = accepted.take(this, 'client');
    entry.counters.began();
  }

  /** Finds the addresses of the present target, and connects to the first. */
  start(): void {
    const { target } = this.#attempts;
    const found = this.#parts.targets.of(this.entry, target);
    if (found instanceof Promise) {
      found.then(
        (addresses) => this.#begin(target, addresses),
        (error: NodeJS.ErrnoException) => this.#notFound(target, error.code ?? error.message),
      );
    } else this.#begin(target, found);
  }

  moved(side: Side, bytes: number): void {
    if (side === this.#client) this.entry.counters.bytesUp += bytes;
    else this.entry.counters.bytesDown += bytes;
    this.#revise();
  }

  connected(side: Side): void {
    if (side !== this.#backend || this.over) return;
    const { target, address, port } = this.#attempts;
    const isDenied = deniesReached(this.#parts.rules, this.entry, this.#attempts, side);
    if (isDenied || metItself(side, port)) {
      this.#attemptFailed(isDenied ? DENIED : 'ECONNREFUSED');
      return;
    }
    if (address !== undefined) this.#parts.targets.answered(target, address);
    this.phase = 'data';
    this.#revise();
    side.join(this.#client);
    this.#client.join(side);
    side.read();
    this.#client.read();
  }

  ended(side: Side): void {
    if (this.over || this.#lost || side.peer === undefined) return;
    side.finished = true;
    this.#reason ??= { by: side.by, phase: 'data', how: 'closed' };
    this.phase = 'half-closed';
    this.#revise();
    // Nothing is being written (else nothing would have been read), so the FIN follows the last byte.
    if (side.peer.finished) {
      // Both have said all; closing sends the second FIN.
      const { peer } = side;
      side.close();
      peer.close();
    } else side.peer.finish();
  }

  failed(side: Side, code: string): void {
    // A side of an earlier attempt to connect does not matter any more.
    if (this.over || (side !== this.#client && side !== this.#backend)) return;
    if (this.phase === 'connect' && side === this.#backend) {
      this.#attemptFailed(code);
      return;
    }
    if (side === this.#client) {
      this.end(this.#lost?.reason ?? failureReason(side.by, this.phase, code));
      return;
    }
    if (this.#lost) return;
    this.#lost = { reason: failureReason(side.by, this.phase, code), at: performance.now() };
    side.reset();
    if (!this.settle()) this.#parts.lingers(this);
  }

  /** Resets the client when it has all that came before its backend failed; returns whether the connection is over. */
  settle(): boolean {
    if (this.over || this.#lost === undefined) return this.over;
    const { reason, at } = this.#lost;
    if (this.#client.isBroken || hasAll(this.#client, at, this.idleMs)) this.end(reason);
    return this.over;
  }

  closed(side: Side): void {
    this.#open -= 1;
    if (this.phase !== 'connect' && !(side.finished && side.peer?.finished)) this.failed(side, 'ECONNRESET');
    if (this.#open > 0) return;
    this.over = true;
    this.entry.counters.ended(this.#end);
    this.#parts.gone(this);
  }

  /** Returns whether the rules, which have changed, deny its client or its target. */
  isDenied(): boolean {
    const reached = this.phase === 'connect' ? undefined : this.#backend;
    return isDeniedNow(this.#parts.rules, this.entry, this.#client, this.#attempts, reached);
  }

  /** Ends it by a reset at both ends. */
  end(reason: EndReason): void {
    if (this.over) return;
    this.over = true;
    this.#reason = reason;
    this.#client.reset();
    this.#backend?.reset();
  }

  /** Takes a time out of all timeouts in which the whole process stood still, ms: what came meanwhile is not read yet. */
  stoodStill(ms: number, now: number): void {
    this.#attempts.stoodStill(ms, now);
    this.#activity.stoodStill(ms, now);
  }

  /** Notes activity, and ends the connection when a timeout is over. `now` in ms of performance.now(). */
  check(now: number): void {
    if (this.over) return;
    const { limits } = this.entry;
    if (this.phase === 'connect') {
      if (this.#attempts.isOver(now, limits.connectTimeoutMs)) this.#attemptFailed('ETIMEDOUT');
      return;
    }
    this.#keepAlive(limits.keepAliveMs);
    if (!this.#activity.look(this.#client, this.#backend, now)) {
      this.#client.rest();
      this.#backend?.rest();
      const silent = this.#activity.hasUnsent && silentSide(this.#client, this.#backend, limits);
      if (silent) this.failed(silent, 'ETIMEDOUT');
    }
    const isBroken = this.#lost !== undefined || this.#backend?.isBroken === true;
    const ending = overdue(this.#activity.quiet(now), limits, this.phase, isBroken);
    if (ending) this.end(this.#lost?.reason ?? ending);
  }

  /** Returns what `show connections` tells. */
  info(): ConnectionInfo {
    return infoOf(this, this.#client, this.#attempts.text);
  }

  /** Returns what is told of it when it has ended. */
  ending(): EndedConnection {
    return endedInfo(this.info(), this.#end);
  }

  /** Time without a sign of life, ms. */
  get idleMs(): number {
    return this.#activity.idleMs(this.#client, this.#backend);
  }

  get bytesUp(): number {
    return this.#client.bytes;
  }

  get bytesDown(): number {
    return this.#backend?.bytes ?? 0;
  }

  /** The address of the client, without its port. */
  get clientAddress(): string | undefined {
    return this.#client.remoteAddress;
  }

  /** How it ended; without another reason both sides were closed in order. */
  get #end(): EndReason {
    return this.#reason ?? { by: 'client', phase: this.phase, how: 'closed' };
  }

  #revise(): void {
    // An integer of 32 bits, which is never made into an object.
    this.revision = (this.revision + 1) | 0;
  }

  #begin(target: RelaySide, addresses: readonly string[]): void {
    if (!this.#isTrying(target)) return;
    this.#attempts.begin(addresses);
    this.#dial();
  }

  #notFound(target: RelaySide, code: string): void {
    if (this.#isTrying(target)) this.#attemptFailed(code);
  }

  /** Whether this is still the target to connect to: an answer of a name server may come too late. */
  #isTrying(target: RelaySide): boolean {
    return !this.over && target === this.#attempts.target;
  }

  #dial(): void {
    const { address, port } = this.#attempts;
    if (address === undefined || deniesDialling(this.#parts.rules, this.entry, this.#attempts)) {
      this.#attemptFailed(address === undefined ? 'ENOTFOUND' : DENIED);
      return;
    }
    if (this.#parts.loops(this.entry, address, port)) {
      this.end({ by: 'netsh', phase: 'connect', how: 'ELOOP' });
      return;
    }
    const side = this.#parts.transport.dial(this);
    this.#backend = side;
    this.#open += 1;
    this.#revise();
    try {
      side.connect(address, port);
    } catch (error) {
      // Connecting is impossible from the start, as to port 0.
      this.#attemptFailed(codeOf(error));
    }
  }

  #attemptFailed(code: string): void {
    const isFull = code === 'EMFILE' || code === 'ENFILE';
    if (isFull) this.#parts.noDescriptor(this.entry);
    if (isFull || !this.#attempts.next()) {
      if (this.over) return;
      this.entry.counters.failed(connectReason(this.#attempts.text, code));
      this.end(connectEnding(code));
      return;
    }
    const failed = this.#backend;
    this.#backend = undefined;
    failed?.reset();
    if (this.#attempts.address === undefined) this.start();
    else this.#dial();
  }

  /** Sets keep-alive at the first check, since short connections never need it, and when the limit changes. */
  #keepAlive(afterMs: number): void {
    if (afterMs === this.#keepAliveMs) return;
    this.#keepAliveMs = afterMs;
    this.#client.keepAlive(afterMs);
    this.#backend?.keepAlive(afterMs);
  }
}
