import type { ListedEntry } from '../../../service/backend.ts';

/** Something that happened to an entry while the monitor was looking. */
export interface EntryEvent {
  readonly at: number;
  readonly text: string;
  readonly isBad: boolean;
}

/** Older events than this many are forgotten. */
const MAX_EVENTS = 30;

/** The events of an entry after it was seen again, the newest last. */
export function withEvents(
  events: readonly EntryEvent[],
  before: ListedEntry,
  after: ListedEntry,
  at: number,
): readonly EntryEvent[] {
  const news: EntryEvent[] = [];
  if (before.state !== after.state || before.reason !== after.reason) news.push(stateEvent(after, at));
  const target = `${after.connectAddress}:${after.connectPort}`;
  if (target !== `${before.connectAddress}:${before.connectPort}`) {
    news.push({ at, text: `Now connects to ${target}.`, isBad: false });
  }
  const error = after.counters?.lastError;
  if (error && error.at !== before.counters?.lastError?.at) {
    news.push({ at: error.at, text: error.text, isBad: true });
  }
  return news.length === 0 ? events : [...events, ...news].slice(-MAX_EVENTS);
}

function stateEvent({ state, reason }: ListedEntry, at: number): EntryEvent {
  const text = reason === undefined ? `Now ${state}.` : `Now ${state}. ${reason}`;
  return { at, text, isBad: state === 'failed' };
}
