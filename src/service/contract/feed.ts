import type { ConnectionInfo } from '../../relay/relay.ts';
import type { ListedEntry, RelayStatus } from './status.ts';

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
      /** Entries that are new or different in more than numbers; a new one stands at the end of the table. */
      readonly entries: readonly ListedEntry[];
      /**
       * Keys of other entries whose numbers are different, and five numbers for each: connections, connectionsTotal,
       * bytesUp, bytesDown, refused.
       */
      readonly counted: { readonly keys: readonly string[]; readonly numbers: readonly number[] };
      /**
       * Keys of entries that are gone, to be removed first: one that is among `entries` as well was added again, and
       * stands at the end of the table.
       */
      readonly removed: readonly string[];
      /** Connections that are new or different in more than numbers. */
      readonly connections: readonly ConnectionInfo[];
      /**
       * Other connections whose numbers are different, five numbers for each: id, how many ms before `at` it was active
       * last, phase (its place among connect, data, half-closed), bytesUp, bytesDown.
       */
      readonly moved: readonly number[];
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
