import { isVisible } from '../language/visible.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { ENTRY_STATES, type EntryState } from '../portproxy/state.ts';
import { fleetDocument, parseDocument } from './commit.ts';
import { isCount, LogFault } from './fault.ts';

/** An entry of the fleet that does not listen on a machine, or not everywhere there. */
export interface SilentEntry {
  readonly key: string;
  readonly state: EntryState;
  readonly reason: string;
}

/** What the entries of the fleet do on one machine. */
export interface FleetReport {
  /** How many entries for this machine are in each state. */
  readonly counts: Readonly<Record<EntryState, number>>;
  /** Those with a reason, as many as a message holds. */
  readonly silent: readonly SilentEntry[];
}

/** What a machine tells of itself. */
export interface MachineState extends FleetReport {
  /** The id of its membership. */
  readonly id: string;
  /** Version of its program. */
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The revision that its relay follows. */
  readonly revision: number;
}

/** A machine of a fleet, as it told of itself last. */
export interface KnownMachine {
  readonly name: string;
  readonly state: MachineState;
  /** When the servers heard of it last, by their clock. */
  readonly heard: Date;
  /** Since when it is lost: it has told nothing for too long. Undefined while it is there. */
  readonly lostMs?: number | undefined;
}

/** Most entries that a report names. */
const MOST_SILENT = 1000;
const LONGEST = 1024;

/** Returns the state of a machine as a text, which `parseState` reads. */
export function stateDocument(state: MachineState): string {
  return fleetDocument({ ...state, silent: state.silent.slice(0, MOST_SILENT) });
}

/** Reads the state of a machine. Throws a `LogFault`. */
export function parseState(text: string): MachineState {
  const { id, version, labels, revision, counts, silent } = parseDocument(text, 'The state of a machine');
  if (!isShort(id) || !isShort(version) || !isCount(revision) || !areTexts(labels)) throw unclear();
  if (!areCounts(counts) || !Array.isArray(silent) || silent.length > MOST_SILENT) throw unclear();
  if (!silent.every(isSilent)) throw unclear();
  return { id, version, labels, revision, counts, silent };
}

function unclear(): LogFault {
  return new LogFault('The state of a machine is not whole.');
}

function isSilent(value: unknown): value is SilentEntry {
  if (!isRecord(value)) return false;
  const { key, state, reason } = value;
  return isShort(key) && isShort(reason) && ENTRY_STATES.some((one) => one === state);
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST && isVisible(value);
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.entries(value).every((pair) => pair.every(isShort));
}

function areCounts(value: unknown): value is Readonly<Record<EntryState, number>> {
  return isRecord(value) && ENTRY_STATES.every((state) => isCount(value[state]));
}
