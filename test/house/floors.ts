/** Rooms from the ground up: a file imports only from its own floor or one below. A room is a file, or a folder. */
export type Floors = readonly (readonly string[])[];

/** The whole house. */
const HOUSE_FLOORS: Floors = [
  ['src/async', 'src/portproxy'],
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

/** Inside `src/service/contract`: the table of calls stands on what reads their arguments and values. */
const CONTRACT_FLOORS: Floors = within('src/service/contract', [
  ['api.ts', 'shape.ts', 'status.ts', 'metrics-setting.ts', 'service-error.ts', 'ssh-destination.ts'],
  ['api-fault.ts', 'call.ts', 'parse-change.ts', 'refusal.ts'],
  ['parse-requests.ts', 'parse-answers.ts'],
  ['calls.ts'],
  ['backend.ts'],
]);

/** Inside `src/service/client`: from the socket up. */
const CLIENT_FLOORS: Floors = within('src/service/client', [
  ['http-answer.ts', 'stored-entries.ts', 'change-queue.ts', 'launch.ts'],
  ['http-connection.ts', 'calling-backend.ts'],
  ['http-client.ts'],
  ['control-client.ts'],
  ['acquire.ts', 'service-backend.ts'],
]);

/** Inside `src/service/bridge`: what both ends share, then each end. */
const BRIDGE_FLOORS: Floors = within('src/service/bridge', [
  ['ended-text.ts', 'far-feeds.ts', 'remote-facts.ts', 'ssh.ts'],
  ['bridge-calls.ts', 'messages.ts'],
  ['lines.ts'],
  ['link.ts', 'serve-calls.ts'],
  ['remote-machine.ts', 'serve-bridge.ts'],
  ['machine-feed.ts'],
  ['remote-backend.ts'],
]);

/** Inside `src/service/server`: the table and its relay, the calls, the socket, the process. */
const SERVER_FLOORS: Floors = within('src/service/server', [
  ['relay-entry.ts', 'request-body.ts', 'log.ts', 'idle-watch.ts'],
  ['effect.ts', 'control-server.ts'],
  ['core.ts', 'control-listener.ts'],
  ['call-handlers.ts'],
  ['endpoints.ts'],
  ['relay-service.ts'],
  ['embedded-backend.ts', 'obey-signals.ts'],
  ['run-service.ts'],
]);

/** Inside `src/service/session`. */
const SESSION_FLOORS: Floors = within('src/service/session', [
  ['draft.ts', 'forwarding-backend.ts'],
  ['dry-run.ts'],
  ['staged-backend.ts', 'machines.ts', 'open-backend.ts'],
]);

/** All that is to be held; a list holds for the files that stand in one of its rooms. */
export const ALL_FLOORS: readonly Floors[] = [
  HOUSE_FLOORS,
  SERVICE_FLOORS,
  CONTRACT_FLOORS,
  CLIENT_FLOORS,
  BRIDGE_FLOORS,
  SERVER_FLOORS,
  SESSION_FLOORS,
];

/** Floors of the files of one folder. */
function within(folder: string, floors: Floors): Floors {
  return floors.map((rooms) => rooms.map((room) => `${folder}/${room}`));
}
