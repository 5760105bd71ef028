import { lookup as systemLookup } from 'node:dns/promises';
import type { IpVersion } from '../../portproxy/family.ts';
import type { ResolvedName } from '../relay.ts';
import { monotonicNow } from './wall-clock.ts';

/** Resolves a name to all its addresses of one IP version. Rejects with an error that has a code. */
export type Lookup = (name: string, version: IpVersion) => Promise<readonly string[]>;

/** The settings of a name cache. */
export interface NameOptions {
  /** How long an answer is used. */
  readonly ttlMs: number;
  /** By default the system's resolver. */
  readonly lookup?: Lookup | undefined;
  /** How long a new answer is waited for while there is an old one. */
  readonly staleAfterMs?: number | undefined;
}

interface Known {
  addresses: readonly string[];
  until: number;
  /** The last good answer: a new object for each; compare by identity. */
  resolved: ResolvedName | undefined;
  asking: Promise<readonly string[]> | undefined;
  /** When `asking` began, ms of performance.now(). */
  askedAt: number;
  failure: { readonly error: unknown; readonly until: number } | undefined;
}

/** Each look-up occupies a thread of libuv's pool (4 by default), which other work needs as well. */
const MOST_AT_ONCE = 2;
const FAILURE_MS = 1_000;
const STALE_AFTER_MS = 2_000;
/** How long a new answer is waited for after a failure: a resolver that works again answers sooner. */
const STALE_AFTER_FAILURE_MS = 200;
const MOST_NAMES = 10_000;

/**
 * Addresses of names, kept for a short time. While the resolver fails, or is slow, the last good answer is used; a name
 * without one fails with the resolver's error.
 */
export class NameCache {
  readonly #ttlMs: number;
  readonly #lookup: Lookup;
  readonly #staleAfterMs: number;
  readonly #known = new Map<string, Known>();
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #revision = 0;

  constructor({ ttlMs, lookup = askSystem, staleAfterMs = STALE_AFTER_MS }: NameOptions) {
    this.#ttlMs = ttlMs;
    this.#lookup = lookup;
    this.#staleAfterMs = staleAfterMs;
  }

  /** Grows with every answer; for those who keep what follows from answers. */
  get revision(): number {
    return this.#revision;
  }

  /** Returns the answer that is still fresh; undefined where there is none. Asks nobody. */
  fresh(name: string, version: IpVersion): readonly string[] | undefined {
    const known = this.#known.get(key(name, version));
    return known && performance.now() < known.until ? known.addresses : undefined;
  }

  /** Returns the last good answer, however old. Asks nobody. */
  last(name: string, version: IpVersion): readonly string[] {
    return this.#known.get(key(name, version))?.addresses ?? [];
  }

  /** Returns the last good answer and its time, a new object for each answer; compare by identity. */
  resolved(name: string, version: IpVersion): ResolvedName | undefined {
    return this.#known.get(key(name, version))?.resolved;
  }

  /** Resolves to a fresh answer where possible, else to the last good one; rejects where there is neither. */
  async resolve(name: string, version: IpVersion): Promise<readonly string[]> {
    const fresh = this.fresh(name, version);
    if (fresh) return fresh;
    const known = this.#remember(name, version);
    if (known.failure && performance.now() < known.failure.until) {
      if (known.addresses.length > 0) return known.addresses;
      throw known.failure.error;
    }
    if (known.asking === undefined) {
      known.askedAt = performance.now();
      known.asking = this.#ask(known, name, version);
    }
    return known.addresses.length > 0 ? this.#orLast(known, known.asking) : known.asking;
  }

  /** Puts an address of the name that answered first. */
  prefer(name: string, version: IpVersion, address: string): void {
    const known = this.#known.get(key(name, version));
    if (!known || known.addresses[0] === address || !known.addresses.includes(address)) return;
    known.addresses = [address, ...known.addresses.filter((other) => other !== address)];
  }

  #remember(name: string, version: IpVersion): Known {
    const id = key(name, version);
    let known = this.#known.get(id);
    if (!known) {
      if (this.#known.size >= MOST_NAMES) this.#known.clear();
      known = {
        addresses: [],
        until: 0,
        resolved: undefined,
        asking: undefined,
        askedAt: 0,
        failure: undefined,
      };
      this.#known.set(id, known);
    }
    return known;
  }

  async #ask(known: Known, name: string, version: IpVersion): Promise<readonly string[]> {
    await this.#turn();
    try {
      const answer = await this.#lookup(name, version);
      if (answer.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
      const [first] = known.addresses;
      known.addresses = answer;
      this.#revision += 1;
      known.resolved = { name, addresses: answer, at: monotonicNow() };
      known.until = performance.now() + this.#ttlMs;
      known.failure = undefined;
      // An address that answered before stays the first one while it belongs to the name.
      if (first !== undefined) this.prefer(name, version, first);
    } catch (error) {
      known.failure = { error, until: performance.now() + Math.min(FAILURE_MS, this.#ttlMs) };
      if (known.addresses.length === 0) throw error;
    } finally {
      known.asking = undefined;
      this.#running -= 1;
      this.#queue.shift()?.();
    }
    return known.addresses;
  }

  async #turn(): Promise<void> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((go) => this.#queue.push(go));
    this.#running += 1;
  }

  /** Everybody waits for the same answer, so the time counts from when it was asked for. */
  async #orLast(known: Known, asking: Promise<readonly string[]>): Promise<readonly string[]> {
    const last = known.addresses;
    const waitMs = known.failure ? Math.min(STALE_AFTER_FAILURE_MS, this.#staleAfterMs) : this.#staleAfterMs;
    const left = known.askedAt + waitMs - performance.now();
    if (left <= 0) return last;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<readonly string[]>((give) => {
      timer = setTimeout(() => give(last), left);
    });
    try {
      return await Promise.race([asking, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function askSystem(name: string, version: IpVersion): Promise<readonly string[]> {
  const answers = await systemLookup(name, { family: version, all: true });
  return [...new Set(answers.map(({ address }) => address))];
}

function key(name: string, version: IpVersion): string {
  return `${version} ${name.toLowerCase()}`;
}
