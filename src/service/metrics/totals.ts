import type { EntryCounters } from '../../relay/relay.ts';

/** Counters of many entries together, which only grow. */
export interface Totals {
  connectionsTotal: number;
  bytesUp: number;
  bytesDown: number;
  errors: number;
  refused: number;
  denied: number;
  datagramsUp: number;
  datagramsDown: number;
  readonly ends: Map<string, number>;
  /** Datagrams that were not sent on, by reason. */
  readonly drops: Map<string, number>;
}

type Counts = Readonly<Record<string, number>>;

/** Returns totals of nothing. */
export function newTotals(): Totals {
  return {
    connectionsTotal: 0,
    bytesUp: 0,
    bytesDown: 0,
    errors: 0,
    refused: 0,
    denied: 0,
    datagramsUp: 0,
    datagramsDown: 0,
    ends: new Map(),
    drops: new Map(),
  };
}

const FIGURES = [
  'connectionsTotal',
  'bytesUp',
  'bytesDown',
  'errors',
  'refused',
  'denied',
  'datagramsUp',
  'datagramsDown',
] as const;

/** Adds the growth of an entry's counters since `before`; a counter that is lower than before began again at 0. */
export function addGrowth(
  totals: Totals,
  before: EntryCounters | undefined,
  after: EntryCounters | undefined,
): void {
  if (!after) return;
  for (const figure of FIGURES) totals[figure] += growth(before?.[figure] ?? 0, after[figure] ?? 0);
  addEach(totals.ends, before?.ends, after.ends);
  addEach(totals.drops, before?.drops, after.drops);
}

function addEach(totals: Map<string, number>, before: Counts = {}, after: Counts = {}): void {
  for (const [reason, count] of Object.entries(after)) {
    totals.set(reason, (totals.get(reason) ?? 0) + growth(before[reason] ?? 0, count));
  }
}

function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}
