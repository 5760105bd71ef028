import type { EntryCounters } from './relay.ts';
import { ENTRY_COLUMNS } from './rows.ts';

/** The numbers of an entry that add up over processes. */
const NUMBERS = [...ENTRY_COLUMNS.map(({ name }) => name), 'errors'] as const;

/** Counts by reason. */
const REASONS = ['ends', 'denials', 'drops'] as const;

/** What has come to the counters of an entry between two looks; what has not changed is left out. */
export type CounterGrowth = Readonly<
  Partial<
    Record<(typeof NUMBERS)[number], number> &
      Record<(typeof REASONS)[number], Readonly<Record<string, number>>>
  >
>;

/** Returns what has come to counters since `before`; undefined where that is nothing. */
export function counterGrowth(
  before: EntryCounters | undefined,
  now: EntryCounters,
): CounterGrowth | undefined {
  const grown: [string, number | Readonly<Record<string, number>>][] = [];
  for (const name of NUMBERS) {
    const by = (now[name] ?? 0) - (before?.[name] ?? 0);
    if (by !== 0) grown.push([name, by]);
  }
  for (const name of REASONS) {
    const more = Object.entries(now[name] ?? {}).flatMap(([reason, count]) => {
      const by = count - (before?.[name]?.[reason] ?? 0);
      return by === 0 ? [] : [[reason, by] as const];
    });
    if (more.length > 0) grown.push([name, Object.fromEntries(more)]);
  }
  return grown.length === 0 ? undefined : Object.fromEntries(grown);
}
