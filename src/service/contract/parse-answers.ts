import { isRecord } from '../../portproxy/is-record.ts';
import type {
  ChangeResult,
  Conflict,
  RefusalCode,
  TransactionResult,
} from '../../portproxy/changes/results.ts';
import { parsePolicies } from '../../firewall/policy.ts';
import { isCodeAt } from '../../errors/errors.ts';
import { FAMILIES } from '../../portproxy/family.ts';
import { PROTOCOLS } from '../../portproxy/key.ts';
import { ENTRY_STATES, type EntryState } from '../../portproxy/state.ts';
import { VALUES } from '../../portproxy/values/values.ts';
import type {
  ConnectionInfo,
  EndedConnection,
  EntryCounters,
  EntryNames,
  ResolvedName,
  TargetStatus,
} from '../../relay/relay.ts';
import type { LastError } from '../../relay/last-error.ts';
import { ENTRY_ROWS, PHASES } from '../../relay/rows.ts';
import { TRANSPORTS } from '../../relay/transport-names.ts';
import { isLogStatus } from './parse-log.ts';
import type { MetricsResult, MetricsStatus } from './metrics-setting.ts';
import {
  type Is,
  either,
  isBoolean,
  isId,
  isNumber,
  isText,
  listOf,
  oneOf,
  optional,
  recordOf,
  shape,
} from './shape.ts';
import type { ListedRule, ListedRulebook } from './rule-status.ts';
import type { FleetMachines, ListedEntry, MissingMachine, OutlivingStatus, RelayStatus } from './status.ts';

// Answers come from another process, perhaps of another version: they are read, never taken at their word.

const isFamily = oneOf(...FAMILIES);
const isProtocol = optional(oneOf(...PROTOCOLS));
const isState = oneOf(...ENTRY_STATES);
const isRefusalCode: Is<RefusalCode> = (value) => isCodeAt('change', value);

const isResolvedName = shape<ResolvedName>({ name: isText, addresses: listOf(isText), at: isNumber });

const isLastError = shape<LastError>({ at: isNumber, text: isText, total: optional(isNumber) });
const isEnds = recordOf(isNumber);
const areNames = shape<EntryNames>({
  listen: optional(isResolvedName),
  connect: optional(isResolvedName),
  others: optional(listOf(isResolvedName)),
});
const areTargets = listOf(
  shape<TargetStatus>({
    target: isText,
    state: oneOf('untried', 'up', 'down'),
    since: optional(isNumber),
    reason: optional(isText),
    failures: optional(isNumber),
    ports: optional(listOf(isNumber)),
    connections: isNumber,
  }),
);

const isMetricsStatus = shape<MetricsStatus>({
  address: isText,
  port: isNumber,
  state: oneOf('listening', 'failed'),
  reason: optional(isText),
});

const CONNECTION = {
  id: isId,
  machine: optional(isText),
  entry: isText,
  protocol: optional(oneOf('udp')),
  client: isText,
  peer: optional(isText),
  target: isText,
  startedAt: isNumber,
  lastActiveAt: isNumber,
  ageMs: optional(isNumber),
  idleMs: optional(isNumber),
  phase: oneOf(...PHASES),
  bytesUp: isNumber,
  bytesDown: isNumber,
};

const isConnection = shape<ConnectionInfo>(CONNECTION);

type Kind<Result, K> = Extract<Result, { readonly kind: K }>;

const isDone = shape<Kind<ChangeResult, 'done'>>({
  kind: oneOf('done'),
  notices: listOf(isText),
  count: optional(isNumber),
});

const isChangeResult: Is<ChangeResult> = either(
  isDone,
  either(
    shape<{ readonly kind: 'absent' | 'skipped' }>({ kind: oneOf('absent', 'skipped') }),
    shape<Kind<ChangeResult, 'refused'>>({ kind: oneOf('refused'), code: isRefusalCode, detail: isText }),
  ),
);

/** Whether a value is a list of results, one for each change. */
export const areChangeResults: Is<readonly ChangeResult[]> = listOf(isChangeResult);

/** Whether a value is the result of a transaction. */
export const isTransactionResult: Is<TransactionResult> = either(
  isDone,
  shape<Kind<TransactionResult, 'conflict'>>({
    kind: oneOf('conflict'),
    conflicts: listOf(shape<Conflict>({ code: (value) => isCodeAt('commit', value), detail: isText })),
  }),
);

/** Whether a value is the result of a change of the metrics' port. */
export const isMetricsResult: Is<MetricsResult> = either(
  shape<Kind<MetricsResult, 'done'>>({ kind: oneOf('done'), metrics: optional(isMetricsStatus) }),
  shape<Kind<MetricsResult, 'refused'>>({
    kind: oneOf('refused'),
    code: isRefusalCode,
    detail: isText,
  }),
);

/** Whether a value has a number for each state of an entry. */
function isStateCounts(value: unknown): value is Record<EntryState, number> {
  return isRecord(value) && ENTRY_STATES.every((state) => isNumber(value[state]));
}

/** Whether a value is the status of a relay. */
export const isRelayStatus: Is<RelayStatus> = shape<RelayStatus>({
  running: isBoolean,
  pid: optional(isNumber),
  version: optional(isText),
  home: isText,
  uptimeMs: optional(isNumber),
  drainMs: optional(isNumber),
  entries: isStateCounts,
  connections: isNumber,
  transport: optional(oneOf(...TRANSPORTS)),
  writes: optional(isNumber),
  metrics: optional(isMetricsStatus),
  log: optional(isLogStatus),
  replaced: optional(isBoolean),
  outliving: optional(
    listOf(shape<OutlivingStatus>({ pid: isId, version: isText, since: isNumber, connections: isNumber })),
  ),
  watchers: optional(isNumber),
  machines: optional(
    shape<FleetMachines>({
      count: isNumber,
      missing: listOf(
        shape<MissingMachine>({
          machine: isText,
          why: oneOf('lost', 'disconnected', 'silent'),
          since: isNumber,
        }),
      ),
      reason: optional(isText),
    }),
  ),
});

/** Whether a value is the rules, with what they do, and the policies. */
export const isListedRulebook: Is<ListedRulebook> = shape<ListedRulebook>({
  rules: listOf(isListedRule),
  policies: (value): value is ListedRulebook['policies'] => parsePolicies(value) !== undefined,
});

/** Texts are looked at where they are used: a later netsh may know words that this one does not. */
function isListedRule(value: unknown): value is ListedRule {
  if (!isRecord(value) || typeof value['enabled'] !== 'boolean') return false;
  for (const name in value) if (name !== 'enabled' && typeof value[name] !== 'string') return false;
  const { state, direction, action } = value;
  return (
    RULE_TEXTS.every((name) => typeof value[name] === 'string') &&
    (direction === 'in' || direction === 'out') &&
    (action === 'allow' || action === 'block' || action === 'bypass') &&
    (state === 'active' || state === 'inactive' || state === 'disabled')
  );
}

/** The texts that every rule has. */
const RULE_TEXTS = ['name', 'profiles', 'protocol', 'localIp', 'remoteIp', 'localPort', 'remotePort'];

/** Whether a value is a list of live connections. */
export const areConnections: Is<readonly ConnectionInfo[]> = listOf(isConnection);

const isEnded = shape<EndedConnection>({
  ...CONNECTION,
  endedAt: isNumber,
  durationMs: isNumber,
  end: shape({
    by: oneOf('client', 'backend', 'netsh', 'timeout'),
    phase: oneOf(...PHASES),
    how: isText,
  }),
});

/** Whether a value is a list of connections that have ended. */
export const areEnded: Is<readonly EndedConnection[]> = listOf(isEnded);

/** Whether a value is a list of entries with what they do. */
export const areListed: Is<readonly ListedEntry[]> = listOf(isListed);

// Lists have 10,000 entries, and the program that reads them has just started: plain members cost a third of a `shape`.

/** The values of netsh's own that every entry has as texts. */
const TEXTS: readonly string[] = VALUES.flatMap((value) =>
  'extension' in value || value.property === 'protocol' ? [] : [value.property],
);

/** Values of ours are not looked at: an entry without one is an entry too. */
function isListed(value: unknown): value is ListedEntry {
  if (!isRecord(value)) return false;
  for (const name of TEXTS) if (typeof value[name] !== 'string') return false;
  const { family, protocol, state, reason, counters } = value;
  return (
    isFamily(family) &&
    isProtocol(protocol) &&
    isState(state) &&
    (reason === undefined || typeof reason === 'string') &&
    (counters === undefined || areCounters(counters))
  );
}

function isWaiting(value: unknown): boolean {
  return isRecord(value) && isNumber(value['accepted']) && typeof value['inQueue'] === 'boolean';
}

/** Whether a value is the counters of an entry. */
export function areCounters(value: unknown): value is EntryCounters {
  if (!isRecord(value)) return false;
  for (const { name, isLater } of ENTRY_ROWS.columns) {
    if (!isNumber(value[name]) && !(isLater && value[name] === undefined)) return false;
  }
  const { errors, ends, denials, waiting, drops, lastError, names, targets } = value;
  return (
    isNumber(errors) &&
    isEnds(ends) &&
    (denials === undefined || isEnds(denials)) &&
    (waiting === undefined || isWaiting(waiting)) &&
    (drops === undefined || isEnds(drops)) &&
    (lastError === undefined || isLastError(lastError)) &&
    (names === undefined || areNames(names)) &&
    (targets === undefined || areTargets(targets))
  );
}
