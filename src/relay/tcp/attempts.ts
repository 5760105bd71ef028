import { hostAndPort } from '../../portproxy/host-address.ts';
import { type TargetAddresses, targetPort } from '../entries/target-addresses.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PackedAttempts, PackedTarget } from '../handing-over/packed.ts';
import type { RelaySide } from '../relay.ts';
import type { Target } from '../targets/target.ts';
import type { ChoosingClient } from '../targets/target-set.ts';
import type { Side } from '../transport.ts';
import { monotonicTime, steadyTime } from './packing.ts';

const NO_ADDRESSES: readonly string[] = [];
const NO_TARGETS: readonly Target[] = [];
/** Outgoing connections get their local ports from here on (Linux 32768, most others 49152). */
const FIRST_EPHEMERAL_PORT = 32_768;

/** A target, the address that is tried or that answered, and its port. */
export interface PresentTarget {
  readonly target: RelaySide;
  readonly address: string | undefined;
  readonly port: number;
}

/** Returns a target as people write it: address (or name) and port. */
export function targetText({ target: { host }, address, port }: PresentTarget): string {
  return hostAndPort(address ?? (host.kind === 'name' ? host.name : ''), port);
}

/**
 * The targets of a connection's entry as they are tried, each with its addresses, and which of them is being tried. A
 * target has a fixed time; each of its addresses gets its part of what is left. Times in ms of performance.now().
 */
export class Attempts {
  readonly #entry: EntryRecord;
  readonly #listenPort: number;
  readonly #listen: RelaySide;
  #target: RelaySide;
  /** The target that was chosen, where the entry has a choice. */
  #chosen: Target | undefined;
  /** Those that have failed. */
  #tried = NO_TARGETS;
  #addresses = NO_ADDRESSES;
  #addressIndex = 0;
  /** When the present target, and the attempt at its present address, were begun. */
  #targetAt: number;
  #attemptAt: number;

  constructor(entry: EntryRecord, listenPort: number, now: number) {
    const { listen, targets } = entry.spec;
    this.#entry = entry;
    this.#listen = listen;
    this.#listenPort = listenPort;
    this.#target = targets[0];
    this.#targetAt = now;
    this.#attemptAt = now;
  }

  /** Chooses the first target for a client; once, when the client is known. */
  choose(client: ChoosingClient): void {
    const { targets, spec } = this.#entry;
    const chosen = targets?.choose(this.#listenPort, client);
    if (chosen) this.#turnTo(chosen);
    // The entry may have changed while a header was awaited.
    else [this.#target] = spec.targets;
  }

  /** The port to which the client connected. */
  get listenPort(): number {
    return this.#listenPort;
  }

  /** The target that was chosen, where the entry has a choice. */
  get chosen(): Target | undefined {
    return this.#chosen;
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
    return targetText(this.present);
  }

  /** The present target, and its address where it is known. */
  get present(): PresentTarget {
    return { target: this.#target, address: this.address, port: this.port };
  }

  /**
   * Returns whether the present attempt has taken too long, where a target has `timeoutMs` in all, or others have found
   * meanwhile that the target fails.
   */
  isOver(now: number, timeoutMs: number): boolean {
    if (this.#isGivenUp()) return true;
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

  /** The present address of the present target has answered. */
  answered(addresses: TargetAddresses): void {
    if (this.address !== undefined) addresses.answered(this.#target, this.address);
    if (this.#chosen) this.#entry.targets?.answered(this.#chosen, this.#listenPort);
  }

  /**
   * The present attempt has failed with a code. Goes on to the next address, or to another target, whose addresses are
   * unknown yet; false where there is none.
   */
  next(code: string, client: ChoosingClient): boolean {
    if (this.#addressIndex + 1 < this.#addresses.length && !this.#isGivenUp()) {
      this.#addressIndex += 1;
      this.#attemptAt = performance.now();
      return true;
    }
    const failed = this.#chosen;
    const { targets } = this.#entry;
    if (failed === undefined || targets === undefined) return false;
    targets.failed(failed, this.#listenPort, code, this.#targetAt);
    this.#tried = [...this.#tried, failed];
    const chosen = targets.choose(this.#listenPort, client, this.#tried);
    if (chosen === undefined) return false;
    this.leave();
    this.#turnTo(chosen);
    return true;
  }

  /** Packs which targets were tried, and how the present one stands. */
  pack(): PackedAttempts {
    const placeOf = (side: RelaySide): PackedTarget => {
      const place = this.#entry.spec.targets.indexOf(side);
      return place === -1 ? side : place;
    };
    return {
      listenPort: this.#listenPort,
      target: placeOf(this.#target),
      isChosen: this.#chosen !== undefined,
      tried: this.#tried.map(({ side }) => placeOf(side)),
      addresses: this.#addresses,
      addressIndex: this.#addressIndex,
      targetAt: monotonicTime(this.#targetAt),
      attemptAt: monotonicTime(this.#attemptAt),
    };
  }

  /** Goes on where those of another process have stopped. */
  goOn({ target, isChosen, tried, addresses, addressIndex, targetAt, attemptAt }: PackedAttempts): void {
    const { spec, targets } = this.#entry;
    const sideOf = (packed: PackedTarget): RelaySide =>
      typeof packed === 'number' ? (spec.targets[packed] ?? this.#target) : packed;
    const known = (side: RelaySide): Target | undefined => targets?.targets.find((one) => one.side === side);
    this.#target = sideOf(target);
    this.#chosen = isChosen ? known(this.#target) : undefined;
    if (this.#chosen) this.#chosen.connections += 1;
    this.#tried = tried.flatMap((packed) => known(sideOf(packed)) ?? []);
    this.#addresses = addresses;
    this.#addressIndex = addressIndex;
    this.#targetAt = steadyTime(targetAt);
    this.#attemptAt = steadyTime(attemptAt);
  }

  /** The connection is over, or goes to another target: the present one has one connection less. */
  leave(): void {
    if (this.#chosen === undefined) return;
    this.#entry.targets?.left(this.#chosen);
    this.#chosen = undefined;
  }

  #turnTo(chosen: Target): void {
    this.#chosen = chosen;
    this.#target = chosen.side;
    this.#addresses = NO_ADDRESSES;
    this.#addressIndex = 0;
    this.#targetAt = performance.now();
    this.#attemptAt = this.#targetAt;
  }

  #isGivenUp(): boolean {
    const chosen = this.#chosen;
    if (chosen === undefined || !chosen.isDown) return false;
    return this.#entry.targets?.isGivenUp(chosen, this.#listenPort, this.#targetAt, this.#tried) === true;
  }
}

/**
 * Returns whether the system gave an outgoing connection the very port that it was to reach: with nobody listening there,
 * a socket on the same machine meets itself (simultaneous open) and echoes.
 */
export function metItself(side: Side, port: number): boolean {
  return port >= FIRST_EPHEMERAL_PORT && side.metItself(port);
}
