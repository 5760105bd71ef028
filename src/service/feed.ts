import type { ConnectionInfo } from '../relay/relay.ts';
import type { ListedEntry, RelayStatus } from './backend.ts';

/** What a live view is fed with. Ids of entries are their keys (`entryKey`); times in ms since the epoch. */
export type FeedMessage =
  /** Everything: first of all, after the service was lost, and whenever differences would not be shorter. */
  | {
      readonly kind: 'snapshot';
      readonly at: number;
      readonly status: RelayStatus;
      readonly entries: readonly ListedEntry[];
      readonly connections: readonly ConnectionInfo[];
    }
  /** What is new or different since the message before, at most ten times a second. */
  | {
      readonly kind: 'difference';
      readonly at: number;
      readonly status: RelayStatus;
      /** Entries whose values, state or counters differ; a new one stands at the end of the table. */
      readonly entries: readonly ListedEntry[];
      /**
       * Keys of entries that are gone, to be removed first: one that is among `entries` as well was added again, and
       * stands at the end of the table.
       */
      readonly removed: readonly string[];
      readonly connections: readonly ConnectionInfo[];
      /** Ids of connections that have ended; some may never have been told of. */
      readonly ended: readonly number[];
    }
  /** No service answers; the feed goes on trying and sends a snapshot when one does. */
  | { readonly kind: 'lost'; readonly at: number; readonly reason: string };

/** Options of a feed. */
export interface FeedOptions {
  /** Shortest time between two differences, ms; 100 or more. */
  readonly intervalMs?: number;
  /** Ends the feed. */
  readonly signal: AbortSignal;
}

/** A live feed of the relay: messages until the signal ends it. A slow reader misses differences, never their effect. */
export type Feed = (options: FeedOptions) => AsyncIterable<FeedMessage>;
