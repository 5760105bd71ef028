import { SELF_REMEDY } from '../../portproxy/hold.ts';
import type { RelayEntry } from '../relay.ts';

/** A reason names no more entries than this. */
const MOST_NAMED = 3;

/** Returns why an entry is held whose connections come back to it through these entries, in one short sentence. */
export function loopReason(entry: RelayEntry, through: readonly RelayEntry[]): string {
  if (through.length === 0)
    return `It would forward to itself (same address and port on both sides). ${SELF_REMEDY}`;
  const others = [...new Set(through)].filter((one) => one !== entry).map(({ label }) => label);
  if (others.length === 0) return 'It would forward to itself.';
  const left = others.length - MOST_NAMED;
  const named = left > 1 ? [...others.slice(0, MOST_NAMED), `${left} more entries`] : others;
  return `It would forward to itself through ${listed(named)}.`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
