/** One listen port of an entry: a place where a connection can arrive. */
export interface Arrival<Entry> {
  readonly entry: Entry;
  readonly port: number;
}

/** Returns where an arrival is sent on to inside this relay; a name may lead to several places. */
export type SendOn<Entry> = (arrival: Arrival<Entry>) => readonly Arrival<Entry>[];

/** Longer chains of entries are not followed. */
const LONGEST_CHAIN = 1_000;

/**
 * Returns the entries through which a connection comes back to where it arrived, without the first one; undefined where it
 * leaves the relay.
 */
export function findLoop<Entry>(start: Arrival<Entry>, sendOn: SendOn<Entry>): readonly Entry[] | undefined {
  const seen = new Map<Entry, Set<number>>();
  const follow = (arrival: Arrival<Entry>, through: readonly Entry[]): readonly Entry[] | undefined => {
    if (through.length > LONGEST_CHAIN) return undefined;
    for (const next of sendOn(arrival)) {
      if (next.entry === start.entry && next.port === start.port) return through;
      const ports = seen.get(next.entry) ?? new Set();
      if (ports.has(next.port)) continue;
      seen.set(next.entry, ports.add(next.port));
      const found = follow(next, [...through, next.entry]);
      if (found) return found;
    }
    return undefined;
  };
  return follow(start, []);
}
