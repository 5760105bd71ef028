import type { EntryCounters } from '../src/relay/relay.ts';

/** Says how many clients wait until their entry has room; undefined where none does. */
export function waitingText({
  waiting,
  connections,
}: Pick<EntryCounters, 'waiting' | 'connections'>): string | undefined {
  if (!waiting) return undefined;
  const { accepted, inQueue } = waiting;
  if (accepted === 0) {
    const taken = connections === 1 ? 'the one connection is' : `all ${connections} connections are`;
    return `${taken} taken; further clients wait`;
  }
  const counted = accepted === 1 ? '1 client waits' : `${accepted} clients wait`;
  return `${counted} for room${inQueue ? ", others in the system's queue" : ''}`;
}
