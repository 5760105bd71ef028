import { FleetFault } from '../../fleet/fleet-fault.ts';
import type { HistoryQuery } from '../../fleet/history.ts';
import { fleetListing } from '../../fleet/listed-entries.ts';
import type { FleetAnswers, FleetQuestion } from '../contract/fleet-view.ts';
import type { EntryState } from '../../portproxy/state.ts';
import { type Args, type CallName, type Value, callOf, isCallName } from '../contract/calls.ts';
import type { FleetAnswer, FleetCall, Refused } from '../contract/fleet.ts';
import type { HistoryAnswer, UndoRequest, UndoResult } from '../contract/fleet-history.ts';
import { listedRulebook } from '../contract/rule-status.ts';
import { ApiFault } from '../contract/service-error.ts';
import type { ListedEntry } from '../contract/status.ts';
import { askMachines } from './ask-machines.ts';
import type { Fleet } from './fleet.ts';

/** A call on the fleet's table as a user. Rejects with a `FleetFault`. */
type Handler<Name extends CallName> = (fleet: Fleet, args: Args<Name>, user: string) => Promise<Value<Name>>;

/** The calls that a fleet answers; any other is one of a machine. */
const HANDLERS: { readonly [Name in CallName]?: ReturnType<typeof on> } = {
  entries: on('entries', (fleet) => listed(fleet)),
  rules: on('rules', async (fleet) => listedRulebook(fleet.table().rulebook)),
  changes: on('changes', (fleet, request, user) => fleet.member().changes(request, user)),
  transaction: on('transaction', (fleet, transaction, user) => fleet.member().transaction(transaction, user)),
  fleet: on('fleet', (fleet) => fleet.status()),
  fleetHistory: on('fleetHistory', (fleet, query) => fleetHistory(fleet, query)),
  undoFleet: on('undoFleet', (fleet, request) => undoFleet(fleet, request)),
  status: on('status', async (fleet) => {
    const entries: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
    for (const { state } of await listed(fleet)) entries[state] += 1;
    const { membership } = await fleet.status();
    return { running: true, home: `fleet ${membership?.fleet}`, entries, connections: 0 };
  }),
};

/** Returns a handler that reads its arguments as the row of its call does. */
function on<Name extends CallName>(name: Name, handler: Handler<Name>) {
  return async (fleet: Fleet, args: unknown, user: string): Promise<unknown> =>
    await handler(fleet, callOf(name).args(args), user);
}

/** Carries out a call on the fleet's table. Throws an `ApiFault` where the call is not understood. */
export async function fleetCall(fleet: Fleet, { call, args, user }: FleetCall): Promise<FleetAnswer> {
  if (!isCallName(call)) throw new ApiFault('invalid', 'The body names no call of the control API.');
  const handler = HANDLERS[call];
  if (!handler) {
    return {
      kind: 'refused',
      code: 'invalid',
      detail: 'This is for one machine, not for a fleet: set machine.',
    };
  }
  return await orRefused(async () => ({ kind: 'answer', value: await handler(fleet, args, user) }));
}

/** Tells commits of the past of the fleet. */
export async function fleetHistory(fleet: Fleet, query: HistoryQuery): Promise<HistoryAnswer> {
  return await orRefused(async () => ({ kind: 'answer', commits: await fleet.member().history(query) }));
}

/** Puts back what a revision of the fleet's table changed. */
export async function undoFleet(fleet: Fleet, { revision, user, ...side }: UndoRequest): Promise<UndoResult> {
  return await orRefused(() => fleet.member().undo(revision, side, user));
}

async function orRefused<Answer>(ask: () => Promise<Answer>): Promise<Answer | Refused> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FleetFault) return { kind: 'refused', code: error.code, detail: error.message };
    throw error;
  }
}

/** Asks machines of the fleet. Never rejects with a `FleetFault`. */
export async function askFleet(fleet: Fleet, question: FleetQuestion): Promise<FleetAnswers> {
  try {
    return await askMachines(fleet.member(), question);
  } catch (error) {
    if (error instanceof FleetFault) return { kind: 'refused', code: error.code, detail: error.message };
    throw error;
  }
}

async function listed(fleet: Fleet): Promise<readonly ListedEntry[]> {
  const rows = fleet.table().rows();
  const machines = await fleet.machines().catch((error: unknown) => {
    if (error instanceof FleetFault) return error;
    throw error;
  });
  if (!(machines instanceof FleetFault)) return fleetListing(rows, machines);
  const status = { state: 'held' as const, reason: machines.message };
  return rows.map(({ entry }) => Object.assign({}, entry, status));
}
