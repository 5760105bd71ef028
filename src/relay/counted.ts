import type { EntryRecord } from './entry-record.ts';
import type { EntryCounters } from './relay.ts';

/** Entries and their numbers, a row for each, as threads hand them over at next to no cost. */
export interface Counted {
  readonly ids: readonly string[];
  readonly numbers: Float64Array;
}

/** The counters that are mere numbers and change without an end or an error. */
export type Numbers = Pick<
  EntryCounters,
  'connections' | 'connectionsTotal' | 'bytesUp' | 'bytesDown' | 'refused'
>;

const ROW = 5;

/** Packs the numbers of entries. */
export function packCounted(records: readonly EntryRecord[]): Counted {
  const numbers = new Float64Array(records.length * ROW);
  let at = 0;
  for (const { counters } of records) {
    numbers[at++] = counters.connections;
    numbers[at++] = counters.connectionsTotal;
    numbers[at++] = counters.bytesUp;
    numbers[at++] = counters.bytesDown;
    numbers[at++] = counters.refused;
  }
  return { ids: records.map(({ id }) => id), numbers };
}

/** The numbers of `packCounted`. */
export function unpackCounted({
  ids,
  numbers,
}: Counted): { readonly id: string; readonly numbers: Numbers }[] {
  return ids.map((id, index) => {
    const at = (place: number): number => numbers[index * ROW + place] ?? 0;
    return {
      id,
      numbers: {
        connections: at(0),
        connectionsTotal: at(1),
        bytesUp: at(2),
        bytesDown: at(3),
        refused: at(4),
      },
    };
  });
}
