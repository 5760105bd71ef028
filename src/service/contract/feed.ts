import type { ConnectionInfo, EndedConnection } from '../../relay/relay.ts';
import type { Counted } from './feed-rows.ts';
import type { ListedEntry, RelayStatus } from './status.ts';

/** A message of the live feed. Ids of entries are their keys (`entryKey`); `at` is in ms since the epoch. */
export type FeedMessage = Snapshot | Difference | Lost;

/** Everything: the first message, the first after the service was lost, and whenever it is shorter than a difference. */
export interface Snapshot {
  readonly kind: 'snapshot';
  readonly at: number;
  readonly status: RelayStatus;
  readonly entries: readonly ListedEntry[];
  readonly connections: readonly ConnectionInfo[];
  /** The newest connections that have ended, oldest first; a service of version 0.1.0 tells none. */
  readonly recent?: readonly EndedConnection[] | undefined;
  /** How many others have ended since the message before; absent where none has. */
  readonly missed?: number | undefined;
}

/** Changes since the message before, at most ten times a second, to be applied in this order. */
export interface Difference {
  readonly kind: 'difference';
  readonly at: number;
  readonly status: RelayStatus;
  /** Keys of entries that are gone; one that is among `entries` too was added again, at the end of the table. */
  readonly removed: readonly string[];
  /** Entries that are new or changed in more than numbers; new ones stand at the end of the table. */
  readonly entries: readonly ListedEntry[];
  /** Other entries with new numbers. */
  readonly counted: Counted;
  /** Connections that are new or changed in more than numbers. */
  readonly connections: readonly ConnectionInfo[];
  /** Other connections with new numbers, five for each: id, idleMs (ms before `at`), phase, bytesUp, bytesDown. */
  readonly moved: readonly number[];
  /** Ids of connections that have ended; some may never have been told. */
  readonly ended: readonly number[];
  /** Connections that have ended, oldest first, those too that began since the message before. */
  readonly recent?: readonly EndedConnection[] | undefined;
  /** How many others have ended since the message before; absent where none has. */
  readonly missed?: number | undefined;
}

/** No service answers; the feed goes on trying, and sends a snapshot when one does. */
interface Lost {
  readonly kind: 'lost';
  readonly at: number;
  readonly reason: string;
}

/** Options of a feed. */
export interface FeedOptions {
  /** Shortest time between two differences, ms; 100 or more. */
  readonly intervalMs?: number;
  /** `fleet`: of all machines of the fleet; else of the machine that is asked. */
  readonly of?: 'fleet' | undefined;
  /** Whoever reads it can do without: it must cost other machines nothing. */
  readonly isAside?: boolean | undefined;
  /** Ends the feed. */
  readonly signal: AbortSignal;
}

/** A live feed of the relay: messages until the signal ends it. A slow reader gets fewer, which tell all the same. */
export type Feed = (options: FeedOptions) => AsyncIterable<FeedMessage>;
