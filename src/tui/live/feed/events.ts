import { hostAndPort } from '../../../portproxy/host-address.ts';
import type { ConnectionInfo } from '../../../relay/relay.ts';
import type { ListedEntry } from '../../../service/contract/status.ts';

/** Something that happened to an entry or a connection while the monitor was looking. */
export interface RowEvent {
  readonly at: number;
  readonly text: string;
  readonly isBad: boolean;
}

/** Older events than this many are forgotten. */
const MAX_EVENTS = 30;

/** The events of an entry after it was seen again, the newest last. */
export function withEvents(
  events: readonly RowEvent[],
  before: ListedEntry,
  after: ListedEntry,
  at: number,
): readonly RowEvent[] {
  const news: RowEvent[] = [];
  if (before.state !== after.state || before.reason !== after.reason) news.push(stateEvent(after, at));
  const target = hostAndPort(after.connectAddress, after.connectPort);
  if (target !== hostAndPort(before.connectAddress, before.connectPort)) {
    news.push({ at, text: `Now connects to ${target}.`, isBad: false });
  }
  const error = after.counters?.lastError;
  if (error && error.at !== before.counters?.lastError?.at) {
    news.push({ at: error.at, text: error.text, isBad: true });
  }
  return news.length === 0 ? events : [...events, ...news].slice(-MAX_EVENTS);
}

/** The events of a connection after it was seen again, the newest last. */
export function withPhase(
  events: readonly RowEvent[],
  before: ConnectionInfo,
  after: ConnectionInfo,
  at: number,
): readonly RowEvent[] {
  if (before.phase === after.phase && before.target === after.target) return events;
  return [...events, { at, text: phaseText(after), isBad: false }].slice(-MAX_EVENTS);
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
