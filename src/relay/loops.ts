/** One listen port of an entry: a place where a connection can arrive. */
export interface Arrival<Entry> {
  readonly entry: Entry;
  readonly port: number;
}

/** Where a connection that arrived there is sent on to, if that is this relay again; several for a name. */
export type SendOn<Entry> = (arrival: Arrival<Entry>) => readonly Arrival<Entry>[];

/** Longer chains of entries are not followed. */
const LONGEST_CHAIN = 1_000;

/**
 * The way by which a connection comes back to where it arrived, as the entries that it passes after the first; nothing
 * where it gets out of the relay.
 */
export function findLoop<Entry>(start: Arrival<Entry>, sendOn: SendOn<Entry>): readonly Entry[] | undefined {
  const seen = new Map<Entry, Set<number>>();
  const follow = (arrival: Arrival<Entry>, way: readonly Entry[]): readonly Entry[] | undefined => {
    if (way.length > LONGEST_CHAIN) return undefined;
    for (const next of sendOn(arrival)) {
      if (next.entry === start.entry && next.port === start.port) return way;
      const ports = seen.get(next.entry) ?? new Set();
      if (ports.has(next.port)) continue;
      seen.set(next.entry, ports.add(next.port));
      const found = follow(next, [...way, next.entry]);
      if (found) return found;
    }
    return undefined;
  };
  return follow(start, []);
}
