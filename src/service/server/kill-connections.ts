import { inGroup } from '../../portproxy/groups.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { KillFilter } from '../contract/kill-filter.ts';
import type { Core } from './core.ts';

/**
 * Ends live connections by a reset at both ends; resolves with how many. Those of a group are found by its entries, which
 * the relay does not tell apart by groups; `of`: also by those of the fleet.
 */
export async function killConnections(
  core: Core,
  { group, ...filter }: KillFilter,
  of: 'own' | 'whole' = 'own',
): Promise<number> {
  if (group === undefined) return await core.kill(filter);
  const entries = (await core.entries(false, of)).filter(inGroup(group)).map(entryKey);
  const wanted = entries.filter((key) => filter.entry === undefined || filter.entry === key);
  const killed = await Promise.all(wanted.map((entry) => core.kill({ ...filter, entry })));
  return killed.reduce((sum, one) => sum + one, 0);
}
