import { randomUUID } from 'node:crypto';
import type { KnownMachine } from '../../fleet/machine-state.ts';
import type { Inbox, Told } from '../../fleet/questions.ts';
import { cleaned, parseJson } from '../bridge/parse-json.ts';
import { MOST_MACHINES } from '../contract/connection-ids.ts';
import type { FeedMessage } from '../contract/feed.ts';
import { isFeedMessage } from '../contract/feed-message.ts';
import type { FleetMachines, MissingMachine } from '../contract/status.ts';
import { questionText } from './machine-questions.ts';

/** A machine that sends nothing for so long is silent, and is asked anew, in ms. */
const SILENT_MS = 4_000;
/** Machines that are missing and named. */
const MOST_NAMED = 100;
/** All machines together send about so many messages a second, but each one a second. */
const MESSAGES_A_SECOND = 100;

/** A machine that is watched. */
interface Watched {
  readonly slot: number;
  readonly name: string;
  /** Its watch, with which it is asked; another one begins with a snapshot. */
  watch: string;
  /** Where what it tells in this watch arrives. */
  ticket: number;
  /** The number of its last message in this watch. */
  seen: number;
  /** When it told something last, or was first asked; ms of performance.now(). */
  heardAt: number;
  missing?: { readonly why: MissingMachine['why']; readonly since: number } | undefined;
}

/** What the watch of a fleet tells. */
export interface WatchTold {
  readonly message: (slot: number, name: string, message: FeedMessage) => void;
  /** The machine tells nothing now. */
  readonly gone: (slot: number) => void;
}

/** The machines whose live feeds are watched. Each is asked again and again, which is what keeps its feed. */
export class WatchedMachines {
  readonly #told: WatchTold;
  readonly #machines = new Map<string, Watched>();
  readonly #tickets = new Map<number, Watched>();
  #lastTicket = 0;
  #inbox: Inbox | undefined;
  #reason: string | undefined;

  constructor(told: WatchTold) {
    this.#told = told;
  }

  /** Asks all machines that are there, and notes which are not. */
  renew(known: readonly KnownMachine[], open: (take: (slot: number, told: Told) => void) => Inbox): void {
    this.#reason = undefined;
    const names = new Set(known.map(({ name }) => name));
    for (const [name, { slot, ticket }] of this.#machines) {
      if (names.has(name)) continue;
      this.#machines.delete(name);
      this.#tickets.delete(ticket);
      this.#told.gone(slot);
    }
    if (!this.#inbox?.isOpen) {
      this.#inbox = open((ticket, told) => this.#take(ticket, told));
      for (const watched of this.#machines.values()) this.#restart(watched);
    }
    const intervalMs = Math.min(1_000, Math.max(100, (known.length * 1_000) / MESSAGES_A_SECOND));
    for (const { name, lostMs } of known) {
      const watched = this.#machines.get(name) ?? this.#add(name);
      if (!watched) continue;
      if (lostMs !== undefined) this.#miss(watched, 'lost', Date.now() - lostMs);
      else this.#ask(this.#inbox, watched, intervalMs);
    }
  }

  /** The servers of the fleet do not tell which machines there are. */
  away(reason: string): void {
    this.#reason = reason;
    for (const watched of this.#machines.values()) this.#told.gone(watched.slot);
    this.#inbox?.close();
    this.#inbox = undefined;
  }

  /** Ends all feeds. */
  close(): void {
    for (const { ticket, name, watch } of this.#machines.values()) {
      this.#inbox?.ask(ticket, name, 'ask', questionText({ question: 'unwatch', watch }));
    }
    this.#inbox?.close();
    this.#inbox = undefined;
    this.#machines.clear();
    this.#tickets.clear();
  }

  /** Whether every machine that is there has told all that it has. */
  get isWhole(): boolean {
    return [...this.#machines.values()].every(({ seen, missing }) => seen > 0 || missing !== undefined);
  }

  /** How many machines there are, and which tell nothing. */
  get status(): FleetMachines {
    const missing = [...this.#machines.values()].flatMap(({ name, missing: one }) =>
      one ? [{ machine: name, ...one }] : [],
    );
    return {
      count: this.#machines.size,
      missing: missing.slice(0, MOST_NAMED),
      ...(this.#reason !== undefined && { reason: this.#reason }),
    };
  }

  #ask(inbox: Inbox, watched: Watched, intervalMs: number): void {
    if (performance.now() - watched.heardAt > SILENT_MS) {
      this.#miss(watched, 'silent', Date.now() - SILENT_MS);
      this.#restart(watched);
    }
    const { ticket, name, watch, seen } = watched;
    inbox.ask(ticket, name, 'ask', questionText({ question: 'watch', watch, intervalMs, seen }));
  }

  #take(ticket: number, told: Told): void {
    const watched = this.#tickets.get(ticket);
    if (!watched) return;
    if (told.kind === 'absent') return this.#miss(watched, 'disconnected', Date.now());
    const message = told.kind === 'message' ? cleaned(parseJson(told.text)) : undefined;
    const isNext = told.kind === 'message' && told.sequence === watched.seen + 1;
    if (!isNext || !isFeedMessage(message) || (watched.seen === 0 && message.kind !== 'snapshot')) {
      // A message was lost on the way, or is not understood: the next renewal begins anew.
      return this.#restart(watched);
    }
    watched.seen = told.sequence;
    watched.heardAt = performance.now();
    watched.missing = undefined;
    this.#told.message(watched.slot, watched.name, message);
  }

  #add(name: string): Watched | undefined {
    const used = new Set([...this.#machines.values()].map(({ slot }) => slot));
    let slot = 1;
    while (used.has(slot)) slot += 1;
    if (slot > MOST_MACHINES) return undefined;
    const watched: Watched = { slot, name, watch: '', ticket: 0, seen: 0, heardAt: performance.now() };
    this.#machines.set(name, watched);
    this.#restart(watched);
    return watched;
  }

  /** What the machine has told does not count any more. One that is silent and then lost is missing since it was silent. */
  #miss(watched: Watched, why: MissingMachine['why'], since: number): void {
    if (watched.missing?.why === why) return;
    if (!watched.missing) this.#told.gone(watched.slot);
    watched.missing = { why, since: Math.round(watched.missing?.since ?? since) };
    this.#restart(watched);
  }

  /** Begins another watch of a machine with its next renewal, and ends the one of before. */
  #restart(watched: Watched): void {
    const { ticket, name, watch } = watched;
    if (this.#tickets.delete(ticket)) {
      this.#inbox?.ask(ticket, name, 'ask', questionText({ question: 'unwatch', watch }));
    }
    this.#lastTicket += 1;
    Object.assign(watched, { watch: randomUUID(), ticket: this.#lastTicket, seen: 0 });
    watched.heardAt = performance.now();
    this.#tickets.set(this.#lastTicket, watched);
  }
}
