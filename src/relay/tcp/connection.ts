import { metItself } from './attempts.ts';
import type { ConnectionParts } from './connection-parts.ts';
import { ConnectionState } from './connection-state.ts';
import type { EarlierConnection } from './packing.ts';
import { ClientHeader } from './client-header.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { codeOf, connectEnding, failureReason, hasAll, outlived } from './endings.ts';
import { headerForTarget, join } from './joining.ts';
import { connectReason } from '../entries/reasons.ts';
import { DENIED, deniesDialling, deniesReached, isDeniedNow } from './judging.ts';
import type { EndReason, RelaySide } from '../relay.ts';
import type { AcceptedConnection, Side, SideOwner } from '../transport.ts';

/**
 * A client, its target and the two directions between them. It ends once, for one reason. Its limits are read from the
 * entry whenever they are needed. No closure holds its state, so that it can be handed to a successor.
 */
export class Connection extends ConnectionState implements SideOwner {
  protected readonly clientSide: Side;
  readonly #parts: ConnectionParts<Connection>;

  constructor(
    id: number,
    entry: EntryRecord,
    listenPort: number,
    accepted: Pick<AcceptedConnection, 'take'>,
    parts: ConnectionParts<Connection>,
    earlier?: EarlierConnection,
  ) {
    super(id, entry, listenPort, earlier?.packed);
    this.#parts = parts;
    this.clientSide = accepted.take(this, 'client');
    if (entry.spec.acceptProxy || earlier?.packed.header)
      this.header = new ClientHeader(this, this.clientSide, earlier?.packed.header);
    if (earlier) this.#goOn(earlier);
    else entry.counters.began();
  }

  /** Chooses a target, and connects to it; before that it may await a header. */
  start(): void {
    this.#note();
    if (this.header?.begins()) return;
    this.attempts.choose(this);
    this.#try();
  }

  /** The header of its client is read, after so long, ms; the time of the target begins now. */
  headed(waitedMs: number): void {
    if (this.#parts.exceeds(this)) {
      this.end({ by: 'netsh', phase: 'header', how: 'bound' });
      return;
    }
    this.phase = 'connect';
    this.attempts.stoodStill(waitedMs, performance.now());
    this.revise();
    this.start();
  }

  moved(side: Side, bytes: number): void {
    if (side === this.clientSide) this.entry.counters.bytesUp += bytes;
    else this.entry.counters.bytesDown += bytes;
    this.revise();
  }

  connected(side: Side): void {
    if (side !== this.backend || this.over) return;
    const isDenied = deniesReached(this.#parts.rules, this.entry, this.attempts, side);
    if (isDenied || metItself(side, this.attempts.port)) {
      this.#attemptFailed(isDenied ? DENIED : 'ECONNREFUSED');
      return;
    }
    this.attempts.answered(this.#parts.targets);
    this.phase = 'data';
    this.revise();
    join(
      this.clientSide,
      side,
      headerForTarget(this.entry, this.clientSide, this.attempts, this.header?.told),
    );
    this.#parts.transport.handing?.joined(this.clientSide, side, this.established);
    if (this.entry.gate !== undefined) this.regulate();
    side.read();
    this.clientSide.read();
  }

  ended(side: Side): void {
    if (this.phase === 'header') this.end({ by: 'client', phase: 'header', how: 'closed' });
    if (this.over || this.lost || side.peer === undefined) return;
    side.finished = true;
    this.reason ??= { by: side.by, phase: 'data', how: 'closed' };
    this.phase = 'half-closed';
    this.revise();
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
    if (this.over || (side !== this.clientSide && side !== this.backend)) return;
    if (this.phase === 'connect' && side === this.backend) {
      this.#attemptFailed(code);
      return;
    }
    if (side === this.clientSide) {
      this.end(this.lost?.reason ?? failureReason(side.by, this.phase, code));
      return;
    }
    if (this.lost) return;
    this.lost = { reason: failureReason(side.by, this.phase, code), at: performance.now() };
    side.reset();
    if (!this.settle()) this.#parts.lingers(this);
  }

  /** Resets the client when it has all that came before its backend failed; returns whether the connection is over. */
  settle(): boolean {
    if (this.over || this.lost === undefined) return this.over;
    const { reason, at } = this.lost;
    if (this.clientSide.isBroken || hasAll(this.clientSide, at, this.idleMs)) this.end(reason);
    return this.over;
  }

  closed(side: Side): void {
    this.open -= 1;
    if (this.phase !== 'connect' && !(side.finished && side.peer?.finished)) this.failed(side, 'ECONNRESET');
    if (this.open > 0) return;
    this.over = true;
    this.attempts.leave();
    this.entry.counters.ended(this.endReason);
    this.#parts.gone(this);
  }

  /** Returns whether the rules, which have changed, deny its client or its target. */
  isDenied(): boolean {
    const reached = this.phase === 'connect' ? undefined : this.backend;
    return isDeniedNow(this.#parts.rules, this.entry, this.clientSide, this.attempts, reached);
  }

  /** Takes up, with its sockets, what another process has left. */
  resume(): void {
    if (this.phase === 'header') this.start();
    else if (this.phase === 'connect' && this.backend === undefined) this.#try();
    else if (this.lost !== undefined && !this.settle()) this.#parts.lingers(this);
  }

  /** Ends it by a reset at both ends. */
  end(reason: EndReason): void {
    if (this.over) return;
    this.over = true;
    this.reason = reason;
    this.clientSide.reset();
    this.backend?.reset();
  }

  /** Puts both directions under the rates of its entry as they are now. */
  regulate(): void {
    if (this.clientSide.peer === undefined) return;
    this.clientSide.regulate(this.entry.gate?.up);
    this.backend?.regulate(this.entry.gate?.down);
  }

  /** Takes a time out of all timeouts in which the whole process stood still, ms: what came meanwhile is not read yet. */
  stoodStill(ms: number, now: number): void {
    this.header?.stoodStill(ms, now);
    this.attempts.stoodStill(ms, now);
    this.timeouts.stoodStill(ms, now);
  }

  /**
   * Notes activity, and ends the connection when a timeout is over. `now` in ms of performance.now(). Returns whether it has to
   * be checked again though nothing moves.
   */
  check(now: number): boolean {
    if (this.over || this.header?.isAwaited(now)) return true;
    const { limits } = this.entry;
    if (this.phase === 'connect') {
      const ending = outlived(this, limits);
      if (ending) this.end(ending);
      else if (this.attempts.isOver(now, limits.connectTimeoutMs)) this.#attemptFailed('ETIMEDOUT');
      return true;
    }
    const isBroken = this.lost !== undefined || this.backend?.isBroken === true;
    const over = this.timeouts.look(this, this.clientSide, this.backend, limits, now, isBroken);
    // A rate moves bytes by timers.
    if (over === undefined)
      return (
        this.entry.gate !== undefined ||
        this.timeouts.runs(this, limits, isBroken || this.clientSide.isBroken)
      );
    if ('how' in over) this.end(this.lost?.reason ?? over);
    else this.failed(over, 'ETIMEDOUT');
    return true;
  }

  /** Takes the place of a connection of another process. */
  #goOn({ packed, backend }: EarlierConnection): void {
    this.goOn(packed, backend?.(this));
    if (this.backend === undefined || this.phase === 'connect') {
      this.#note();
      return;
    }
    join(this.clientSide, this.backend, undefined);
    if (packed.backend?.fd !== undefined)
      this.#parts.transport.handing?.joined(this.clientSide, this.backend, this.established);
    if (this.entry.gate !== undefined) this.regulate();
  }

  /** Notes that it can begin anew, where nothing of its client was taken. */
  #note(): void {
    if (this.header?.told === undefined)
      this.#parts.transport.handing?.begun(this.clientSide, this, this.phase === 'header');
  }

  /** Finds the addresses of the present target, and connects to the first. */
  #try(): void {
    const { target } = this.attempts;
    const found = this.#parts.targets.of(this.entry, target);
    if (found instanceof Promise) {
      found.then(
        (addresses) => this.#begin(target, addresses),
        (error: unknown) => this.#begin(target, [], codeOf(error)),
      );
    } else this.#begin(target, found);
  }

  /** Takes the answer for a target, which may come too late: another one is being tried. `code`: why it has no addresses. */
  #begin(target: RelaySide, addresses: readonly string[], code?: string): void {
    if (this.over || target !== this.attempts.target) return;
    this.attempts.begin(addresses);
    this.#dial(code);
  }

  #dial(code = 'ENOTFOUND'): void {
    const { address, port } = this.attempts;
    if (address === undefined || deniesDialling(this.#parts.rules, this.entry, this.attempts)) {
      this.#attemptFailed(address === undefined ? code : DENIED);
      return;
    }
    if (this.#parts.loops(this.entry, address, port)) {
      this.end({ by: 'netsh', phase: 'connect', how: 'ELOOP' });
      return;
    }
    this.open += 1;
    this.revise();
    this.backend = this.#parts.transport.dial(this);
    try {
      this.backend.connect(address, port, this.entry.spec.sourceAddress);
    } catch (error) {
      // Connecting is impossible from the start, as to port 0.
      this.#attemptFailed(codeOf(error));
    }
  }

  #attemptFailed(code: string): void {
    const isFull = code === 'EMFILE' || code === 'ENFILE';
    if (isFull) this.#parts.noDescriptor(this.entry);
    if (isFull || !this.attempts.next(code, this)) {
      if (this.over) return;
      this.entry.counters.failed(connectReason(this.attempts.text, code, this.entry.spec.sourceAddress));
      this.end(connectEnding(code));
      return;
    }
    const failed = this.backend;
    this.backend = undefined;
    failed?.reset();
    if (this.attempts.address === undefined) this.#try();
    else this.#dial();
  }
}
