import type { ChangeResult } from '../../portproxy/changes/results.ts';
import { API_VERSION, MAX_TRANSACTION_BODY } from './api.ts';
import type { Call, Part, Stream } from './call.ts';
import { isFleetAnswer, isFleetResult, isFleetStatus, parseFleetCall, parseJoin } from './fleet.ts';
import { isHistoryAnswer, isUndoResult, parseHistoryQuery, parseUndo } from './fleet-history.ts';
import { areFleetAnswers, parseFleetQuestion } from './fleet-view.ts';
import {
  areChangeResults,
  areConnections,
  areListed,
  isListedRulebook,
  isMetricsResult,
  isRelayStatus,
  isTransactionResult,
} from './parse-answers.ts';
import { isLogResult, parseLogRequest } from './parse-log.ts';
import {
  noArguments,
  parseChanges,
  parseDrain,
  parseFilter,
  parseListing,
  parseMetricsRequest,
  parseTransaction,
} from './parse-requests.ts';
import { listedRulebook } from './rule-status.ts';
import { type Is, isBoolean, isNumber } from './shape.ts';
import { stoppedEntries, stoppedStatus } from './status.ts';

const V = `/v${API_VERSION}`;
const SHORT_MS = 30_000;
/** A batch of changes may wait for the listeners of many entries. */
const LONG_MS = 120_000;
const STOP_MARGIN_MS = 10_000;

/**
 * Every call of the control API, one row each. The server's endpoints, the client, both ends of the bridge and the
 * embedded relay come from this table; docs/control-api.md describes it.
 */
export const CALLS = {
  /** How the relay is. */
  status: call({
    part: 'process',
    method: 'GET',
    path: `${V}/status`,
    args: noArguments,
    value: read(isRelayStatus),
    timeoutMs: SHORT_MS,
    stopped: ({ home, entries }) => stoppedStatus(home, entries().length),
  }),
  /** The same, and the service is started where none runs. */
  start: call({
    part: 'process',
    method: 'GET',
    path: `${V}/status`,
    args: noArguments,
    value: read(isRelayStatus),
    timeoutMs: SHORT_MS,
  }),
  /** Every entry in order of creation, with counters where asked for; `stopped` where no service runs. */
  entries: call({
    part: 'table',
    method: 'GET',
    path: `${V}/entries`,
    args: parseListing,
    value: read(areListed),
    member: 'entries',
    timeoutMs: SHORT_MS,
    stopped: ({ entries }) => stoppedEntries(entries()),
  }),
  /** Up to `MAX_CHANGES` changes in order, one result each; on disk, and the listeners tried, when it is answered. */
  changes: call({
    part: 'table',
    method: 'POST',
    path: `${V}/changes`,
    args: parseChanges,
    value: read(areChangeResults),
    member: 'results',
    timeoutMs: LONG_MS,
    changes: true,
    again: doneBefore,
    isOnce: ({ changes }) => changes.some(({ op }) => op === 'rule-add'),
  }),
  /**
   * All of these changes in one write, or none: not where the table is not as expected, one of them is not acceptable,
   * or an entry that is new or changed could not listen. Entries that stay keep their listeners and connections.
   */
  transaction: call({
    part: 'table',
    method: 'POST',
    path: `${V}/transaction`,
    args: parseTransaction,
    value: read(isTransactionResult),
    timeoutMs: LONG_MS,
    changes: true,
    maxBody: MAX_TRANSACTION_BODY,
  }),
  /** Rules of advfirewall in order of creation, each with its state, and the policies. */
  rules: call({
    part: 'table',
    method: 'GET',
    path: `${V}/rules`,
    args: noArguments,
    value: read(isListedRulebook),
    timeoutMs: SHORT_MS,
    stopped: ({ rules }) => listedRulebook(rules()),
  }),
  /** Live connections, with what they have carried. */
  connections: call({
    part: 'relay',
    method: 'GET',
    path: `${V}/connections`,
    args: noArguments,
    value: read(areConnections),
    member: 'connections',
    timeoutMs: SHORT_MS,
    stopped: () => [],
  }),
  /** The live feed, which `Backend.feed` reads. */
  events: stream(`${V}/events`),
  /** Ends live connections by a reset at both ends; answers how many. */
  kill: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/kill`,
    args: parseFilter,
    value: read(isNumber),
    member: 'killed',
    timeoutMs: SHORT_MS,
    stopped: () => 0,
    again: false,
  }),
  /** The metrics in the text format of Prometheus. */
  metrics: stream(`${V}/metrics`),
  /** Serves metrics over TCP, or no longer. */
  setMetrics: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/metrics/set`,
    args: parseMetricsRequest,
    value: read(isMetricsResult),
    timeoutMs: SHORT_MS,
    changes: true,
  }),
  /** Logs connections that have ended, or no longer. */
  setLog: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/log/set`,
    args: parseLogRequest,
    value: read(isLogResult),
    timeoutMs: SHORT_MS,
    changes: true,
  }),
  /** The fleet that this machine is a member of, and its machines. */
  fleet: call({
    part: 'relay',
    method: 'GET',
    path: `${V}/fleet`,
    args: noArguments,
    value: read(isFleetStatus),
    timeoutMs: SHORT_MS,
  }),
  /** Makes this machine a member of a fleet. */
  joinFleet: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/fleet/join`,
    args: parseJoin,
    value: read(isFleetResult),
    timeoutMs: SHORT_MS,
    changes: true,
  }),
  /** Ends the membership; the entries of the fleet listen no more here. */
  leaveFleet: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/fleet/leave`,
    args: noArguments,
    value: read(isFleetResult),
    timeoutMs: SHORT_MS,
    changes: true,
  }),
  /** Tells who changed what in the fleet's table, and when: the newest commits, the oldest of them first. */
  fleetHistory: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/fleet/history`,
    args: parseHistoryQuery,
    value: read(isHistoryAnswer),
    timeoutMs: LONG_MS,
  }),
  /** Puts back what one revision of the fleet's table changed, or nothing of it where something of that was changed later. */
  undoFleet: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/fleet/undo`,
    args: parseUndo,
    value: read(isUndoResult),
    timeoutMs: LONG_MS,
    changes: true,
    again: false,
  }),
  /** Carries out a call of the table on the fleet's table: `call` names its row, `args` are those of the row. */
  fleetCall: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/fleet/call`,
    args: parseFleetCall,
    value: read(isFleetAnswer),
    timeoutMs: LONG_MS,
    changes: true,
    again: false,
    maxBody: MAX_TRANSACTION_BODY,
  }),
  /** Asks machines of the fleet what they have now, or has them end connections; answers what each tells, and which told nothing. */
  askFleet: call({
    part: 'relay',
    method: 'POST',
    path: `${V}/fleet/ask`,
    args: parseFleetQuestion,
    value: read(areFleetAnswers),
    timeoutMs: SHORT_MS,
    again: false,
  }),
  /** The live feed of all machines of the fleet. */
  fleetEvents: stream(`${V}/fleet/events`),
  /** Ends the service after connections had at most `drainMs` to finish; answers whether one ran. */
  stop: call({
    part: 'process',
    method: 'POST',
    path: `${V}/stop`,
    args: parseDrain,
    value: read(isBoolean),
    member: 'stopped',
    timeoutMs: ({ drainMs }) => drainMs + STOP_MARGIN_MS,
    stopped: ({ hasEnded }) => hasEnded,
  }),
};

/** The paths of the API, in the order of the table. */
export const PATHS: readonly string[] = [...new Set(Object.values(CALLS).map(({ path }) => path))];

type Rows = typeof CALLS;

/** The name of a call. */
export type CallName = {
  [Name in keyof Rows]: Rows[Name] extends Stream & { readonly value?: undefined } ? never : Name;
}[keyof Rows];

/** The arguments of a call. */
export type Args<Name extends CallName> = ReturnType<Rows[Name]['args']>;

/** The value that a call answers. */
export type Value<Name extends CallName> = Exclude<ReturnType<Rows[Name]['value']>, undefined>;

/** Carries out any call. Rejects with a `ServiceError` where the service cannot be reached, started or understood. */
export type Caller = <Name extends CallName>(name: Name, args: Args<Name>) => Promise<Value<Name>>;

type Table = { readonly [Name in CallName]: Call<Part, Args<Name>, Value<Name>> };

/** Returns the row of a call. */
export function callOf<Name extends CallName>(name: Name): Table[Name] {
  const table: Table = CALLS;
  return table[name];
}

const NAMES: ReadonlySet<string> = new Set(
  Object.entries(CALLS).flatMap(([name, row]) => ('value' in row ? [name] : [])),
);

/** Whether a text is the name of a call. */
export function isCallName(name: string): name is CallName {
  return NAMES.has(name);
}

/** The names of all calls. */
export const CALL_NAMES: readonly CallName[] = [...NAMES].filter(isCallName);

/**
 * A batch is written whole or not at all, and doing it twice leaves the same table; only what the first, unanswered try
 * has deleted is then found absent.
 */
function doneBefore(results: readonly ChangeResult[]): readonly ChangeResult[] {
  return results.map((result) => (result.kind === 'absent' ? { kind: 'done', notices: [] } : result));
}

function call<const P extends Part, A, V>(row: Call<P, A, V>): Call<P, A, V> {
  return row;
}

function stream(path: string): Stream {
  return { method: 'GET', path };
}

function read<T>(is: Is<T>): (value: unknown) => T | undefined {
  return (value) => (is(value) ? value : undefined);
}
