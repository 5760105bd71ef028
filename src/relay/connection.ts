import { Activity } from './activity.ts';
import { Attempts } from './attempts.ts';
import type { EntryRecord } from './entry-record.ts';
import { failureReason } from './end-reason.ts';
import { hostAndPort } from '../portproxy/host-address.ts';
import { connectReason } from './reasons.ts';
import type { ConnectionInfo, EndReason, RelayLimits } from './relay.ts';
import type { Accepted, Side, SideOwner, Transport } from './transport.ts';

/** What connections need of the data plane. */
export interface ConnectionParts {
  readonly transport: Transport;
  readonly limits: RelayLimits;
  /** The addresses to try for an entry's target: at once where they are known, else later. */
  targets(entry: EntryRecord): readonly string[] | Promise<readonly string[]>;
  /** This address of the entry's target answered. */
  answered(entry: EntryRecord, address: string): void;
  /** Why connecting an entry's port there would lead back to it; it is held then. */
  loops(entry: EntryRecord, address: string, port: number): boolean;
  /** No descriptor was left for the connection to the target. */
  noDescriptor(entry: EntryRecord): void;
  /** Every socket of the connection is closed. */
  gone(connection: Connection): void;
}

/** Outgoing connections get their local ports from here on (Linux 32768, most others 49152). */
const FIRST_EPHEMERAL_PORT = 32_768;

/** A client, its target and the two directions between them. It ends once, for one reason. */
export class Connection implements SideOwner {
  readonly id: number;
  readonly entry: EntryRecord;
  readonly startedAt: number;
  phase: EndReason['phase'] = 'connect';
  /** It has ended; its sockets may still be closing. */
  over = false;
  /** Another number after every change of what `info` tells; it costs nothing to look at. */
  revision = 0;
  /** What the sampler has told of it: its revision and its phase. */
  sampledRevision = -1;
  sampledPhase: EndReason['phase'] = 'connect';
  readonly #client: Side;
  #backend: Side | undefined;
  #reason: EndReason | undefined;
  #open = 1;
  readonly #parts: ConnectionParts;
  readonly #targetPort: number;
  readonly #attempts: Attempts;
  readonly #activity: Activity;
  #keptAlive = false;

  constructor(
    id: number,
    entry: EntryRecord,
    listenPort: number,
    accepted: Accepted,
    parts: ConnectionParts,
  ) {
    this.id = id;
    this.entry = entry;
    this.#parts = parts;
    this.startedAt = Date.now();
    const now = performance.now();
    this.#activity = new Activity(now);
    this.#attempts = new Attempts(now + parts.limits.connectTimeoutMs);
    this.#targetPort = entry.targetPort(listenPort);
    this.#client = accepted.take(this);
    entry.counters.began();
  }

  /** Connects to the target. */
  start(): void {
    const targets = this.#parts.targets(this.entry);
    if (targets instanceof Promise) {
      this.#parts.transport.breathe();
      targets.then(
        (found) => this.#begin(found),
        (error: NodeJS.ErrnoException) => this.#connectFailed(error.code ?? error.message),
      );
    } else this.#begin(targets);
  }

  /** Counts bytes that one side sent. */
  moved(side: Side, bytes: number): void {
    if (side === this.#client) this.entry.counters.bytesUp += bytes;
    else this.entry.counters.bytesDown += bytes;
    this.#revise();
  }

  connected(side: Side): void {
    if (side !== this.#backend || this.over) return;
    if (this.#metItself(side)) {
      this.#attemptFailed('ECONNREFUSED');
      return;
    }
    const { address } = this.#attempts;
    if (address !== undefined) this.#parts.answered(this.entry, address);
    this.phase = 'data';
    this.#revise();
    side.join(this.#client);
    this.#client.join(side);
    side.read();
    this.#client.read();
  }

  ended(side: Side): void {
    if (this.over || side.peer === undefined) return;
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
    if (this.over || this.#givenUp(side)) return;
    if (this.phase === 'connect' && side === this.#backend) {
      this.#attemptFailed(code);
      return;
    }
    this.end(failureReason(side.by, this.phase, code));
  }

  closed(side: Side): void {
    this.#open -= 1;
    if (this.phase !== 'connect' && !(side.finished && side.peer?.finished)) {
      this.failed(side, 'ECONNRESET');
    }
    if (this.#open === 0) this.#allClosed();
  }

  /** Ends it by a reset at both ends. */
  end(reason: EndReason): void {
    if (this.over) return;
    this.over = true;
    this.#reason = reason;
    this.#client.reset();
    this.#backend?.reset();
  }

  /** Looks at the clock: notes activity, and ends what is over its time. `now` in ms of performance.now(). */
  check(now: number): void {
    if (this.over) return;
    const { limits } = this.#parts;
    if (this.phase === 'connect') {
      if (now >= this.#attempts.until) this.#attemptFailed('ETIMEDOUT');
      return;
    }
    this.#keepAlive(limits.keepAliveMs);
    const half = this.phase === 'half-closed';
    if (!this.#activity.look(this.#client, this.#backend, now)) {
      this.#client.rest();
      this.#backend?.rest();
    }
    const quiet = this.#activity.quiet(now);
    if (isOver(quiet, limits.idleTimeoutMs) || (half && isOver(quiet, limits.halfCloseTimeoutMs))) {
      this.end({ by: 'timeout', phase: this.phase, how: 'reset' });
    }
  }

  info(): ConnectionInfo {
    const { remoteAddress, remotePort } = this.#client;
    return {
      id: this.id,
      entry: this.entry.id,
      client: remoteAddress === undefined ? '' : hostAndPort(remoteAddress, remotePort ?? 0),
      target: this.#target(),
      startedAt: this.startedAt,
      lastActiveAt: Date.now() - this.idleMs,
      phase: this.phase,
      bytesUp: this.bytesUp,
      bytesDown: this.bytesDown,
    };
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

  #revise(): void {
    // An integer of 32 bits, which is never made into an object.
    this.revision = (this.revision + 1) | 0;
  }

  #begin(targets: readonly string[]): void {
    if (this.over) return;
    this.#attempts.begin(targets);
    this.#dial();
  }

  #dial(): void {
    const { address } = this.#attempts;
    if (address === undefined) {
      this.#connectFailed('ENOTFOUND');
      return;
    }
    if (this.#parts.loops(this.entry, address, this.#targetPort)) {
      this.end({ by: 'netsh', phase: 'connect', how: 'ELOOP' });
      return;
    }
    const side = this.#parts.transport.dial(this);
    this.#backend = side;
    this.#open += 1;
    this.#revise();
    try {
      side.connect(address, this.#targetPort);
    } catch (error) {
      // What cannot be connected to at all, such as port 0.
      this.#attemptFailed(error instanceof Error && 'code' in error ? String(error.code) : String(error));
    }
  }

  #attemptFailed(code: string): void {
    const failed = this.#backend;
    if (code === 'EMFILE' || code === 'ENFILE') {
      this.#parts.noDescriptor(this.entry);
      this.#connectFailed(code);
      return;
    }
    if (failed === undefined || !this.#attempts.next()) {
      this.#connectFailed(code);
      return;
    }
    this.#backend = undefined;
    failed.reset();
    this.#dial();
  }

  #connectFailed(code: string): void {
    if (this.over) return;
    this.entry.counters.failed(connectReason(this.#target(), code));
    this.end({ by: code === 'ETIMEDOUT' ? 'timeout' : 'backend', phase: 'connect', how: code });
  }

  #allClosed(): void {
    this.over = true;
    // Only a connection whose sockets both closed in order has no reason by now but its first FIN.
    this.entry.counters.ended(this.#reason ?? { by: 'client', phase: this.phase, how: 'closed' });
    this.#parts.gone(this);
  }

  /**
   * Whether the system gave this outgoing connection the very port that it was to reach: with nobody listening there, a
   * socket on the same machine then meets itself (simultaneous open) and echoes.
   */
  #metItself(side: Side): boolean {
    return this.#targetPort >= FIRST_EPHEMERAL_PORT && side.metItself(this.#targetPort);
  }

  /** Whether it belongs to an attempt to connect that another one followed. */
  #givenUp(side: Side): boolean {
    return side !== this.#client && side !== this.#backend;
  }

  /** Short connections never need probes, so sockets are asked for them at the first look at the clock. */
  #keepAlive(afterMs: number): void {
    if (this.#keptAlive || afterMs <= 0) return;
    this.#keptAlive = true;
    this.#client.keepAlive(afterMs);
    this.#backend?.keepAlive(afterMs);
  }

  #target(): string {
    const { connect } = this.entry.spec;
    const { address } = this.#attempts;
    if (address !== undefined) return hostAndPort(address, this.#targetPort);
    return hostAndPort(connect.host.kind === 'name' ? connect.host.name : '', this.#targetPort);
  }
}

/** Whether a time is over its limit; 0 is no limit. */
function isOver(ms: number, limit: number): boolean {
  return limit > 0 && ms >= limit;
}
