import type { Entry } from '../portproxy/entry.ts';
import { entryKey, parseKey } from '../portproxy/key.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import { isForMachine } from './chosen-machines.ts';
import type { FleetRow } from './fleet-table.ts';
import type { KnownMachine, SilentEntry } from './machine-state.ts';

/** An entry of the fleet, and what it does on all machines that it is for. */
export type FleetListing = Entry & EntryStatus;

/** Machines, each with what it tells of the entries that do not listen. */
interface Told {
  readonly machine: KnownMachine;
  readonly silent: ReadonlyMap<string, SilentEntry>;
}

/**
 * Lists the entries of a fleet with what they do on its machines: `Listening on 11 of 12 machines. gw3: …`. An entry of a
 * family or protocol that only a later netsh knows is left out.
 */
export function fleetListing(rows: readonly FleetRow[], machines: readonly KnownMachine[]): FleetListing[] {
  const told = machines.map((machine): Told => ({
    machine,
    silent: new Map(machine.state.silent.map((one) => [one.key, one])),
  }));
  return rows.flatMap((row) => {
    const key = entryKey(row.entry);
    return parseKey(key) ? [{ ...row.entry, ...statusOf(row, key, told) }] : [];
  });
}

function statusOf({ entry, revision }: FleetRow, key: string, told: readonly Told[]): EntryStatus {
  if (entry.disabled) return { state: 'disabled' };
  const own = told.filter(({ machine }) =>
    isForMachine(entry, { name: machine.name, labels: machine.state.labels }),
  );
  if (own.length === 0) return { state: 'held', reason: 'No machine of the fleet has it.' };
  const silent = own.flatMap(({ machine, silent }) => silenceOf(machine, silent.get(key), revision));
  const listening = own.length - silent.filter(({ state }) => state !== 'listening').length;
  if (silent.length === 0) return { state: 'listening' };
  const count = `Listening on ${listening} of ${own.length} machine${own.length === 1 ? '' : 's'}.`;
  const named = silent.slice(0, MOST_NAMED).map(({ name, reason }) => `${name}: ${reason}`);
  const more = silent.length > MOST_NAMED ? [`And ${silent.length - MOST_NAMED} more.`] : [];
  // `stopped` would say that a relay does not run, which could be started.
  const isFailed = silent.some((one) => one.state === 'failed');
  const state = listening > 0 ? 'listening' : isFailed ? 'failed' : 'held';
  return { state, reason: [count, ...named, ...more].join(' ') };
}

/** Machines that a status names with their reasons. */
const MOST_NAMED = 3;

interface Silence extends Pick<SilentEntry, 'state' | 'reason'> {
  readonly name: string;
}

function silenceOf(
  { name, state, lostMs }: KnownMachine,
  silent: SilentEntry | undefined,
  revision: number,
): Silence[] {
  if (lostMs !== undefined) {
    return [{ name, state: 'held', reason: `It is lost since ${Math.round(lostMs / 1000)} s.` }];
  }
  if (state.revision < revision) {
    return [{ name, state: 'held', reason: 'It has not followed to this change yet.' }];
  }
  return silent ? [{ name, state: silent.state, reason: silent.reason }] : [];
}
