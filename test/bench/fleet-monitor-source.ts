import { entryKey } from '../../src/portproxy/key.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import type { ConnectionInfo, EntryCounters, EntryReport } from '../../src/relay/relay.ts';
import { CONNECTION_ROWS, ENTRY_ROWS } from '../../src/relay/rows.ts';
import type { FeedSource } from '../../src/service/server/feed-publisher.ts';

/** Times in which every connection carries bytes once, in ms. */
const ROUND_MS = 1_000;

/** A relay with so many connections, each of which carries bytes once a second, as the source of a feed. */
export function busySource(entries: readonly Entry[], count: number, of: 'own' | 'fleet'): FeedSource {
  const keys = entries.map(entryKey);
  const began = Date.now();
  const infos = Array.from({ length: count }, (_, at): ConnectionInfo => ({
    id: at + 1,
    entry: keys[at % keys.length]!,
    client: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}:40000`,
    target: '10.0.0.5:80',
    startedAt: began,
    lastActiveAt: began,
    phase: 'data',
    bytesUp: 0,
    bytesDown: 0,
  }));
  let place = 0;
  let round = 1;
  let asked = performance.now();
  const numbers = (): EntryCounters => ({
    connections: count / keys.length,
    connectionsTotal: count / keys.length,
    bytesUp: round * 1_000,
    bytesDown: round * 9_000,
    refused: 0,
    denied: 0,
    errors: 0,
    ends: {},
  });
  const reports = (): EntryReport[] =>
    keys.map((id, at) => ({ id, number: at + 1, status: { state: 'listening' }, counters: numbers() }));
  return {
    status: (states) => ({ running: true, home: '/bench', entries: states, connections: count }),
    core: {
      revision: 1,
      table: () => (of === 'own' ? entries : []),
      shared: () => (of === 'fleet' ? entries : []),
      statusOf: () => ({ state: 'listening' }),
      async sample({ anew }) {
        const now = performance.now();
        const due = Math.min(count, Math.round((count * (now - asked)) / ROUND_MS));
        asked = now;
        const moving: ConnectionInfo[] = [];
        for (let step = 0; step < due; step++) {
          const info = infos[place]!;
          moving.push({ ...info, bytesUp: round * 100, bytesDown: round * 900 });
          place = (place + 1) % count;
          if (place === 0) round += 1;
        }
        return {
          full: anew,
          entries: anew ? reports() : [],
          counted: ENTRY_ROWS.pack(
            anew ? [] : reports(),
            ({ number }) => number,
            ({ counters }) => ({ ...counters }),
          ),
          connections: anew ? infos : [],
          moved: CONNECTION_ROWS.pack(
            anew ? [] : moving,
            ({ id }) => id,
            ({ bytesUp, bytesDown, phase }) => ({
              idleMs: 0,
              phase,
              bytesUp,
              bytesDown,
            }),
          ),
          ended: [],
          recent: [],
          missed: 0,
        };
      },
    },
  };
}
