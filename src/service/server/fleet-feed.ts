import { FleetLive } from '../fleet/fleet-live.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Core } from './core.ts';
import { FeedPublisher } from './feed-publisher.ts';
import { killConnections } from './kill-connections.ts';

/** The membership in a fleet, and what this machine shows of itself. */
interface FleetFeedParts {
  readonly fleet: Fleet;
  readonly core: Core;
  /** The live feed of this machine. */
  readonly feed: FeedPublisher;
}

/** Lets other machines of the fleet ask this one; returns the live feed of all of them, which rests while nobody reads it. */
export function openFleetFeed({ fleet, core, feed }: FleetFeedParts): FeedPublisher {
  fleet.answer({
    connections: () => core.connections(),
    entries: () => core.entries(true, 'whole'),
    kill: (filter) => killConnections(core, filter, 'whole'),
    subscribe: (subscriber) => feed.subscribe(subscriber),
  });
  const live = new FleetLive({ table: () => fleet.table(), member: () => fleet.member() });
  return new FeedPublisher({
    core: live.core,
    status: (states) => live.status(states),
    watched: (isWatched) => live.watched(isWatched),
  });
}
