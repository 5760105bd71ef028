import type { LifeFacts } from '../../relay/handing-over/steps.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import type { LivingRelay } from '../../relay/living-relay.ts';
import type { RelayChange } from '../../relay/relay.ts';
import { inTurn } from './in-turn.ts';
import { Link, LinkFault } from './link.ts';
import { type Hello, OUTLIVING_VERSION, readHello, readReleased } from './messages.ts';

/**
 * While ports change their process, the earlier one numbers at most so many connections more: the numbers of this process are above those.
 * With many entries that takes longer.
 */
const NUMBERS_MEANWHILE = { atOnce: 10_000, inTurn: 1_000_000 };

/** A service that leaves its listeners to this process. What fails here rejects with a `LinkFault`; that one goes on then. */
export class LeavingProcess {
  readonly #link: Link;
  readonly #hello: Hello;

  #gapMs = 0;

  constructor(link: Link, hello: Hello) {
    this.#link = link;
    this.#hello = hello;
  }

  /** Connects to it; its table does not change from now on. */
  static async connect(address: string): Promise<LeavingProcess> {
    let link: Link;
    try {
      link = await Link.connect(address, {
        answer: () => Promise.reject(new LinkFault('Nothing is asked here.')),
        take() {},
        gone() {},
      });
    } catch (error) {
      throw new LinkFault(`It is not reached (${String(error)}).`);
    }
    try {
      const hello = readHello(await link.ask('hello', { version: OUTLIVING_VERSION }));
      if (hello.version > OUTLIVING_VERSION) throw new LinkFault('It is of a later version of netsh.');
      return new LeavingProcess(link, hello);
    } catch (error) {
      link.close();
      throw error;
    }
  }

  get facts(): LifeFacts {
    return this.#hello.facts;
  }

  /** The longest time in which nobody listened on a port, ms. */
  get gapMs(): number {
    return this.#gapMs;
  }

  /** Has a relay listen in its place, a few ports at a time, when all is decided that can be before. */
  async bind(relay: LivingRelay, change: RelayChange): Promise<void> {
    const { counters, listening } = this.#hello;
    await relay.life({ kind: 'await-ports' });
    await relay.life({ kind: 'count-on', lastId: 0, counters });
    await relay.apply(change);
    const parts = inTurn(change.put).map((part) => part.map(({ id }) => id));
    const { atOnce, inTurn: long } = NUMBERS_MEANWHILE;
    const { lastId: latest } = readReleased(await this.#link.ask('release', { ids: [] }));
    const lastId = latest + (parts.length > 1 ? long : atOnce);
    await relay.life({ kind: 'count-on', lastId });
    const listened = new Set(listening);
    for (const ids of parts) {
      const awaited = ids.filter((id) => listened.has(id));
      // It is tried from now on, so that the port has a listener as soon as it can.
      const [released, bound] = await Promise.all([
        this.#link.ask('release', { ids }).then(readReleased),
        relay.life({ kind: 'bind', ids, awaited }),
      ]);
      this.#gapMs = Math.max(this.#gapMs, (bound.at ?? 0) - released.at);
      if (released.lastId > lastId) throw new LinkFault('It has numbered too many connections meanwhile.');
      for (const id of awaited) mustListen(id, relay.status(id));
    }
    // Entries that are put later begin at zero.
    await relay.life({ kind: 'count-on', lastId: 0, counters: {} });
    await relay.life({ kind: 'rebind' });
  }

  /** Says that this process has everything. */
  async take(): Promise<void> {
    await this.#link.ask('mine');
  }

  /** Says that clients find this process. */
  async open(): Promise<void> {
    await this.#link.ask('open').catch(() => {});
  }

  close(): void {
    this.#link.close();
  }
}

function mustListen(id: string, { state, reason = 'It does not listen.' }: Partial<EntryStatus> = {}): void {
  if (state !== 'listening') throw new LinkFault(`The new process does not listen for ${id}: ${reason}`);
}
