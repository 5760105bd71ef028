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

/** The floors inside `src/portproxy`. */
const PORTPROXY_FLOORS: Floors = [
  ['src/portproxy/family.ts', 'src/portproxy/state.ts', 'src/portproxy/kinds/kind.ts'],
  ['src/portproxy/address.ts', 'src/portproxy/host-address.ts', 'src/portproxy/port.ts'],
  ['src/portproxy/key.ts', 'src/portproxy/kinds'],
  ['src/portproxy/values'],
  ['src/portproxy/entry.ts'],
  ['src/portproxy/entry-json.ts', 'src/portproxy/entry-problem.ts', 'src/portproxy/entry-words.ts'],
  ['src/portproxy/table.ts', 'src/portproxy/hold.ts', 'src/portproxy/show.ts', 'src/portproxy/dump.ts'],
  ['src/portproxy/changes'],
  ['src/portproxy/formats'],
];

/** All that is to be held; a list holds for the files that stand in one of its rooms. */
export const ALL_FLOORS: readonly Floors[] = [HOUSE_FLOORS, PORTPROXY_FLOORS, SERVICE_FLOORS];
