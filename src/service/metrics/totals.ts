import type { EntryCounters } from '../../relay/relay.ts';

/** Counters of many entries together, which only grow. */
export interface Totals {
  connectionsTotal: number;
  bytesUp: number;
  bytesDown: number;
  errors: number;
  refused: number;
  denied: number;
  readonly ends: Map<string, number>;
}

/** Returns totals of nothing. */
export function newTotals(): Totals {
  return { connectionsTotal: 0, bytesUp: 0, bytesDown: 0, errors: 0, refused: 0, denied: 0, ends: new Map() };
}

const FIGURES = ['connectionsTotal', 'bytesUp', 'bytesDown', 'errors', 'refused', 'denied'] as const;

/** Adds the growth of an entry's counters since `before`; a counter that is lower than before began again at 0. */
export function addGrowth(
  totals: Totals,
  before: EntryCounters | undefined,
  after: EntryCounters | undefined,
): void {
  if (!after) return;
  for (const figure of FIGURES) totals[figure] += growth(before?.[figure] ?? 0, after[figure]);
  for (const [reason, count] of Object.entries(after.ends)) {
    totals.ends.set(reason, (totals.ends.get(reason) ?? 0) + growth(before?.ends[reason] ?? 0, count));
  }
}

function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}
