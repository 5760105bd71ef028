import { isMoreNetworks } from '../../firewall/conditions/networks.ts';
import { without } from '../../firewall/conditions/span-sets.ts';
import type { Spans } from '../../firewall/conditions/spans.ts';
import type { PortSpan } from '../port.ts';

/** Who may connect to a row; block wins over allow. Nobody may where `others` is `deny` and `allow` is empty. */
export interface RowClients {
  readonly block: Spans;
  /** Empty where the others may connect. */
  readonly allow: Spans;
  readonly others: 'allow' | 'deny';
  /** All addresses of the IP version on which it listens; of both where a name says that. */
  readonly among: Spans;
}

/** Returns the addresses from which somebody may connect. */
export function openTo({ block, allow, others, among }: RowClients): Spans {
  return without(others === 'allow' ? among : allow, block);
}

/** Returns why a row is not written port by port or network by network, as a full sentence: it would be too long. */
export function tooManyNetworks(
  { from, clients }: { readonly from: PortSpan; readonly clients?: RowClients | undefined },
  sets: readonly Spans[] = clients ? [clients.block, clients.allow] : [],
): string | undefined {
  const ports = from.to - from.from + 1;
  if (!isMoreNetworks(sets, Math.floor(MOST_LINES / ports))) return undefined;
  return `Who may connect to its ports would be more than ${MOST_LINES} lines.`;
}

/** Most lines about clients of one row. */
const MOST_LINES = 100_000;
