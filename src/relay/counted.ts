import type { EntryRecord } from './entries/entry-record.ts';

/** How many numbers there are for each entry that moved bytes. */
export const COUNTED_ROW = 6;

/** Packs the numbers of entries, as threads hand them over at next to no cost. */
export function packCounted(records: readonly EntryRecord[]): Float64Array {
  const numbers = new Float64Array(records.length * COUNTED_ROW);
  let at = 0;
  for (const { number, counters } of records) {
    numbers[at++] = number;
    numbers[at++] = counters.connections;
    numbers[at++] = counters.connectionsTotal;
    numbers[at++] = counters.bytesUp;
    numbers[at++] = counters.bytesDown;
    numbers[at++] = counters.refused;
  }
  return numbers;
}
