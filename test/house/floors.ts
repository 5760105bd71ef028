/** Rooms from the ground up: a file imports only from its own floor or one below. A room is a file, or a folder. */
export type Floors = readonly (readonly string[])[];

/** The whole house. */
const HOUSE_FLOORS: Floors = [
  ['src/portproxy'],
  ['src/language'],
  ['src/portproxy/formats'],
  ['src/store', 'src/relay', 'src/system'],
  ['src/service'],
  ['contexts'],
  ['help'],
  ['src/helpers'],
  ['src/shell'],
  ['src/cli', 'src/tui'],
  ['src/main.ts'],
];

/** The floors inside `src/service`: by process. */
const SERVICE_FLOORS: Floors = [
  ['src/service/contract'],
  ['src/service/client'],
  ['src/service/bridge', 'src/service/metrics'],
  ['src/service/server'],
  ['src/service/session'],
];

/** The road of a change in traffic, from the relay's thread to the screen. */
const FEED_FLOORS: Floors = [
  ['src/relay/rows.ts'],
  ['src/relay/relay.ts'],
  ['src/relay/sampler.ts', 'src/relay/messages.ts'],
  ['src/relay/plane-calls.ts', 'src/relay/status-mirror.ts'],
  ['src/relay/thread-relay.ts'],
  ['src/service/contract/feed-rows.ts'],
  ['src/service/contract/feed.ts'],
  ['src/service/contract/feed-message.ts', 'src/service/contract/whole-feed.ts'],
  ['src/service/client/feed-lines.ts', 'src/service/client/reconnecting-feed.ts'],
  [
    'src/service/client/service-feed.ts',
    'src/service/bridge/machine-feed.ts',
    'src/service/bridge/far-feeds.ts',
  ],
  [
    'src/service/server/feed-changes.ts',
    'src/service/server/feed-items.ts',
    'src/service/server/encoded-message.ts',
  ],
  ['src/service/server/feed-state.ts'],
  ['src/service/server/feed-publisher.ts'],
  ['src/service/server/feed-response.ts', 'src/service/server/local-feed.ts'],
  ['contexts/watch', 'src/tui/live/feed/series.ts'],
  ['src/tui/live/feed/traffic.ts', 'src/tui/live/feed/events.ts'],
  ['src/tui/live/feed/entry-row.ts', 'src/tui/live/feed/connection-row.ts'],
  ['src/tui/live/feed/live-state.ts'],
];

/** All that is to be held; a list holds for the files that stand in one of its rooms. */
export const ALL_FLOORS: readonly Floors[] = [HOUSE_FLOORS, SERVICE_FLOORS, FEED_FLOORS];
