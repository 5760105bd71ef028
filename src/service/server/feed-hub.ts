import type { Entry } from '../../portproxy/entry.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { RelaySample } from '../../relay/relay.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { RelayStatus } from '../contract/status.ts';
import { FeedNews } from './feed-news.ts';
import type { FeedParcel } from './feed-parcel.ts';
import { FeedPicture } from './feed-picture.ts';
import { pause } from '../../async/pause.ts';

/** A reader hears something at least so often; ms. */
const SILENCE_MS = 1_000;
/** A message may come that much before its time, since timers are never on time; ms. */
const SLACK_MS = 20;
/** News that is kept for a slow reader beyond what a snapshot would hold. */
const MORE_NEWS = 1_000;

/** What the feed is made from. */
export interface FeedSource {
  readonly core: {
    /** Another number whenever the table is another. */
    readonly revision: number;
    table(): readonly Entry[];
    statusOf(key: string): EntryStatus;
    sample(options: { readonly anew: boolean }): Promise<RelaySample>;
  };
  /** The status of the service, with these counts of entries. */
  status(states: Readonly<Record<EntryState, number>>): RelayStatus;
}

/** One who reads the feed. */
export interface FeedReader {
  /** Shortest time between two messages, ms. */
  readonly intervalMs: number;
  /** Whether it can take a message now; what happens until it can is told in one. */
  readonly isReady: boolean;
  take(parcel: FeedParcel): void;
  /** There will be no more messages. */
  end(): void;
}

interface Subscription {
  readonly reader: FeedReader;
  /** What it could not be told yet. */
  news: FeedNews;
  toldAt: number;
}

/** One look at the relay, ten times a second, for all who read the feed; none while nobody does. */
export class FeedHub {
  readonly #source: FeedSource;
  readonly #subscriptions = new Set<Subscription>();
  #picture = new FeedPicture();
  #revision: number | undefined;
  #sampling: Promise<RelaySample> | undefined;
  #isRunning = false;
  #isClosed = false;

  constructor(source: FeedSource) {
    this.#source = source;
  }

  /** Gives the reader a snapshot, and differences from then on; the function returned ends that. */
  subscribe(reader: FeedReader): () => void {
    if (this.#isClosed) {
      reader.end();
      return () => {};
    }
    const subscription = { reader, news: new FeedNews(true), toldAt: -Infinity };
    this.#subscriptions.add(subscription);
    if (!this.#isRunning) void this.#run();
    return () => void this.#subscriptions.delete(subscription);
  }

  /** Ends the feed for all readers. */
  close(): void {
    this.#isClosed = true;
    for (const { reader } of this.#subscriptions) reader.end();
    this.#subscriptions.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let isFirst = true;
    while (this.#subscriptions.size > 0) {
      const begun = performance.now();
      this.#tell(await this.#look(isFirst));
      isFirst = false;
      await pause(Math.max(1, FEED_INTERVAL_MS.least - (performance.now() - begun)));
    }
    this.#picture = new FeedPicture();
    this.#revision = undefined;
    this.#isRunning = false;
  }

  /** Brings the picture up to date; gives what is new in it. */
  async #look(isFirst: boolean): Promise<FeedNews> {
    const { core } = this.#source;
    const earlier = this.#sampling;
    // What was asked for readers who have left in the meantime is not the whole.
    if (isFirst) this.#sampling = Promise.resolve(earlier).then(() => core.sample({ anew: true }));
    else this.#sampling ??= core.sample({ anew: false });
    // A data plane that is being replaced answers late; meanwhile the table and the statuses are still told.
    const sample = await inTime(this.#sampling, SILENCE_MS);
    const news = new FeedNews();
    const statusOf = (key: string): EntryStatus => core.statusOf(key);
    if (this.#revision !== core.revision) {
      this.#revision = core.revision;
      this.#picture.takeTable(core.table(), statusOf, news);
    }
    if (sample) {
      this.#sampling = undefined;
      this.#picture.takeSample(sample, news);
    } else this.#picture.takeStatuses(statusOf, news);
    return news;
  }

  #tell(news: FeedNews): void {
    const now = performance.now();
    const most = this.#picture.size + MORE_NEWS;
    const parcel = this.#packer();
    for (const subscription of this.#subscriptions) {
      const { reader, toldAt } = subscription;
      // Readers who know the same share their news, and what is made of it.
      if (subscription.news.isEmpty) subscription.news = news;
      else subscription.news.merge(news, most);
      const isDue = now - toldAt >= reader.intervalMs - SLACK_MS;
      const isSilent = now - toldAt >= SILENCE_MS - SLACK_MS;
      if (!reader.isReady || !(isSilent || (isDue && !subscription.news.isEmpty))) continue;
      reader.take(parcel(subscription.news));
      subscription.news = new FeedNews();
      subscription.toldAt = now;
    }
  }

  /** Makes parcels of the picture; the same news is packed once. */
  #packer(): (news: FeedNews) => FeedParcel {
    const at = Date.now();
    const status = this.#source.status({ ...this.#picture.states });
    const parcels = new Map<FeedNews, FeedParcel>();
    const everything = new FeedNews(true);
    return (news) => {
      const kind = news.everything ? everything : news;
      const parcel = parcels.get(kind) ?? this.#picture.parcel(kind, at, status);
      parcels.set(kind, parcel);
      return parcel;
    };
  }
}

/** What a promise gives, if it does so in time; ms. */
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
