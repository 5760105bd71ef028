import type { EntryRecord } from '../entries/entry-record.ts';
import type { ProxiedAddresses } from '../proxy-header/addresses.ts';
import type { PackedHeader } from '../handing-over/packed.ts';
import { readHeader } from '../proxy-header/read-header.ts';
import type { HeaderFault } from '../proxy-header/reading.ts';
import type { EndReason } from '../relay.ts';
import type { BeginningReader, Side } from '../transport.ts';
import { monotonicTime, steadyTime } from './packing.ts';

/** The connection whose client begins with a header. */
interface HeaderOwner {
  readonly entry: EntryRecord;
  phase: EndReason['phase'];
  /** The header has come, after so long, ms; the side has dropped it. */
  headed(waitedMs: number): void;
  end(reason: EndReason): void;
}

/** Faults of headers in words. */
const FAULT_WORDS: Readonly<Record<HeaderFault, string>> = {
  signature: 'it begins with something else',
  version: 'its version is neither 1 nor 2',
  command: 'its command is neither LOCAL nor PROXY',
  family: 'its address family or transport is unknown',
  length: 'it is too long, or too short for its addresses',
  line: 'its line is malformed',
};

/** The PROXY protocol header with which a client begins, and the addresses that it tells. */
export class ClientHeader implements BeginningReader {
  readonly #owner: HeaderOwner;
  readonly #client: Side;
  /** When it began to be awaited, ms of performance.now(). */
  #since: number;
  /** The time for it when it began to be awaited, ms: it holds on where the entry awaits none any more. */
  readonly #timeoutMs: number;
  #told: ProxiedAddresses | undefined;

  /** The owner is in the phase `header` until the header has come. `earlier` is that of another process. */
  constructor(owner: HeaderOwner, client: Side, earlier?: PackedHeader) {
    this.#since = earlier ? steadyTime(earlier.since) : performance.now();
    this.#told = earlier?.told;
    this.#owner = owner;
    this.#client = client;
    this.#timeoutMs = owner.entry.limits.headerTimeoutMs;
    owner.phase = 'header';
  }

  /** The addresses that it told; undefined before it is there, and where the peer speaks for itself. */
  get told(): ProxiedAddresses | undefined {
    return this.#told;
  }

  /** Packs it for another process. */
  pack(): PackedHeader {
    return { since: monotonicTime(this.#since), told: this.#told };
  }

  /** Begins to read it, unless it has come already; returns whether it did. */
  begins(): boolean {
    if (this.#owner.phase !== 'header') return false;
    this.#client.readBeginning(this);
    return true;
  }

  /** Returns whether it is still awaited at `now`, ms of performance.now(); ends the connection where its time is over. */
  isAwaited(now: number): boolean {
    const { phase, entry } = this.#owner;
    if (phase !== 'header') return false;
    const timeoutMs = entry.limits.headerTimeoutMs || this.#timeoutMs;
    if (timeoutMs > 0 && now - this.#since >= timeoutMs)
      this.#refuse('it did not come in time', { by: 'timeout', phase, how: 'reset' });
    return true;
  }

  /** Takes a time out of the wait in which the whole process stood still, ms. */
  stoodStill(ms: number, now: number): void {
    this.#since = Math.min(now, this.#since + ms);
  }

  began(bytes: Buffer): void {
    const reading = readHeader(bytes);
    if (reading.kind === 'partial') return;
    if (reading.kind === 'wrong') {
      this.#refuse(FAULT_WORDS[reading.fault], { by: 'netsh', phase: 'header', how: reading.fault });
      return;
    }
    this.#client.skip(reading.length);
    this.#told = reading.addresses;
    this.#owner.headed(performance.now() - this.#since);
  }

  #refuse(words: string, reason: EndReason): void {
    const peer = this.#client.remoteAddress ?? 'a client';
    this.#owner.entry.counters.failed(`The PROXY protocol header of ${peer} is not accepted: ${words}.`);
    this.#owner.end(reason);
  }
}
