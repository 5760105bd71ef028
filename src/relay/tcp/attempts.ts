import { hostAndPort } from '../../portproxy/host-address.ts';
import { targetPort } from '../entries/target-addresses.ts';
import type { RelayEntry, RelaySide } from '../relay.ts';
import type { Side } from '../transport.ts';

const NO_ADDRESSES: readonly string[] = [];
/** Outgoing connections get their local ports from here on (Linux 32768, most others 49152). */
const FIRST_EPHEMERAL_PORT = 32_768;

/**
 * The targets of a connection's entry in their order, each with its addresses, and which of them is being tried. A target
 * has a fixed time; each of its addresses gets its part of what is left. Times in ms of performance.now().
 */
export class Attempts {
  readonly #listenPort: number;
  readonly #listen: RelaySide;
  readonly #targets: RelayEntry['targets'];
  #target: RelaySide;
  #targetIndex = 0;
  #addresses = NO_ADDRESSES;
  #addressIndex = 0;
  /** When the present target, and the attempt at its present address, were begun. */
  #targetAt: number;
  #attemptAt: number;

  constructor({ listen, targets }: RelayEntry, listenPort: number, now: number) {
    this.#listen = listen;
    this.#listenPort = listenPort;
    this.#targets = targets;
    this.#target = targets[0];
    this.#targetAt = now;
    this.#attemptAt = now;
  }

  /** The port to which the client connected. */
  get listenPort(): number {
    return this.#listenPort;
  }

  /** The target that is being tried, or that answered. */
  get target(): RelaySide {
    return this.#target;
  }

  /** The port to connect to. */
  get port(): number {
    return targetPort(this.#listen, this.#target, this.#listenPort);
  }

  /** The address that is being tried, or that answered; undefined while none is known. */
  get address(): string | undefined {
    return this.#addresses[this.#addressIndex];
  }

  /** The target as people write it: address (or name) and port. */
  get text(): string {
    const { host } = this.#target;
    return hostAndPort(this.address ?? (host.kind === 'name' ? host.name : ''), this.port);
  }

  /** Returns whether the present attempt has taken too long, where a target has `timeoutMs` in all. */
  isOver(now: number, timeoutMs: number): boolean {
    const left = this.#addresses.length - this.#addressIndex;
    const until = this.#targetAt + timeoutMs;
    return now >= (left > 1 ? this.#attemptAt + (until - this.#attemptAt) / left : until);
  }

  /** Gives the present attempt the time in which the whole process stood still, ms. */
  stoodStill(ms: number, now: number): void {
    this.#targetAt = Math.min(now, this.#targetAt + ms);
    this.#attemptAt = Math.min(now, this.#attemptAt + ms);
  }

  /** Sets the addresses of the present target; the first of them is tried from now on. */
  begin(addresses: readonly string[]): void {
    this.#addresses = addresses;
    if (addresses.length > 1) this.#attemptAt = performance.now();
  }

  /** Goes on to the next address, or to the next target, whose addresses are unknown yet; false where there is none. */
  next(): boolean {
    if (this.#addressIndex + 1 < this.#addresses.length) {
      this.#addressIndex += 1;
      this.#attemptAt = performance.now();
      return true;
    }
    const target = this.#targets[this.#targetIndex + 1];
    if (target === undefined) return false;
    this.#targetIndex += 1;
    this.#target = target;
    this.#addresses = NO_ADDRESSES;
    this.#addressIndex = 0;
    this.#targetAt = performance.now();
    this.#attemptAt = this.#targetAt;
    return true;
  }
}

/**
 * Returns whether the system gave an outgoing connection the very port that it was to reach: with nobody listening there,
 * a socket on the same machine meets itself (simultaneous open) and echoes.
 */
export function metItself(side: Side, port: number): boolean {
  return port >= FIRST_EPHEMERAL_PORT && side.metItself(port);
}
