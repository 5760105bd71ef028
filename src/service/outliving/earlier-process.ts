import { atMost } from '../../relay/common/timing.ts';
import { wallClock } from '../../relay/common/wall-clock.ts';
import type { EntryGrowth } from '../../relay/handing-over/steps.ts';
import type { LoggedLines, Logging } from '../../relay/log/logging.ts';
import type { ConnectionFilter, ConnectionInfo, EndedConnection, RelayChange } from '../../relay/relay.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { KnownConnections } from './known-connections.ts';
import { Link, LinkFault } from './link.ts';
import {
  type Attached,
  readAttached,
  readConnections,
  readLines,
  readNumber,
  readSample,
} from './messages.ts';

/** Drained connections are waited for, and so long more, ms. */
const CLOSE_MARGIN_MS = 5_000;
/** What it has is waited for at most so long, ms. */
const FIRST_MS = 2_000;
/** How connections are counted that a process has taken with it that was killed. */
const CRASH = 'netsh data crash';

/** What hears of an earlier process. */
export interface EarlierEvents {
  /** Entries have counted more there, and connections have ended; with times of `monotonicNow`. */
  counted(grown: readonly EntryGrowth[], recent: readonly EndedConnection[]): void;
  /** Connections have ended whose lines belong into the log. */
  logged(lines: LoggedLines): void;
  /** It has ended; `lost` connections with it, where nobody had asked it to. */
  ended(process: EarlierProcess, lost: number): void;
}

/** An earlier process of this service, which outlives its listeners until its connections have ended. */
export class EarlierProcess {
  /** Its connections, as it has told them. */
  readonly known = new KnownConnections();
  readonly #events: EarlierEvents;
  readonly #link: Link;
  #facts: Attached | undefined;
  /** Live connections by entry, as they were counted here. */
  readonly #live = new Map<string, number>();
  readonly #hasTold = Promise.withResolvers<void>();
  #isOver = false;

  constructor(link: Link, events: EarlierEvents) {
    this.#link = link;
    this.#events = events;
  }

  /** Connects to one that is found. Rejects with the system's error. */
  static async connect(address: string, events: EarlierEvents): Promise<EarlierProcess> {
    let process: EarlierProcess | undefined;
    const link = await Link.connect(address, {
      answer: () => Promise.reject(new LinkFault('Nothing is asked here.')),
      take: (name, value) => process?.take(name, value),
      gone: () => process?.gone(),
    });
    process = new EarlierProcess(link, events);
    return process;
  }

  /** Whether it is gone, or was let go of. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What it has said when it was attached. Throws before. */
  get facts(): Attached {
    if (!this.#facts) throw new Error('It is not attached yet.');
    return this.#facts;
  }

  /** Has it tell of its connections from now on; resolves when they are known. Rejects with a `LinkFault`. */
  async attach(logging: Logging | undefined): Promise<void> {
    this.#facts = readAttached(await this.#link.ask('attach', { logging }));
    await atMost(FIRST_MS, this.#hasTold.promise);
  }

  async connections(): Promise<readonly ConnectionInfo[]> {
    return await this.#orElse([], async () => readConnections(await this.#link.ask('connections')));
  }

  async kill(filter: ConnectionFilter): Promise<number> {
    return await this.#orElse(0, async () => readNumber(await this.#link.ask('kill', filter)));
  }

  /** Lets its connections finish for at most `drainMs`, then ends them; resolves to how many those were. */
  async close(drainMs: number): Promise<number> {
    const ask = async (): Promise<unknown> => this.#link.ask('close', { drainMs }, drainMs + CLOSE_MARGIN_MS);
    return await this.#orElse(0, async () => readNumber(await ask()));
  }

  async apply({ put, remove }: RelayChange): Promise<void> {
    await this.#orElse({}, () => this.#link.ask('apply', { put, remove }));
  }

  async setRulebook(rulebook: Rulebook): Promise<void> {
    await this.#orElse({}, () => this.#link.ask('rules', rulebook));
  }

  log(logging: Logging | undefined): void {
    void this.#orElse({}, () => this.#link.ask('log', { logging }));
  }

  /** Lets go of it: another process takes over. Returns what is to be counted no more. */
  leave(): EntryGrowth[] {
    this.#isOver = true;
    this.#link.close();
    return [...this.#live].map(([id, count]) => ({ id, growth: { connections: -count } }));
  }

  /** Takes what it tells. Throws a `LinkFault` for what is not understood. */
  take(name: string, value: unknown): void {
    if (name === 'lines') this.#events.logged(readLines(value));
    else if (name === 'sample') this.#takeSample(value);
    else if (name === 'ended') this.gone();
  }

  /** It is gone: what was live there has ended. */
  gone(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const grown = [...this.#live].flatMap(([id, count]) =>
      count > 0 ? [{ id, growth: { connections: -count, ends: { [CRASH]: count } } }] : [],
    );
    if (grown.length > 0) this.#events.counted(grown, []);
    const lost = this.known.size;
    this.known.clear();
    this.#link.close();
    this.#events.ended(this, lost);
  }

  #takeSample(value: unknown): void {
    const sample = readSample(value);
    this.known.take(sample);
    this.#hasTold.resolve();
    for (const { id, growth } of sample.grown)
      if (growth.connections !== undefined)
        this.#live.set(id, (this.#live.get(id) ?? 0) + growth.connections);
    if (sample.grown.length > 0 || sample.recent.length > 0)
      this.#events.counted(sample.grown, sample.recent.map(steadily));
  }

  /** Asks; where it is gone meanwhile, or refuses, the value stands for its answer. */
  async #orElse<Value>(value: Value, ask: () => Promise<Value>): Promise<Value> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof LinkFault) return value;
      throw error;
    }
  }
}

/** Returns a connection that has ended as the data plane keeps it. */
function steadily(ended: EndedConnection): EndedConnection {
  const { startedAt, lastActiveAt, endedAt } = ended;
  return {
    ...ended,
    startedAt: wallClock.steady(startedAt),
    lastActiveAt: wallClock.steady(lastActiveAt),
    endedAt: wallClock.steady(endedAt),
  };
}
