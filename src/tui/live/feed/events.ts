import { hostAndPort } from '../../../portproxy/host-address.ts';
import type { ConnectionInfo } from '../../../relay/relay.ts';
import type { ListedEntry } from '../../../service/contract/status.ts';

/** Something that happened to an entry or a connection while the monitor was looking. */
export interface RowEvent {
  /** ms since the epoch. */
  readonly at: number;
  readonly text: string;
  readonly isBad: boolean;
}

/** So many events are kept, the newest. */
const MAX_EVENTS = 30;

/** Returns the events of an entry after one more message, the newest last; `at` in ms since the epoch. */
export function withEvents(
  events: readonly RowEvent[],
  before: ListedEntry,
  after: ListedEntry,
  at: number,
): readonly RowEvent[] {
  const added = changeEvents(before, after, at);
  const error = after.counters?.lastError;
  if (error && error.at !== before.counters?.lastError?.at) {
    added.push({ at: error.at, text: error.text, isBad: true });
  }
  return added.length === 0 ? events : [...events, ...added].slice(-MAX_EVENTS);
}

/** Returns the changes of an entry's state and target between two messages; `at` in ms since the epoch. */
export function changeEvents(before: ListedEntry, after: ListedEntry, at: number): RowEvent[] {
  const events: RowEvent[] = [];
  if (before.state !== after.state || before.reason !== after.reason) events.push(stateEvent(after, at));
  if (!isSameTarget(before, after)) {
    events.push({ at, text: `Now connects to ${targetOf(after)}.`, isBad: false });
  }
  return events;
}

/** Returns the events of a connection after one more message, the newest last; `at` in ms since the epoch. */
export function withPhase(
  events: readonly RowEvent[],
  before: ConnectionInfo,
  after: ConnectionInfo,
  at: number,
): readonly RowEvent[] {
  if (before.phase === after.phase && before.target === after.target) return events;
  return [...events, { at, text: phaseText(after), isBad: false }].slice(-MAX_EVENTS);
}

/** Whether both connect to the same address and port. */
export function isSameTarget(one: ListedEntry, other: ListedEntry): boolean {
  return one.connectAddress === other.connectAddress && one.connectPort === other.connectPort;
}

/** The target of an entry as people write it. */
export function targetOf({ connectAddress, connectPort }: ListedEntry): string {
  return hostAndPort(connectAddress, connectPort);
}

function phaseText({ phase, target }: ConnectionInfo): string {
  switch (phase) {
    case 'connect':
      return `Now tries ${target}.`;
    case 'data':
      return `${target} has answered; data flows.`;
    case 'half-closed':
      return 'One end has sent all it had to send; the other goes on.';
  }
}

function stateEvent({ state, reason }: ListedEntry, at: number): RowEvent {
  const text = reason === undefined ? `Now ${state}.` : `Now ${state}. ${reason}`;
  return { at, text, isBad: state === 'failed' };
}
