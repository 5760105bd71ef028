import type { ConnectionInfo } from '../relay/relay.ts';
import type { Feed, FeedMessage } from '../service/contract/feed.ts';

/** What is followed, and who is told. */
export interface Followed {
  readonly feed: Feed;
  /** The table or a state is another. */
  readonly entriesChanged: () => void;
  /** No service answers. */
  readonly lost: () => void;
  /** Connections came or went. */
  readonly connectionsChanged: () => void;
}

/** Shortest time between two messages, ms: quick for a reader, next to nothing for the relay. */
const INTERVAL_MS = 1_000;

/** Follows the table and the relay of the machine that a session works on. Starts no service. */
export class Follower {
  readonly #followed: Followed;
  #connections = new Map<number, ConnectionInfo>();
  #over = new AbortController();
  #isLost = false;
  /** The live connections, as of the last message. */
  readonly connections: Iterable<ConnectionInfo> = {
    [Symbol.iterator]: () => this.#connections.values(),
  };

  constructor(followed: Followed) {
    this.#followed = followed;
    void this.#follow(this.#over.signal);
  }

  /** Whether no service answered at the last try; the next may be seconds away. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Follows the machine that the session works on from here on. */
  restart(): void {
    this.stop();
    this.#over = new AbortController();
    void this.#follow(this.#over.signal);
  }

  /** Follows no longer. */
  stop(): void {
    this.#over.abort();
    this.#connections = new Map();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const message of this.#followed.feed({ intervalMs: INTERVAL_MS, isAside: true, signal })) {
        if (signal.aborted) return;
        this.#take(message);
      }
    } catch {
      // Commands say why the relay does not answer.
      if (!signal.aborted) this.#lose();
    }
  }

  #lose(): void {
    this.#isLost = true;
    this.#connections = new Map();
    this.#followed.lost();
  }

  #take(message: FeedMessage): void {
    switch (message.kind) {
      case 'lost':
        return this.#lose();
      case 'snapshot':
        this.#isLost = false;
        this.#connections = new Map(message.connections.map((one) => [one.id, one]));
        return this.#followed.entriesChanged();
      case 'difference': {
        const { removed, entries, connections, ended } = message;
        for (const id of ended) this.#connections.delete(id);
        for (const one of connections) this.#connections.set(one.id, one);
        if (removed.length > 0 || entries.length > 0) this.#followed.entriesChanged();
        else if (ended.length > 0 || connections.length > 0) this.#followed.connectionsChanged();
      }
    }
  }
}
