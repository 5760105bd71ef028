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

/** The floors inside `src/shell`. */
const SHELL_FLOORS: Floors = [
  ['src/shell/text.ts', 'src/shell/front-end.ts', 'src/shell/state.ts', 'src/shell/alias.ts'],
  ['src/shell/facts.ts', 'src/shell/report.ts', 'src/shell/decode.ts', 'src/shell/status-line.ts'],
  ['src/shell/answer.ts', 'src/shell/source.ts', 'src/shell/line-reader.ts', 'src/shell/shell.ts'],
  [
    'src/shell/leave.ts',
    'src/shell/line-run.ts',
    'src/shell/mode-request.ts',
    'src/shell/session-settings.ts',
  ],
  ['src/shell/helpers.ts', 'src/shell/machine.ts', 'src/shell/script.ts', 'src/shell/session-request.ts'],
  ['src/shell/answer-request.ts', 'src/shell/watch.ts', 'src/shell/session-backend.ts'],
  ['src/shell/begin-command.ts'],
  ['src/shell/session.ts'],
];

/** The floors inside `src/tui`. */
const TUI_FLOORS: Floors = [
  ['src/tui/keys', 'src/tui/options.ts', 'src/tui/output.ts'],
  ['src/tui/line'],
  ['src/tui/completion', 'src/tui/history'],
  ['src/tui/model'],
  ['src/tui/line-cache.ts', 'src/tui/screen'],
  ['src/tui/terminal'],
  ['src/tui/live'],
  ['src/tui/panel', 'src/tui/monitor'],
  ['src/tui/runner.ts', 'src/tui/plain.ts'],
  ['src/tui/runtime.ts'],
  ['src/tui/start.ts'],
];

/** Panel and monitor know nothing of each other: each would be a climb in one of these lists. */
const PANEL_UNDER_MONITOR: Floors = [['src/tui/panel'], ['src/tui/monitor']];
const MONITOR_UNDER_PANEL: Floors = [['src/tui/monitor'], ['src/tui/panel']];

/** The floors inside what panel and monitor share. */
const LIVE_FLOORS: Floors = [
  ['src/tui/live/feed', 'src/tui/live/follow-feed.ts', 'src/tui/live/pacer.ts'],
  ['src/tui/live/screen'],
  ['src/tui/live/table'],
];

/** The floors inside the monitor. */
const MONITOR_FLOORS: Floors = [
  ['src/tui/monitor/keys', 'src/tui/monitor/options.ts', 'src/tui/monitor/table'],
  ['src/tui/monitor/model'],
  ['src/tui/monitor/screen', 'src/tui/monitor/terminal', 'src/tui/monitor/run-lines.ts'],
  ['src/tui/monitor/controller.ts'],
  ['src/tui/monitor/start.tsx'],
];

/** All that is to be held; a list holds for the files that stand in one of its rooms. */
export const ALL_FLOORS: readonly Floors[] = [
  HOUSE_FLOORS,
  SERVICE_FLOORS,
  SHELL_FLOORS,
  TUI_FLOORS,
  PANEL_UNDER_MONITOR,
  MONITOR_UNDER_PANEL,
  LIVE_FLOORS,
  MONITOR_FLOORS,
];
