import { ApiFault } from '../contract/service-error.ts';
import type { Args, CallName, Value } from '../contract/calls.ts';
import type { RelayStatus } from '../contract/status.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { askFleet, fleetCall, fleetHistory, undoFleet } from '../fleet/fleet-calls.ts';
import type { ConnectionLog } from '../log/connection-log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Core } from './core.ts';
import { killConnections } from './kill-connections.ts';

/** Carries out each call of the control API. Every one rejects with an `ApiFault` where it is refused. */
export type CallHandlers = {
  readonly [Name in CallName]: (args: Args<Name>) => Promise<Value<Name>>;
};

/** The parts of the service that calls act on. */
export interface Controlled {
  readonly core: Core;
  readonly metrics: Metrics;
  readonly log: ConnectionLog;
  readonly fleet: Fleet;
  readonly status: () => RelayStatus;
  /** Ends the service after connections had at most `drainMs` to finish; or a sentence why a client may not end it. */
  readonly stop: ((drainMs: number) => Promise<void>) | string;
}

/** Returns the handlers of all calls. */
export function callHandlers({ core, metrics, log, fleet, status, stop }: Controlled): CallHandlers {
  return {
    status: async () => status(),
    start: async () => status(),
    entries: (args) => core.entries(args?.counters ?? false),
    changes: ({ changes, stopAtFirst }) => core.change(changes, stopAtFirst),
    transaction: (transaction) => core.transaction(transaction),
    rules: async () => core.rules(),
    connections: () => core.connections(),
    kill: (filter) => killConnections(core, filter),
    setMetrics: (request) => metrics.change(request),
    setLog: (request) => log.change(request),
    fleet: () => fleet.status(),
    joinFleet: (request) => fleet.join(request),
    leaveFleet: () => fleet.leave(),
    fleetHistory: (query) => fleetHistory(fleet, query),
    undoFleet: (request) => undoFleet(fleet, request),
    askFleet: (question) => askFleet(fleet, question),
    fleetCall: (call) => fleetCall(fleet, call),
    async stop({ drainMs }) {
      if (typeof stop === 'string') throw new ApiFault('held', stop);
      await stop(drainMs);
      return true;
    },
  };
}
