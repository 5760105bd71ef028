import { type Server, createServer } from 'node:net';
import { pause } from '../../async/pause.ts';
import type { LifeAnswer, LifeFacts, LifeStep } from '../../relay/handing-over/steps.ts';
import type { LoggedLines, Logging } from '../../relay/log/logging.ts';
import type { LivingRelay } from '../../relay/living-relay.ts';
import type { EntryCounters } from '../../relay/relay.ts';
import { readChange, readDrain, readFilter, readIds, readRulebook } from './change-messages.ts';
import type { EarlierSocket } from './earlier-socket.ts';
import { Link, type LinkEnd, LinkFault } from './link.ts';
import { type Attached, type Hello, OUTLIVING_VERSION, type Released, readLogging } from './messages.ts';
import { ToldChanges } from './told-changes.ts';
import { ToldLog } from './told-log.ts';

/** The next message of a process that takes over is waited for at most so long, ms. */
const PATIENCE_MS = 5_000;
/** It opens its table within so long, ms; nothing is closed before. */
const TABLE_MS = 30_000;
/** Clients of the control socket find the next process within so long, ms. */
const OPENING_MS = 2_000;
/** The last words to other processes take so long at most, ms. */
const ENDING_MS = 1_000;
/** Its connections are looked at so often, ms. */
const LOOK_MS = 100;
/** A process that reads nothing is told nothing more while so many bytes wait for it. */
const MOST_WAITING_BYTES = 8 << 20;

/** The parts of a service that leaves its listeners to another process. */
export interface OutlivingParts {
  readonly socket: EarlierSocket;
  /** The relay of this process alone. */
  readonly relay: LivingRelay;
  readonly facts: LifeFacts;
  /** The other process has said that it has everything: there is no way back. Resolves to the log of connections that goes on. */
  taken(): Promise<
    { readonly logging: Logging | undefined; readonly lines: Promise<LoggedLines | undefined> } | undefined
  >;
  /** Clients find the other process, or never will. */
  opened(): void;
  /** Everything goes on here, for this reason. */
  failed(reason: string): void;
  /** The last connection has ended. */
  ended(): void;
}

/**
 * The end of a service that leaves its listeners to the next process, and outlives them until its connections have ended. The next
 * process, and the ones after it, see and end these connections over its socket.
 */
export class OutlivingServer {
  readonly #parts: OutlivingParts;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #log: ToldLog;
  #changes: ToldChanges | undefined;
  #counters: Readonly<Record<string, EntryCounters>> = {};
  /** The process that takes over; undefined before it connects, and after it did. */
  #next: Link | undefined;
  /** The one that is told of connections. */
  #told: Link | undefined;
  #phase: 'handing' | 'alone' | 'over' = 'handing';
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #opening: NodeJS.Timeout | undefined;
  /** When connections that are left are ended, ms of performance.now(). */
  #closeAt = Infinity;

  constructor(parts: OutlivingParts) {
    this.#parts = parts;
    this.#log = new ToldLog(parts.relay, (lines) => this.#tell('lines', lines));
    this.#server = createServer((socket) => {
      // Only one process takes over.
      if (this.#phase === 'over' || (this.#phase === 'handing' && this.#next)) {
        socket.destroy();
        return;
      }
      const end: LinkEnd = {
        answer: (name, value) => this.#answer(link, name, value),
        take() {},
        gone: () => this.#gone(link),
      };
      const link = new Link(socket, end);
      this.#links.add(link);
      if (this.#phase === 'handing') this.#next = link;
    });
  }

  /** Listens for the process that takes over. Rejects with the system's error. */
  async listen(): Promise<void> {
    const { socket } = this.#parts;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socket.address, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    socket.publish();
    this.#expect(PATIENCE_MS);
  }

  /** Lets its connections finish for at most `drainMs`, then ends them; resolves to how many. A second call may shorten that. */
  async close(drainMs: number): Promise<number> {
    const { relay } = this.#parts;
    this.#closeAt = Math.min(this.#closeAt, performance.now() + drainMs);
    while (this.#phase === 'alone' && performance.now() < this.#closeAt) {
      if (relay.connectionCount === 0 && (await relay.connections()).length === 0) break;
      await pause(LOOK_MS);
    }
    const ended = await relay.kill({});
    await this.#finish();
    return ended;
  }

  async #answer(link: Link, name: string, value: unknown): Promise<unknown> {
    if (this.#phase === 'handing') return await this.#hand(name, value);
    const { relay } = this.#parts;
    switch (name) {
      case 'open':
        this.#opened();
        return {};
      case 'attach':
        return await this.#attach(link, value);
      case 'connections':
        return await relay.connections();
      case 'kill':
        return await relay.kill(readFilter(value));
      case 'apply':
        await relay.apply(readChange(value));
        return {};
      case 'rules':
        await relay.setRulebook(readRulebook(value));
        return {};
      case 'log':
        this.#log.set(readLogging(value).logging);
        return {};
      case 'close':
        return await this.close(readDrain(value));
      default:
        throw new LinkFault('The request is not understood.');
    }
  }

  /** Answers the process that takes over. */
  async #hand(name: string, value: unknown): Promise<unknown> {
    this.#expect(PATIENCE_MS);
    switch (name) {
      case 'hello': {
        // It opens its table now.
        this.#expect(TABLE_MS);
        const { counters = {}, listening = [] } = await this.#step({ kind: 'tell-counters' });
        this.#counters = counters;
        const { facts } = this.#parts;
        return { version: OUTLIVING_VERSION, facts, counters, listening } satisfies Hello;
      }
      case 'release': {
        const { at = 0, lastId = 0 } = await this.#step({ kind: 'release', ids: readIds(value) });
        return { at, lastId } satisfies Released;
      }
      case 'mine':
        await this.#leave();
        return {};
      default:
        throw new LinkFault('The request is not understood.');
    }
  }

  async #step(step: LifeStep): Promise<LifeAnswer> {
    const answer = await this.#parts.relay.life(step);
    if (answer.reason !== undefined) throw new LinkFault(answer.reason);
    return answer;
  }

  /** Outlives its listeners from now on. */
  async #leave(): Promise<void> {
    const { relay } = this.#parts;
    await this.#step({ kind: 'outlive' });
    // It may have been gone, or too late, meanwhile.
    if (this.#phase !== 'handing') throw new LinkFault('The earlier process has taken everything back.');
    clearTimeout(this.#timer);
    this.#phase = 'alone';
    this.#since = Date.now();
    this.#next = undefined;
    this.#changes = new ToldChanges(relay, this.#counters);
    this.#opening = setTimeout(() => this.#opened(), OPENING_MS);
    const log = await this.#parts.taken();
    if (log) this.#log.follow(log.logging, log.lines);
    void this.#look();
  }

  async #attach(link: Link, value: unknown): Promise<Attached> {
    const { logging } = readLogging(value);
    const { lastId = 0 } = await this.#step({ kind: 'tell-counters' });
    this.#told = link;
    this.#changes?.begin();
    this.#log.set(logging);
    this.#log.flush();
    setImmediate(() => void this.#tellChanges());
    return {
      pid: process.pid,
      program: this.#parts.facts.program,
      since: this.#since,
      lastId,
    };
  }

  /** Tells of its connections until the last one has ended. */
  async #look(): Promise<void> {
    const { relay } = this.#parts;
    let quiet = 0;
    while (this.#phase === 'alone') {
      await this.#tellChanges();
      // Before clients find the next process, this one has the home directory.
      quiet = relay.connectionCount === 0 && !this.#opening ? quiet + 1 : 0;
      // The number is that of a moment ago, and clients who waited may have come in.
      if (quiet > 2 && (await relay.connections()).length === 0) {
        await this.#finish();
        return;
      }
      await pause(LOOK_MS);
    }
  }

  async #tellChanges(): Promise<void> {
    if (!this.#told || this.#told.waiting > MOST_WAITING_BYTES) return;
    const changes = await this.#changes?.next();
    if (changes) this.#tell('sample', changes);
  }

  /** Tells something to the process that serves; returns whether there is one. */
  #tell(name: string, value: unknown): boolean {
    if (!this.#told) return false;
    this.#told.tell(name, value);
    return true;
  }

  #opened(): void {
    if (!this.#opening) return;
    clearTimeout(this.#opening);
    this.#opening = undefined;
    this.#parts.opened();
  }

  #gone(link: Link): void {
    this.#links.delete(link);
    if (this.#told === link) this.#told = undefined;
    if (this.#phase === 'alone') this.#opened();
    if (this.#next === link) void this.#goOn('The other process is gone.');
  }

  /** Waits so long for the next message of the process that takes over. */
  #expect(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#goOn('The other process does not go on in time.'), ms);
  }

  async #goOn(reason: string): Promise<void> {
    if (this.#phase !== 'handing') return;
    this.#phase = 'over';
    void this.#shut();
    await this.#parts.relay.life({ kind: 'rebind' });
    this.#parts.failed(reason);
  }

  async #finish(): Promise<void> {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#opened();
    await this.#tellChanges();
    await this.#parts.relay.close(0);
    await this.#log.ended();
    this.#tell('ended', {});
    // What was asked is answered before.
    setImmediate(() => void this.#shut().then(() => this.#parts.ended()));
  }

  async #shut(): Promise<void> {
    clearTimeout(this.#timer);
    this.#parts.socket.withdraw();
    this.#server.close();
    await Promise.race([Promise.all(Array.from(this.#links, (link) => link.end())), pause(ENDING_MS)]);
  }
}
