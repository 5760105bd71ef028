import { monotonicNow } from '../common/wall-clock.ts';
import type { CounterGrowth } from '../counter-growth.ts';
import type { LastError } from '../last-error.ts';
import type { DropReason } from '../datagrams.ts';
import type { EndReason, EntryCounters, EntryNames, ResolvedName } from '../relay.ts';

/** So many rules are counted by name; those that deny later are counted together. */
const MOST_CAUSES = 100;
const OTHER_CAUSES = 'other rules';

/** How the ends of connections are counted that a crash has ended. */
const CRASH = 'netsh data crash';

/** The counters of one entry, written where things happen and read by snapshot. Bytes from client to target are up. */
export class Counters {
  connections = 0;
  connectionsTotal = 0;
  bytesUp = 0;
  bytesDown = 0;
  errors = 0;
  refused = 0;
  denied = 0;
  datagramsUp = 0;
  datagramsDown = 0;
  /** Datagrams that were not sent on. */
  dropped = 0;
  #waiting: EntryCounters['waiting'];
  lastError: LastError | undefined;
  #names: EntryNames | undefined;
  /** Changes that no number tells. */
  #notes = 0;
  #ends = new Map<string, number>();
  #denials = new Map<string, number>();
  #drops = new Map<string, number>();

  /** Starts from the snapshot of another data plane, without its live connections; from zero where there is none. */
  constructor(earlier?: EntryCounters) {
    if (earlier) this.goOn(earlier);
  }

  /** Goes on from a snapshot of another data plane; live connections stay as they are. */
  goOn(earlier: EntryCounters): void {
    this.connectionsTotal = earlier.connectionsTotal;
    this.bytesUp = earlier.bytesUp;
    this.bytesDown = earlier.bytesDown;
    this.errors = earlier.errors;
    this.refused = earlier.refused;
    this.denied = earlier.denied;
    this.datagramsUp = earlier.datagramsUp ?? 0;
    this.datagramsDown = earlier.datagramsDown ?? 0;
    this.dropped = earlier.dropped ?? 0;
    this.lastError = earlier.lastError;
    this.#names = earlier.names;
    this.#ends = new Map(Object.entries(earlier.ends));
    this.#denials = new Map(Object.entries(earlier.denials ?? {}));
    this.#drops = new Map(Object.entries(earlier.drops ?? {}));
  }

  /** Adds what another process has counted for the entry; its live connections count here, too. */
  add({ ends = {}, denials = {}, drops = {}, ...numbers }: CounterGrowth): void {
    this.connections += numbers.connections ?? 0;
    this.connectionsTotal += numbers.connectionsTotal ?? 0;
    this.bytesUp += numbers.bytesUp ?? 0;
    this.bytesDown += numbers.bytesDown ?? 0;
    this.errors += numbers.errors ?? 0;
    this.refused += numbers.refused ?? 0;
    this.denied += numbers.denied ?? 0;
    this.datagramsUp += numbers.datagramsUp ?? 0;
    this.datagramsDown += numbers.datagramsDown ?? 0;
    this.dropped += numbers.dropped ?? 0;
    addReasons(this.#ends, ends);
    addReasons(this.#denials, denials);
    addReasons(this.#drops, drops);
    // Live connections make `revision` and `events` less.
    this.#notes += 1 + Math.max(0, numbers.connections ?? 0);
  }

  /** Counts a connection that began. */
  began(): void {
    this.connections += 1;
    this.connectionsTotal += 1;
  }

  /** Counts a connection that ended. */
  ended(reason: EndReason): void {
    this.connections -= 1;
    const key = endKey(reason);
    this.#ends.set(key, (this.#ends.get(key) ?? 0) + 1);
  }

  /**
   * Counts connections that ended with a thread that crashed: of those that there were, those that do not go on. Returns how many
   * that is.
   */
  crashed(before: number): number {
    const lost = Math.max(0, before - this.connections);
    if (lost > 0) this.#ends.set(CRASH, (this.#ends.get(CRASH) ?? 0) + lost);
    this.connectionsTotal = Math.max(this.connectionsTotal, this.connections);
    return lost;
  }

  /** Counts a connection that was denied, by the rule or the policy that did it. */
  deny(cause: string): void {
    this.denied += 1;
    const key = this.#denials.has(cause) || this.#denials.size < MOST_CAUSES ? cause : OTHER_CAUSES;
    this.#denials.set(key, (this.#denials.get(key) ?? 0) + 1);
  }

  /** Counts a datagram that was not sent on. */
  drop(reason: DropReason): void {
    this.dropped += 1;
    this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1);
  }

  /** Notes how many clients wait until there is room, and whether some do in the system's queue. */
  wait(accepted: number, inQueue: boolean): void {
    const before = this.#waiting;
    if (accepted === (before?.accepted ?? 0) && inQueue === (before?.inQueue ?? false)) return;
    this.#waiting = accepted > 0 || inQueue ? { accepted, inQueue } : undefined;
    this.note();
  }

  /** Counts an error, in a sentence. */
  failed(text: string): void {
    this.errors += 1;
    this.lastError = { at: monotonicNow(), text, total: this.connectionsTotal };
  }

  /** Notes the answer for a name of the entry; answers are compared by identity (`NameCache.resolved`). */
  named(side: 'listen' | 'connect', resolved: ResolvedName | undefined): void {
    const known = this.#names?.[side];
    if (!resolved || known === resolved) return;
    if (side === 'connect' && known !== undefined && known.name !== resolved.name) {
      this.#namedToo(resolved);
      return;
    }
    this.#names = { ...this.#names, [side]: resolved };
    this.note();
  }

  /** Notes the answer for one more target. */
  #namedToo(resolved: ResolvedName): void {
    const { others = [] } = this.#names ?? {};
    if (others.includes(resolved)) return;
    this.#names = {
      ...this.#names,
      others: [...others.filter(({ name }) => name !== resolved.name), resolved],
    };
    this.note();
  }

  /** Forgets the answers: the entry has other names from now on. */
  forgetNames(): void {
    if (this.#names === undefined) return;
    this.#names = undefined;
    this.note();
  }

  /** Something is told of the entry that is not counted here, and it has changed. */
  note(): void {
    this.#notes += 1;
  }

  /** Returns a copy of all counters. */
  snapshot(): EntryCounters {
    const { connections, connectionsTotal, bytesUp, bytesDown, errors, refused, denied, lastError } = this;
    const { datagramsUp, datagramsDown, dropped } = this;
    return {
      connections,
      connectionsTotal,
      bytesUp,
      bytesDown,
      errors,
      refused,
      denied,
      ...((datagramsUp > 0 || datagramsDown > 0 || dropped > 0) && { datagramsUp, datagramsDown, dropped }),
      ends: Object.fromEntries(this.#ends),
      ...(this.#denials.size > 0 && { denials: Object.fromEntries(this.#denials) }),
      ...(this.#waiting && { waiting: this.#waiting }),
      ...(this.#drops.size > 0 && { drops: Object.fromEntries(this.#drops) }),
      lastError,
      names: this.#names,
    };
  }

  /** Grows with every end, error, denial, answer for a name and change of a target: with all that a row of numbers cannot tell. */
  get events(): number {
    return this.connectionsTotal - this.connections + this.errors + this.denied + this.#notes + this.dropped;
  }

  /** Grows with every change of these counters; for those who keep copies. */
  get revision(): number {
    const ended = this.connectionsTotal - this.connections;
    return (
      this.connectionsTotal +
      ended +
      this.bytesUp +
      this.bytesDown +
      this.errors +
      this.refused +
      this.denied +
      this.datagramsUp +
      this.datagramsDown +
      this.dropped +
      this.#notes
    );
  }
}

/** Returns the key under which an end is counted: `by phase how`, such as `client data closed`. */
export function endKey({ by, phase, how }: EndReason): string {
  // Most connections end like the one before.
  if (by !== last.by || phase !== last.phase || how !== last.how)
    last = { by, phase, how, key: `${by} ${phase} ${how}` };
  return last.key;
}

function addReasons(counts: Map<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [reason, by] of Object.entries(more)) counts.set(reason, (counts.get(reason) ?? 0) + by);
}
let last: EndReason & { readonly key: string } = {
  by: 'client',
  phase: 'data',
  how: 'closed',
  key: 'client data closed',
};
