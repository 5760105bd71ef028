import type { Flow } from '../datagrams.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { targetReason } from '../entries/reasons.ts';
import type { TargetAddresses } from '../entries/target-addresses.ts';
import { writeHeader } from '../proxy-header/write-header.ts';
import type { PackedSession } from '../handing-over/packed.ts';
import type { EndReason } from '../relay.ts';
import { DENIED, deniesDialling, deniesReached } from './judging.ts';
import { type SessionTarget, earlierTarget, nextTarget } from './session-target.ts';

/** The parts of the data plane that routes use. */
export interface RouteParts {
  readonly targets: TargetAddresses;
  readonly rules: EnforcedRules;
  /** Returns whether datagrams to there would lead back to the entry; it is held then. */
  loops(entry: EntryRecord, address: string, port: number): boolean;
}

/** A session, as the way to its target sees it. */
export interface RoutedSession {
  readonly entry: EntryRecord;
  /** The port that the client sends to. */
  readonly listenPort: number;
  readonly clientAddress: string;
  readonly over: boolean;
  /** Datagrams go to a target from now on. */
  reached(): void;
  end(reason: EndReason): void;
}

/**
 * The way of a session to its target: which one it takes, and the next one when that cannot be reached, or refuses while another
 * is not known to fail.
 */
export class Route {
  /** The target that is tried, or used. */
  target: SessionTarget | undefined;
  readonly #session: RoutedSession;
  readonly #flow: Flow;
  readonly #parts: RouteParts;
  /** The target has answered, and has not failed since. */
  #isHeard = false;

  /** `earlier` is the target of a session of another process. */
  constructor(session: RoutedSession, flow: Flow, parts: RouteParts, earlier?: PackedSession['target']) {
    this.#session = session;
    this.#flow = flow;
    this.#parts = parts;
    if (earlier === undefined) return;
    this.target = earlierTarget(session.entry, earlier);
    this.#isHeard = earlier.isHeard;
  }

  /** Packs the target; undefined where there is none yet. */
  pack(): PackedSession['target'] {
    if (this.target === undefined) return undefined;
    const { side, port, address, chosen } = this.target;
    const place = this.#session.entry.spec.targets.indexOf(side);
    const packed = place === -1 ? side : place;
    return { side: packed, port, address, isChosen: chosen !== undefined, isHeard: this.#isHeard };
  }

  /** Finds the addresses of a target that was not tried yet, and connects to the first that the system has a way to. */
  begin(tried: readonly SessionTarget[] = [], failure = 'ENOTFOUND'): void {
    const { entry, listenPort } = this.#session;
    const target = nextTarget(entry, listenPort, this.#session, tried);
    if (target === undefined) {
      this.#unreachable(failure);
      return;
    }
    this.leave();
    this.target = target;
    this.#isHeard = false;
    const found = this.#parts.targets.of(entry, target.side);
    if (found instanceof Promise)
      found.then(
        (addresses) => this.#connect(target, tried, addresses),
        (error: NodeJS.ErrnoException) => this.#connect(target, tried, [], error.code ?? error.message),
      );
    else this.#connect(target, tried, found);
  }

  /** The target has sent a datagram. */
  heard(): void {
    if (this.#isHeard || this.target === undefined) return;
    this.#isHeard = true;
    const { side, address, chosen } = this.target;
    if (address !== undefined) this.#parts.targets.answered(side, address);
    if (chosen) this.#session.entry.targets?.answered(chosen, this.#session.listenPort);
  }

  /** The system has reported an error about the target. */
  failed(code: string): void {
    const { target } = this;
    const { over, entry, listenPort } = this.#session;
    if (over || target === undefined) return;
    this.#isHeard = false;
    entry.counters.failed(targetReason(target.text, code, entry.spec.sourceAddress));
    if (target.chosen === undefined) return;
    entry.targets?.failed(target.chosen, listenPort, code);
    // Not in the midst of sending to this one.
    void Promise.resolve().then(() => this.#moveOn(target));
  }

  /** The session has ended, or goes to another target. */
  leave(): void {
    if (this.target?.chosen) this.#session.entry.targets?.left(this.target.chosen);
  }

  #connect(
    target: SessionTarget,
    tried: readonly SessionTarget[],
    addresses: readonly string[],
    failure = 'ENOTFOUND',
  ): void {
    if (this.#session.over || target !== this.target) return;
    let last = failure;
    for (const address of addresses) {
      target.address = address;
      const code = this.#reach(target, address);
      if (this.#session.over) return;
      if (code === undefined) {
        this.#session.reached();
        return;
      }
      last = code;
    }
    if (target.chosen) this.#session.entry.targets?.failed(target.chosen, this.#session.listenPort, last);
    this.begin([...tried, target], last);
  }

  /** Sends datagrams to this address from now on; returns a code where that is not possible. */
  #reach(target: SessionTarget, address: string): string | undefined {
    const { rules } = this.#parts;
    if (deniesDialling(rules, this.#session.entry, target)) return DENIED;
    if (this.#parts.loops(this.#session.entry, address, target.port)) {
      this.#session.end({ by: 'netsh', phase: 'connect', how: 'ELOOP' });
      return undefined;
    }
    const { sourceAddress } = this.#session.entry.spec;
    try {
      this.#flow.connect(address, target.port, sourceAddress, this.#header());
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
    return deniesReached(rules, this.#session.entry, target, this.#flow) ? DENIED : undefined;
  }

  /** What tells the target the real client; undefined where the entry does not. */
  #header(): Uint8Array | undefined {
    if (this.#session.entry.spec.sendProxy === undefined) return undefined;
    const { remoteAddress, remotePort, localAddress } = this.#flow;
    return writeHeader(
      'v2',
      {
        source: { address: withoutZone(remoteAddress), port: remotePort },
        destination: { address: withoutZone(localAddress), port: this.#session.listenPort },
      },
      'datagram',
    );
  }

  /** Goes on to another target, where one is not known to fail. */
  #moveOn(from: SessionTarget): void {
    const { over, entry } = this.#session;
    if (over || from !== this.target || this.#isHeard || !from.chosen?.isDown) return;
    if (entry.targets?.targets.some(({ isDown }) => !isDown)) this.begin();
  }

  #unreachable(code: string): void {
    const { counters, spec } = this.#session.entry;
    counters.failed(targetReason(this.target?.text ?? '', code, spec.sourceAddress));
    this.#session.end({ by: code === DENIED ? 'netsh' : 'backend', phase: 'connect', how: code });
  }
}

/** Zones mean nothing elsewhere. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
