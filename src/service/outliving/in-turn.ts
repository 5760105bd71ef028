import type { RelayEntry } from '../../relay/relay.ts';

/** So many ports change their process at once: it takes a few ms, in which nobody listens on them. */
const PORTS_AT_ONCE = 64;

/**
 * Divides entries, so that the listeners of one part after the other can change their process. Entries that share a port are in
 * the same part; the order inside a part stays.
 */
export function inTurn(entries: readonly RelayEntry[], portsAtOnce: number = PORTS_AT_ONCE): RelayEntry[][] {
  const places = new Map(entries.map((entry, place) => [entry, place]));
  const byPort = entries.toSorted((one, other) => one.listen.ports.from - other.listen.ports.from);
  const parts: RelayEntry[][] = [];
  let part: RelayEntry[] = [];
  let first = 0;
  let last = -1;
  for (const entry of byPort) {
    const { from, to } = entry.listen.ports;
    if (part.length > 0 && from > last && (from - first >= portsAtOnce || part.length >= portsAtOnce)) {
      parts.push(part);
      part = [];
    }
    if (part.length === 0) first = from;
    part.push(entry);
    last = Math.max(last, to);
  }
  if (part.length > 0) parts.push(part);
  for (const each of parts) each.sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  return parts;
}
