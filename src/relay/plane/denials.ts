import { isIP } from 'node:net';
import type { MetBound } from '../bounds/clients.ts';
import { type Denial, denialText } from '../../firewall/judge.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { dotted } from '../common/dotted.ts';
import type { RelayEvent } from '../relay.ts';

/** Denials of one network (or target) are told at most so often, ms. */
const TOLD_EVERY_MS = 60_000;
/** So many networks are told of in that time; more are only counted. */
const MOST_NETWORKS = 200;

/** What was told of a network last, and what has happened since. */
interface Told {
  /** ms of performance.now(). */
  at: number;
  more: number;
}

/** Counts those whom rules deny, and tells of each network at most once a minute. */
export class Denials {
  readonly #tell: (event: RelayEvent) => void;
  /** By network or target, the one told longest ago first. */
  readonly #told = new Map<string, Told>();

  constructor(tell: (event: RelayEvent) => void) {
    this.#tell = tell;
  }

  /** Counts a client that may not connect. */
  client(entry: EntryRecord, denial: Denial, address: string | number): void {
    this.#client(entry, denialText(denial), address);
  }

  /** Counts a client that has met a bound of the entry. */
  bounded(entry: EntryRecord, bound: MetBound, address: string | number): void {
    this.#client(entry, `more than ${bound}`, address);
  }

  #client(entry: EntryRecord, cause: string, address: string | number): void {
    const text = typeof address === 'number' ? dotted(address) : address;
    entry.counters.deny(cause);
    const network = networkOf(text);
    this.#note(network, entry, (more) => {
      const others = more === 0 ? '' : ` ${connections(more)} more from ${network} since the last report.`;
      return `${entry.spec.label} denied ${text}: ${cause}.${others}`;
    });
  }

  /** Counts a target that may not be reached. */
  target(entry: EntryRecord, denial: Denial, target: string): void {
    const cause = denialText(denial);
    entry.counters.deny(cause);
    this.#note(`to ${target}`, entry, (more) => {
      const others = more === 0 ? '' : ` ${connections(more)} more since the last report.`;
      return `${entry.spec.label} may not connect to ${target}: ${cause}.${others}`;
    });
  }

  #note(network: string, { id }: EntryRecord, text: (more: number) => string): void {
    const now = performance.now();
    const told = this.#told.get(network);
    if (told && now - told.at < TOLD_EVERY_MS) {
      told.more += 1;
      return;
    }
    this.#told.delete(network);
    if (this.#told.size >= MOST_NETWORKS && !this.#forgetOldest(now)) return;
    this.#told.set(network, { at: now, more: 0 });
    this.#tell({ at: Date.now(), kind: 'denied', entry: id, text: text(told?.more ?? 0) });
  }

  #forgetOldest(now: number): boolean {
    const [oldest] = this.#told;
    if (oldest === undefined || now - oldest[1].at < TOLD_EVERY_MS) return false;
    return this.#told.delete(oldest[0]);
  }
}

function connections(count: number): string {
  return count === 1 ? '1 connection' : `${count} connections`;
}

/** The network that is told of as one: 24 bits of IPv4, 64 of IPv6. */
function networkOf(address: string): string {
  if (isIP(address) === 4) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  const [before = '', after = ''] = address.replace(/%.*$/, '').split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === '' ? [] : after.split(':');
  const words = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${words.slice(0, 4).join(':')}::/64`;
}
