import { connectLabel, shortConnectLabel } from '../../../portproxy/connect-label.ts';
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
  const added = [...changeEvents(before, after, at), ...targetEvents(before, after, at)];
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
    events.push({ at, text: `Now connects to ${connectLabel(after)}.`, isBad: false });
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
export function targetOf(entry: ListedEntry): string {
  return shortConnectLabel(entry);
}

function phaseText({ phase, target }: ConnectionInfo): string {
  switch (phase) {
    case 'header':
      return 'Its PROXY protocol header is awaited.';
    case 'connect':
      return `Now tries ${target}.`;
    case 'data':
      return `${target} has answered; data flows.`;
    case 'half-closed':
      return 'One end has sent all it had to send; the other goes on.';
  }
}

/** Returns which targets of an entry went down or came back between two messages; `at` in ms since the epoch. */
function targetEvents(before: ListedEntry, after: ListedEntry, at: number): RowEvent[] {
  const { targets = [] } = after.counters ?? {};
  if (targets.length === 0) return [];
  const known = new Map(before.counters?.targets?.map(({ target, state }) => [target, state]));
  const events: RowEvent[] = [];
  for (const { target, state, reason = '' } of targets) {
    const earlier = known.get(target);
    if (earlier === state) continue;
    if (state === 'down') events.push({ at, text: `The target ${target} is down: ${reason}.`, isBad: true });
    else if (earlier === 'down')
      events.push({ at, text: `The target ${target} answers again.`, isBad: false });
  }
  return events;
}

function stateEvent({ state, reason }: ListedEntry, at: number): RowEvent {
  const text = reason === undefined ? `Now ${state}.` : `Now ${state}. ${reason}`;
  return { at, text, isBad: state === 'failed' };
}
