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

/** The floors inside `src/relay`: contract, sockets and entries, listening, the protocols, the data plane, the main thread. */
const RELAY_FLOORS: Floors = [
  ['src/relay/relay.ts', 'src/relay/limits.ts', 'src/relay/transport.ts', 'src/relay/common'],
  ['src/relay/native', 'src/relay/streams', 'src/relay/entries'],
  ['src/relay/listening'],
  ['src/relay/tcp', 'src/relay/messages.ts', 'src/relay/moved.ts', 'src/relay/counted.ts'],
  ['src/relay/sampler.ts'],
  ['src/relay/plane'],
  ['src/relay'],
];

/** All that is to be held; a list holds for the files that stand in one of its rooms. */
export const ALL_FLOORS: readonly Floors[] = [HOUSE_FLOORS, SERVICE_FLOORS, RELAY_FLOORS];
