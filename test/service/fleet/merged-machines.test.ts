import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/portproxy/entry.ts';
import { entryKey } from '../../../src/portproxy/key.ts';
import type { ConnectionInfo, EndedConnection } from '../../../src/relay/relay.ts';
import { CONNECTION_ROWS } from '../../../src/relay/rows.ts';
import { idOnMachine } from '../../../src/service/contract/connection-ids.ts';
import type { Snapshot } from '../../../src/service/contract/feed.ts';
import { stoppedStatus } from '../../../src/service/contract/status.ts';
import { MergedMachines } from '../../../src/service/fleet/merged-machines.ts';

const ENTRY: Entry = {
  family: 'v4tov4',
  protocol: 'tcp',
  listenAddress: '*',
  listenPort: '8080',
  connectAddress: '10.0.0.5',
  connectPort: '80',
};
const LISTENING = { state: 'listening' } as const;

function connection(id: number, bytesUp: number, at: number): ConnectionInfo {
  return {
    id,
    entry: entryKey(ENTRY),
    client: '192.0.2.7:40000',
    target: '10.0.0.5:80',
    startedAt: at,
    lastActiveAt: at,
    phase: 'data',
    bytesUp,
    bytesDown: 0,
  };
}

function snapshot(
  connections: readonly ConnectionInfo[],
  at = Date.now(),
  recent: EndedConnection[] = [],
): Snapshot {
  const bytesUp = connections.reduce((sum, one) => sum + one.bytesUp, 0);
  const counters = {
    connections: connections.length,
    connectionsTotal: connections.length,
    bytesUp,
    bytesDown: 0,
    refused: 0,
    denied: 0,
    errors: 1,
    ends: { 'client data closed': 2 },
  };
  return {
    kind: 'snapshot',
    at,
    status: stoppedStatus('/home', 0),
    entries: [{ ...ENTRY, ...LISTENING, counters }],
    connections,
    recent,
  };
}

test('whatever machines tell and lose, samples add up to what they have, and counters to their sum', () => {
  const step = fc.record({
    slot: fc.integer({ min: 1, max: 3 }),
    told: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 6 })),
    bytes: fc.integer({ min: 0, max: 1_000 }),
    isSampled: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const merged = new MergedMachines();
      const real = new Map<number, ReadonlyMap<number, number>>();
      const known = new Map<number, number>();
      const take = (): void => {
        const { connections, moved, ended } = merged.sample(false, () => LISTENING);
        for (const { id, bytesUp } of connections) known.set(id, bytesUp);
        for (let at = 0; at < moved.length; at += CONNECTION_ROWS.size) {
          known.set(moved[at]!, moved[at + 1 + CONNECTION_ROWS.place('bytesUp')]!);
        }
        for (const id of ended) known.delete(id);
      };
      for (const { slot, told, bytes, isSampled } of steps) {
        if (told === null) {
          merged.lose(slot);
          real.delete(slot);
        } else {
          merged.take(slot, `gw${slot}`, snapshot(told.map((id) => connection(id, bytes, Date.now()))));
          real.set(slot, new Map(told.map((id) => [id, bytes])));
        }
        if (isSampled) take();
      }
      take();
      const all = [...real].flatMap(([slot, ids]) =>
        [...ids].map(([id, bytes]) => [slot * 2 ** 40 + id, bytes]),
      );
      const byId = ([one = 0]: number[], [other = 0]: number[]): number => one - other;
      expect([...known].toSorted(byId)).toEqual(all.toSorted(byId));
      expect(merged.connections).toBe(all.length);
      const { entries } = merged.sample(true, () => LISTENING);
      const sum = all.reduce((total, [, bytes = 0]) => total + bytes, 0);
      expect(entries[0]?.counters.bytesUp ?? 0).toBe(sum);
      expect(entries[0]?.counters.errors ?? 0).toBe(real.size);
    }),
  );
});

test('a machine whose clock is wrong is told by the clock here, and what it told to have ended is told once', () => {
  const merged = new MergedMachines();
  const wrong = Date.now() - 3_600_000;
  const ended: EndedConnection = {
    ...connection(7, 5, wrong),
    endedAt: wrong,
    durationMs: 10,
    end: { by: 'client', phase: 'data', how: 'closed' },
  };
  merged.take(2, 'gw2', snapshot([connection(8, 1, wrong)], wrong, [ended]));
  const { connections, recent } = merged.sample(false, () => LISTENING);
  expect(Math.abs((connections[0]?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(recent.map(({ id, machine }) => [idOnMachine(id), machine])).toEqual([[7, 'gw2']]);
  merged.lose(2);
  merged.take(2, 'gw2', snapshot([], wrong + 1, [ended]));
  expect(merged.sample(false, () => LISTENING).recent).toEqual([]);
});
