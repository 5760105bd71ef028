import type { Entry } from '../../portproxy/entry.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { RelaySample } from '../../relay/relay.ts';
import { wallClock } from '../../relay/common/wall-clock.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { RelayStatus } from '../contract/status.ts';
import { FeedChanges } from './feed-changes.ts';
import type { EncodedMessage } from './encoded-message.ts';
import type { Moment } from './feed-items.ts';
import { FeedState } from './feed-state.ts';
import { pause } from '../../async/pause.ts';

/** A subscriber gets a message at least so often, ms. */
const SILENCE_MS = 1_000;
/** A message may be so much early, since timers are never on time; ms. */
const SLACK_MS = 20;
/** So many more changes than a snapshot would hold are kept for a slow subscriber. */
const MORE_CHANGES = 1_000;

/** The table, the relay and the status that the feed tells. */
export interface FeedSource {
  readonly core: {
    /** Another number whenever the table is another. */
    readonly revision: number;
    table(): readonly Entry[];
    /** Entries of the fleet that are in effect beside the table; only a reader of the fleet is told of them. */
    shared?(): readonly Entry[];
    statusOf(key: string): EntryStatus;
    sample(options: { readonly anew: boolean }): Promise<RelaySample>;
  };
  /** Returns the status of the service, with these counts of entries. */
  status(states: Readonly<Record<EntryState, number>>): RelayStatus;
  /** Called when the first subscriber has come, and when the last one has gone. */
  watched?(isWatched: boolean): void;
}

/** A reader of the feed. */
export interface FeedSubscriber {
  /** `fleet`: it is told the entries of the fleet in place of those of the table. */
  readonly of?: 'fleet' | undefined;
  /** Shortest time between two messages, ms. */
  readonly intervalMs: number;
  /** Whether it takes a message now; until then all changes are gathered for one. */
  readonly isReady: boolean;
  take(message: EncodedMessage): void;
  /** There will be no more messages. */
  end(): void;
}

interface Subscription {
  readonly subscriber: FeedSubscriber;
  /** Changes that it was not told yet. */
  changes: FeedChanges;
  /** When it got its latest message, ms of performance.now(). */
  toldAt: number;
}

/** Publishes the feed: samples the relay as often as the quickest subscriber asks, and not at all without any. */
export class FeedPublisher {
  readonly #source: FeedSource;
  readonly #subscriptions = new Set<Subscription>();
  #state = new FeedState();
  #revision: number | undefined;
  #sampling: Promise<RelaySample> | undefined;
  /** The zero of the clock by which times were told. */
  #zero = wallClock.zero;
  #isRunning = false;
  /** Ends the pause between two samples. */
  #wake = (): void => {};
  #isClosed = false;

  constructor(source: FeedSource) {
    this.#source = source;
  }

  /** How many subscribers there are. */
  get subscribers(): number {
    return this.#subscriptions.size;
  }

  /** Sends a snapshot, then differences. Returns how to end that. */
  subscribe(subscriber: FeedSubscriber): () => void {
    if (this.#isClosed) {
      subscriber.end();
      return () => {};
    }
    const subscription = { subscriber, changes: new FeedChanges(true), toldAt: -Infinity };
    this.#subscriptions.add(subscription);
    if (this.#subscriptions.size === 1) this.#source.watched?.(true);
    if (this.#isRunning) this.#wake();
    else void this.#run();
    return () => {
      if (this.#subscriptions.delete(subscription) && this.#subscriptions.size === 0) {
        this.#source.watched?.(false);
      }
    };
  }

  /** Ends the feed for every subscriber. */
  close(): void {
    this.#isClosed = true;
    for (const { subscriber } of this.#subscriptions) subscriber.end();
    if (this.#subscriptions.size > 0) this.#source.watched?.(false);
    this.#subscriptions.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let isFirst = true;
    while (this.#subscriptions.size > 0) {
      const begun = performance.now();
      this.#publish(await this.#look(isFirst));
      isFirst = false;
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await Promise.race([pause(Math.max(1, this.#periodMs - (performance.now() - begun))), woken]);
    }
    this.#state = new FeedState();
    this.#revision = undefined;
    this.#isRunning = false;
  }

  /** Time between two samples, ms. */
  get #periodMs(): number {
    let least = SILENCE_MS;
    for (const { subscriber } of this.#subscriptions) least = Math.min(least, subscriber.intervalMs);
    return Math.max(FEED_INTERVAL_MS.least, least);
  }

  /** Brings the state up to date; returns what has changed in it. */
  async #look(isFirst: boolean): Promise<FeedChanges> {
    const { core } = this.#source;
    const earlier = this.#sampling;
    // A sample that was asked for before, for subscribers who have left, is not a full one: it is asked for again.
    // The times that were told are those of another clock now.
    const wasSet = this.#zero !== wallClock.zero;
    this.#zero = wallClock.zero;
    if (isFirst || wasSet) this.#sampling = Promise.resolve(earlier).then(() => core.sample({ anew: true }));
    else this.#sampling ??= core.sample({ anew: false });
    // A data plane that is being replaced answers late; the table and the statuses are published meanwhile.
    const sample = await inTime(this.#sampling, SILENCE_MS);
    const changes = new FeedChanges();
    const statusOf = (key: string): EntryStatus => core.statusOf(key);
    if (this.#revision !== core.revision) {
      this.#revision = core.revision;
      this.#state.takeTable(core.table(), statusOf, changes, core.shared?.());
    }
    if (sample) {
      this.#sampling = undefined;
      this.#state.takeSample(sample, changes, performance.now());
    } else this.#state.takeStatuses(statusOf, changes);
    return changes;
  }

  #publish(changes: FeedChanges): void {
    const moment = { at: wallClock.now(), now: performance.now() };
    const most = this.#state.size + MORE_CHANGES;
    const encoded = this.#encoder(moment);
    const merged = new Set<FeedChanges>();
    for (const subscription of this.#subscriptions) {
      const { subscriber, toldAt } = subscription;
      // Subscribers who were told the same share their changes, and the message that tells them.
      if (subscription.changes.isEmpty) subscription.changes = changes;
      else if (!merged.has(subscription.changes)) subscription.changes.merge(changes, most);
      merged.add(subscription.changes);
      const isDue = moment.now - toldAt >= subscriber.intervalMs - SLACK_MS;
      const isSilent = moment.now - toldAt >= SILENCE_MS - SLACK_MS;
      if (!subscriber.isReady || !(isSilent || (isDue && !subscription.changes.isEmpty))) continue;
      subscriber.take(encoded(subscription.changes, subscriber.of));
      subscription.changes = new FeedChanges();
      subscription.toldAt = moment.now;
    }
  }

  /** Returns a function that makes the message of some changes, once for all who share them. */
  #encoder(moment: Moment): (changes: FeedChanges, of: FeedSubscriber['of']) => EncodedMessage {
    const status = this.#source.status({ ...this.#state.states });
    const known = {
      own: new Map<FeedChanges, EncodedMessage>(),
      fleet: new Map<FeedChanges, EncodedMessage>(),
    };
    const everything = new FeedChanges(true);
    return (changes, asked) => {
      const of = asked ?? 'own';
      const messages = known[of];
      // Most snapshots are the same, whoever gets them.
      const isSame = changes.everything && this.#state.missedBy(changes) === 0;
      const told = isSame ? everything : changes;
      const message = messages.get(told) ?? this.#state.message(told, moment, status, of);
      messages.set(told, message);
      return message;
    };
  }
}

/** Resolves with the value of a promise, or with undefined after `ms`; the work goes on. */
async function inTime<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms).unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
