/** Rooms from the ground up: a file imports only from its own floor or one below. A room is a file, or a folder. */
export type Floors = readonly (readonly string[])[];

/** The whole house. */
const HOUSE_FLOORS: Floors = [
  ['src/errors', 'src/version.ts', 'src/background-options.ts'],
  ['src/async', 'src/portproxy'],
  ['src/firewall'],
  ['src/language'],
  ['src/portproxy/formats', 'src/unemulated'],
  ['src/store', 'src/relay', 'src/system'],
  ['src/fleet'],
  ['src/service'],
  ['contexts'],
  ['help'],
  ['src/helpers'],
  ['src/shell'],
  ['src/learn'],
  ['src/cli', 'src/tui'],
  ['src/main.ts', 'src/background.ts'],
  ['src/start.ts'],
];

/** The floors inside `src/service`: by process. */
const SERVICE_FLOORS: Floors = [
  ['src/service/contract', 'src/service/http'],
  ['src/service/install', 'src/service/manager'],
  ['src/service/client'],
  ['src/service/bridge', 'src/service/log', 'src/service/metrics', 'src/service/fleet'],
  ['src/service/outliving'],
  ['src/service/server'],
  ['src/service/session'],
];

/** The floors inside `src/errors`. */
const ERROR_FLOORS: Floors = [
  ['src/errors/row.ts', 'src/errors/api-errors.ts', 'src/errors/unknown.ts', 'src/errors/program.ts'],
  ['src/errors/line-errors.ts', 'src/errors/command-errors.ts', 'src/errors/service-errors.ts'],
  ['src/errors/errors.ts'],
  ['src/errors/fault.ts', 'src/errors/notes.ts'],
];

/** The floors inside `src/language`: words, schemas, what a line may mean, what it means, help with it. */
const LANGUAGE_FLOORS: Floors = [
  [
    'src/language/token.ts',
    'src/language/match.ts',
    'src/language/distance.ts',
    'src/language/editing.ts',
    'src/language/facts.ts',
    'src/language/visible.ts',
  ],
  ['src/language/outcome.ts', 'src/language/schema.ts', 'src/language/options.ts'],
  ['src/language/failure.ts', 'src/language/reading.ts', 'src/language/filter.ts'],
  ['src/language/arguments.ts', 'src/language/resolve.ts'],
  ['src/language/bar.ts', 'src/language/help-words.ts'],
  ['src/language/candidates.ts'],
  ['src/language/read.ts', 'src/language/inner-line.ts'],
  ['src/language/complete.ts', 'src/language/hint.ts'],
];

/** The floors inside `contexts`: what commands share, parts of commands, commands and contexts, their parents. */
const CONTEXT_FLOORS: Floors = [
  [
    'contexts/host.ts',
    'contexts/layout.ts',
    'contexts/ending.ts',
    'contexts/change-outcome.ts',
    'contexts/values',
  ],
  [
    'contexts/across.ts',
    'contexts/names.ts',
    'contexts/target-lines.ts',
    'contexts/connection-lines.ts',
    'contexts/completion',
    'contexts/network',
    'contexts/advfirewall',
    'contexts/watch',
  ],
  ['contexts/common.ts'],
  ['contexts/advfirewall.ts'],
  ['contexts/moving'],
  ['contexts'],
  ['contexts/interface.ts'],
  ['contexts/root.ts'],
];

/** The floors inside `src/helpers`: the words of a helper, its check, its thread, the helpers of a home. */
const HELPER_FLOORS: Floors = [
  ['src/helpers/api.ts', 'src/helpers/inspect.ts', 'src/helpers/module-file.ts', 'src/helpers/outcome.ts'],
  ['src/helpers/description.ts', 'src/helpers/check-value.ts', 'src/helpers/values.ts'],
  ['src/helpers/build.ts', 'src/helpers/check.ts', 'src/helpers/messages.ts'],
  ['src/helpers/helper-thread.ts', 'src/helpers/list-file.ts', 'src/helpers/load-module.ts'],
  ['src/helpers/helpers.ts', 'src/helpers/serve-helper.ts'],
  ['src/helpers/worker.ts'],
];

/** The floors inside `src/system`: files, tables of the system, the machine, its network from file to reader. */
const SYSTEM_FLOORS: Floors = [
  ['src/system/read-file.ts', 'src/system/read-text.ts', 'src/system/addresses.ts'],
  ['src/system'],
  ['src/system/machine.ts', 'src/system/network'],
  ['src/system/network/linux.ts'],
  ['src/system/network/open-reader.ts', 'src/system/firewall'],
];

/** Inside `src/system/firewall`. */
const SYSTEM_FIREWALL_FLOORS: Floors = within('src/system/firewall', [
  ['system-firewall.ts'],
  ['ufw.ts', 'firewalld.ts', 'nftables.ts'],
  ['find-firewall.ts'],
]);

/** The floors inside `src/store`. */
const STORE_FLOORS: Floors = [
  [
    'src/store/store-error.ts',
    'src/store/load-conf.ts',
    'src/store/json-text.ts',
    'src/store/trust.ts',
    'src/store/system-home.ts',
    'src/store/home-directory.ts',
    'src/store/kept-code.ts',
  ],
  ['src/store/own-file.ts', 'src/store/check-home.ts', 'src/store/code-cache.ts'],
  ['src/store/home.ts', 'src/store/lock.ts', 'src/store/history.ts', 'src/store/rotated-file.ts'],
  ['src/store/kept-file.ts'],
  ['src/store/real-file.ts', 'src/store/table-format.ts', 'src/store/rules-format.ts'],
  ['src/store/backup.ts', 'src/store/read-kept.ts', 'src/store/settings.ts', 'src/store/shell-settings.ts'],
  ['src/store/kept-store.ts', 'src/store/read-table.ts', 'src/store/read-rules.ts'],
  ['src/store/table-store.ts'],
];

/** Inside `src/fleet`: names and documents, the table, the servers, what is kept there, the member. */
const FLEET_FLOORS: Floors = within('src/fleet', [
  [
    'names.ts',
    'fault.ts',
    'fleet-fault.ts',
    'carried-values.ts',
    'chosen-machines.ts',
    'secret-file.ts',
    'server-identity.ts',
  ],
  ['rules-change.ts'],
  ['commit.ts'],
  ['setting.ts', 'changed-body.ts', 'machine-state.ts', 'message-parts.ts', 'packed.ts', 'log-faults.ts'],
  ['fleet-table.ts'],
  ['plan-changes.ts', 'listed-entries.ts', 'followed.ts', 'copy.ts', 'quiet-socket.ts'],
  ['engine.ts'],
  ['streams.ts', 'log.ts', 'presence.ts', 'questions.ts'],
  ['snapshots.ts'],
  ['committer.ts', 'meet-log.ts', 'try-membership.ts'],
  ['member.ts'],
]);

/** Inside `src/service/contract`: the table of calls stands on what reads their arguments and values. */
const CONTRACT_FLOORS: Floors = within('src/service/contract', [
  [
    'api.ts',
    'shape.ts',
    'status.ts',
    'rule-status.ts',
    'metrics-setting.ts',
    'log-setting.ts',
    'service-error.ts',
    'connection-ids.ts',
    'ssh-destination.ts',
    'stop-code.ts',
  ],
  ['call.ts', 'parse-change.ts', 'refusal.ts'],
  ['parse-log.ts', 'fleet.ts'],
  ['parse-requests.ts', 'parse-answers.ts'],
  ['fleet-view.ts'],
  ['calls.ts'],
  ['backend.ts'],
]);

/** Inside `src/service/install`: the parts of an installation, one for each service manager, which holds here, what is done. */
const INSTALL_FLOORS: Floors = within('src/service/install', [
  ['plan.ts', 'stamp.ts', 'xml.ts'],
  ['systemd.ts', 'launchd.ts', 'windows-task.ts', 'program.ts', 'run-command.ts'],
  ['choose.ts', 'install.ts'],
  ['at-boot.ts', 'run-install.ts'],
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
  ['foreign-text.ts', 'parse-json.ts', 'far-feeds.ts', 'remote-facts.ts', 'ssh.ts'],
  ['ended-text.ts'],
  ['bridge-calls.ts', 'messages.ts'],
  ['lines.ts'],
  ['link.ts', 'serve-calls.ts'],
  ['remote-machine.ts', 'serve-bridge.ts'],
  ['machine-feed.ts'],
  ['remote-backend.ts'],
]);

/** Inside `src/service/outliving`: where and how two processes talk, what they say, each end. */
const OUTLIVING_FLOORS: Floors = within('src/service/outliving', [
  ['earlier-socket.ts', 'link.ts', 'growths.ts', 'lines-of-all.ts', 'told-log.ts', 'in-turn.ts'],
  ['messages.ts', 'change-messages.ts'],
  ['known-connections.ts', 'told-changes.ts'],
  ['earlier-process.ts', 'outliving-server.ts', 'leaving-process.ts'],
  ['relay-of-all.ts'],
]);

/** Inside `src/service/server`: the table and its relay, the calls, the socket, the process. */
const SERVER_FLOORS: Floors = within('src/service/server', [
  [
    'relay-entry.ts',
    'rule-keeper.ts',
    'request-body.ts',
    'log.ts',
    'idle-watch.ts',
    'program-file.ts',
    'request-log.ts',
  ],
  ['effect.ts', 'apply-batch.ts', 'control-server.ts'],
  ['shared-table.ts'],
  ['core.ts', 'control-listener.ts'],
  ['call-handlers.ts'],
  ['endpoints.ts'],
  ['relay-service.ts'],
  ['embedded-backend.ts', 'obey-signals.ts'],
  ['run-service.ts'],
]);

/** Inside `src/service/session`. */
const SESSION_FLOORS: Floors = within('src/service/session', [
  ['draft.ts', 'forwarding-backend.ts', 'fleet-backend.ts'],
  ['dry-run.ts'],
  ['opening-backend.ts'],
  ['staged-backend.ts', 'machines.ts', 'open-backend.ts'],
]);

/** Inside `src/firewall`: the values of a rule, rules, a rulebook and its changes, its texts. */
const FIREWALL_FLOORS: Floors = within('src/firewall', [
  ['rule.ts', 'conditions'],
  ['rule-field.ts', 'inactive-reason.ts', 'policy.ts', 'decision-tree.ts'],
  ['in-force.ts', 'compiled-rule.ts'],
  ['condition-texts.ts'],
  ['rule-fields.ts'],
  [
    'make-rule.ts',
    'to-open.ts',
    'rule-words.ts',
    'rule-sentence.ts',
    'access.ts',
    'judge.ts',
    'show-rules.ts',
  ],
  ['rule-change.ts', 'dump-rules.ts'],
  ['rule-table.ts'],
]);

/** Inside `src/firewall/conditions`: keys of addresses, spans of keys, conditions as spans. */
const CONDITION_FLOORS: Floors = within('src/firewall/conditions', [
  ['address-bits.ts'],
  ['spans.ts'],
  ['condition-spans.ts', 'span-map.ts', 'span-sets.ts'],
  ['networks.ts'],
]);

/** Inside `contexts/advfirewall`. */
const ADVFIREWALL_FLOORS: Floors = within('contexts/advfirewall', [
  ['refusing.ts', 'rule-outcome.ts', 'rule-tags.ts', 'access.ts'],
  ['rule-commands.ts', 'profiles.ts'],
  ['show-rule.ts'],
]);

/** Inside `src/unemulated`: a row, the rows, what finds one and fills it in. */
const UNEMULATED_FLOORS: Floors = within('src/unemulated', [
  ['row.ts', 'given.ts'],
  ['rows', 'fill.ts'],
  ['table.ts'],
  ['find.ts'],
  ['advice.ts'],
]);

/** The floors inside `src/portproxy`. */
const PORTPROXY_FLOORS: Floors = [
  ['src/portproxy/family.ts', 'src/portproxy/state.ts', 'src/portproxy/kinds/kind.ts'],
  ['src/portproxy/address.ts', 'src/portproxy/host-address.ts', 'src/portproxy/port.ts'],
  ['src/portproxy/key.ts', 'src/portproxy/kinds', 'src/portproxy/family-advice.ts'],
  ['src/portproxy/values'],
  ['src/portproxy/entry.ts'],
  ['src/portproxy/entry-json.ts', 'src/portproxy/entry-problem.ts', 'src/portproxy/entry-words.ts'],
  ['src/portproxy/table.ts', 'src/portproxy/hold.ts', 'src/portproxy/show.ts', 'src/portproxy/dump.ts'],
  ['src/portproxy/changes'],
  ['src/portproxy/formats'],
];

/** The floors inside `src/relay`: contract, sockets and entries, listening, the protocols, the data plane, the main thread. */
const RELAY_FLOORS: Floors = [
  [
    'src/relay/rows.ts',
    'src/relay/relay.ts',
    'src/relay/last-error.ts',
    'src/relay/counter-growth.ts',
    'src/relay/limits.ts',
    'src/relay/listener-store.ts',
    'src/relay/transport.ts',
    'src/relay/datagrams.ts',
    'src/relay/common',
    'src/relay/log',
    'src/relay/transport-names.ts',
    'src/relay/proxy-header/addresses.ts',
    'src/relay/handing-over/packed.ts',
    'src/relay/handing-over/parcel.ts',
    'src/relay/handing-over/steps.ts',
  ],
  ['src/relay/native', 'src/relay/streams', 'src/relay/bounds', 'src/relay/proxy-header'],
  ['src/relay/entries', 'src/relay/targets'],
  ['src/relay/listening'],
  ['src/relay/tcp', 'src/relay/udp', 'src/relay/messages.ts'],
  ['src/relay/sampler.ts', 'src/relay/handing-over'],
  ['src/relay/plane'],
  ['src/relay'],
];

/** The floors inside `src/shell`. */
const SHELL_FLOORS: Floors = [
  [
    'src/shell/text.ts',
    'src/shell/line-ends.ts',
    'src/shell/told-errors.ts',
    'src/shell/told-hints.ts',
    'src/shell/front-end.ts',
    'src/shell/state.ts',
    'src/shell/alias.ts',
  ],
  [
    'src/shell/facts.ts',
    'src/shell/follower.ts',
    'src/shell/gathered-output.ts',
    'src/shell/running-scripts.ts',
    'src/shell/report.ts',
    'src/shell/decode.ts',
    'src/shell/status-line.ts',
  ],
  [
    'src/shell/answer.ts',
    'src/shell/source.ts',
    'src/shell/line-reader.ts',
    'src/shell/shell.ts',
    'src/shell/filtered-front.ts',
  ],
  ['src/shell/help-search.ts'],
  ['src/shell/help-answer.ts'],
  ['src/shell/staged-changes.ts'],
  [
    'src/shell/leave.ts',
    'src/shell/line-run.ts',
    'src/shell/mode-request.ts',
    'src/shell/session-settings.ts',
    'src/shell/script-result.ts',
  ],
  ['src/shell/learn.ts', 'src/shell/editing.ts'],
  ['src/shell/advice.ts'],
  ['src/shell/intent.ts'],
  ['src/shell/helpers.ts', 'src/shell/machine.ts', 'src/shell/script.ts', 'src/shell/session-request.ts'],
  ['src/shell/answer-request.ts', 'src/shell/watch.ts', 'src/shell/session-backend.ts'],
  ['src/shell/explained-session.ts'],
  ['src/shell/read-ahead.ts'],
  ['src/shell/explain-script.ts'],
  ['src/shell/explain.ts'],
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
  [
    'src/tui/monitor/screen',
    'src/tui/monitor/terminal',
    'src/tui/monitor/run-lines.ts',
    'src/tui/monitor/save-screen.ts',
  ],
  ['src/tui/monitor/controller.ts'],
  ['src/tui/monitor/start.ts'],
];

/** Every list of floors; each holds for the files in its rooms. */
export const ALL_FLOORS: readonly Floors[] = [
  HOUSE_FLOORS,
  SERVICE_FLOORS,
  ERROR_FLOORS,
  PORTPROXY_FLOORS,
  FIREWALL_FLOORS,
  CONDITION_FLOORS,
  SYSTEM_FIREWALL_FLOORS,
  UNEMULATED_FLOORS,
  ADVFIREWALL_FLOORS,
  RELAY_FLOORS,
  LANGUAGE_FLOORS,
  CONTEXT_FLOORS,
  HELPER_FLOORS,
  SHELL_FLOORS,
  TUI_FLOORS,
  PANEL_UNDER_MONITOR,
  MONITOR_UNDER_PANEL,
  LIVE_FLOORS,
  MONITOR_FLOORS,
  SYSTEM_FLOORS,
  STORE_FLOORS,
  FLEET_FLOORS,
  CONTRACT_FLOORS,
  CLIENT_FLOORS,
  INSTALL_FLOORS,
  BRIDGE_FLOORS,
  OUTLIVING_FLOORS,
  SERVER_FLOORS,
  SESSION_FLOORS,
];

/** Floors of the files of one folder. */
function within(folder: string, floors: Floors): Floors {
  return floors.map((rooms) => rooms.map((room) => `${folder}/${room}`));
}
