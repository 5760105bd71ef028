import type { MachineView, ViewSubscriber } from './machine-view.ts';

/** A watch that is not renewed for so long ends, in ms. */
const LEASE_MS = 8_000;
/** A watcher that has not said what came gets no more than so many messages ahead. */
const MOST_AHEAD = 64;
/** Most watches at once. */
const MOST_WATCHERS = 16;

/** Sends a message with its number. */
type Tell = (text: string, sequence: number) => Promise<void>;

/** A renewal of a watch, or its beginning. */
interface Renewal {
  readonly watch: string;
  readonly intervalMs: number;
  readonly seen: number;
}

interface Watcher {
  seen: number;
  lease: NodeJS.Timeout;
  readonly end: () => void;
}

/** Whoever watches this machine from another one. Nothing is sampled or sent without any. */
export class Watchers {
  readonly #view: MachineView;
  readonly #watchers = new Map<string, Watcher>();

  constructor(view: MachineView) {
    this.#view = view;
  }

  /** How many there are. */
  get count(): number {
    return this.#watchers.size;
  }

  /** Begins a watch, or keeps it for another lease. One that is too many is not begun, and asks again. */
  renew({ watch, intervalMs, seen }: Renewal, tell: Tell): void {
    const known = this.#watchers.get(watch);
    if (known) {
      known.seen = seen;
      clearTimeout(known.lease);
      known.lease = this.#lease(watch);
    } else if (this.#watchers.size < MOST_WATCHERS) this.#begin(watch, intervalMs, tell);
  }

  /** Ends a watch. */
  end(watch: string): void {
    const known = this.#watchers.get(watch);
    if (!known) return;
    this.#watchers.delete(watch);
    clearTimeout(known.lease);
    known.end();
  }

  /** Ends all. */
  close(): void {
    for (const watch of this.#watchers.keys()) this.end(watch);
  }

  #begin(watch: string, intervalMs: number, tell: Tell): void {
    let sent = 0;
    let isSending = false;
    const watcher: Watcher = {
      seen: 0,
      lease: this.#lease(watch),
      end: () => unsubscribe(),
    };
    this.#watchers.set(watch, watcher);
    const subscriber: ViewSubscriber = {
      of: 'fleet',
      intervalMs,
      get isReady() {
        return !isSending && sent - watcher.seen < MOST_AHEAD;
      },
      take({ line }) {
        sent += 1;
        isSending = true;
        void tell(Buffer.from(line).toString('utf8'), sent)
          // A connection that is lost takes its watches along: the lease ends them.
          .catch(() => {})
          .finally(() => {
            isSending = false;
          });
      },
      end: () => this.end(watch),
    };
    const unsubscribe = this.#view.subscribe(subscriber);
  }

  #lease(watch: string): NodeJS.Timeout {
    return setTimeout(() => this.end(watch), LEASE_MS).unref();
  }
}
