import type { ConnectionInfo } from '../../relay/relay.ts';
import type { KillFilter } from '../contract/kill-filter.ts';
import type { FeedMessage } from '../contract/feed.ts';
import type { ListedEntry } from '../contract/status.ts';

/** What a machine tells its fleet of itself, and does for it. */
export interface MachineView {
  /** Live connections, those of its own entries too. */
  readonly connections: () => Promise<readonly ConnectionInfo[]>;
  /** Its own entries and those of the fleet that it has, with counters. */
  readonly entries: () => Promise<readonly ListedEntry[]>;
  /** Ends connections; resolves with how many. */
  readonly kill: (filter: KillFilter) => Promise<number>;
  /** Sends a live feed of the fleet's entries and of all connections. Returns how to end that. */
  readonly subscribe: (subscriber: ViewSubscriber) => () => void;
}

/** A reader of the live feed of a machine. */
export interface ViewSubscriber {
  readonly of: 'fleet';
  /** Shortest time between two messages, in ms. */
  readonly intervalMs: number;
  /** Whether it takes a message now. */
  readonly isReady: boolean;
  take(message: { readonly message: FeedMessage; readonly line: Uint8Array }): void;
  /** There will be no more messages. */
  end(): void;
}
