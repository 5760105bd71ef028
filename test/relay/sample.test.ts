import { expect, onTestFinished, test, vi } from 'vitest';
import { createRelay } from '../../src/relay/create.ts';
import { type PlaneLink, startWorker } from '../../src/relay/plane-host.ts';
import type { StartPlane } from '../../src/relay/thread-relay.ts';
import type {
  ConnectionInfo,
  EndedConnection,
  EntryCounters,
  EntryReport,
  Relay,
  RelaySample,
} from '../../src/relay/relay.ts';
import { ENTRY_ROWS, PHASES } from '../../src/relay/rows.ts';
import { TRANSPORTS } from '../../src/relay/transport-names.ts';
import { entry } from './support/entries.ts';
import { Backend, Peer } from './support/peer.ts';
import { freePort } from './support/ports.ts';
import { until } from './support/until.ts';

/** What somebody knows who applies sample after sample. */
class Follower {
  readonly entries = new Map<string, EntryReport>();
  readonly connections = new Map<number, ConnectionInfo>();
  last: RelaySample | undefined;
  readonly #relay: Relay;

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  async follow(options?: { anew: boolean }): Promise<RelaySample> {
    const sample = await this.#relay.sample(options);
    if (sample.full) {
      this.entries.clear();
      this.connections.clear();
    }
    for (const report of sample.entries) this.entries.set(report.id, report);
    for (const info of sample.connections) this.connections.set(info.id, info);
    this.#count(sample.counted);
    this.#move(sample.moved);
    for (const id of sample.ended) this.connections.delete(id);
    this.last = sample;
    return sample;
  }

  #count(numbers: Float64Array): void {
    for (let at = 0; at < numbers.length; at += ENTRY_ROWS.size) {
      const [number, connections, connectionsTotal, bytesUp, bytesDown, refused, denied] =
        numbers.subarray(at);
      const report = [...this.entries.values()].find((each) => each.number === number)!;
      const now = { connections, connectionsTotal, bytesUp, bytesDown, refused, denied } as EntryCounters;
      this.entries.set(report.id, { ...report, counters: { ...report.counters, ...now } });
    }
  }

  #move(numbers: Float64Array): void {
    for (let at = 0; at < numbers.length; at += 5) {
      const [id, idleMs, phase, bytesUp, bytesDown] = numbers.subarray(at) as unknown as number[];
      const now = {
        lastActiveAt: Date.now() - idleMs!,
        phase: PHASES[phase!],
        bytesUp,
        bytesDown,
      } as ConnectionInfo;
      this.connections.set(id!, { ...this.connections.get(id!)!, ...now });
    }
  }

  async sees(what: string, condition: (follower: this) => boolean): Promise<void> {
    await until(what, async () => {
      await this.follow();
      return condition(this);
    });
  }
}

async function started() {
  const planes: PlaneLink[] = [];
  const startPlane: StartPlane = (left) => {
    const link = startWorker(left);
    planes.push(link);
    return link;
  };
  const relay = await createRelay({ startPlane });
  const backend = await Backend.start();
  onTestFinished(async () => {
    await relay.close(0);
    await backend.close();
  });
  const port = await freePort(2);
  const put = [0, 1].map((shift) =>
    entry({ id: 'xy'[shift]!, listen: `127.0.0.1:${port + shift}`, connect: `127.0.0.1:${backend.port}` }),
  );
  await relay.apply({ put, remove: [] });
  return { relay, backend, port, planes, follower: new Follower(relay) };
}

const NONE = new Float64Array();
const NOTHING = {
  full: false,
  entries: [],
  counted: NONE,
  connections: [],
  moved: NONE,
  ended: [],
  recent: [],
  missed: 0,
};

test('the first sample has everything, the next only what is different', async () => {
  const { relay, backend, port, follower } = await started();
  const quiet = await Peer.dial(port);
  const busy = await Peer.dial(port + 1);
  await until('both at the backend', () => backend.count === 2);
  // The relay hears of that later than the backend.
  await until('both established', async () =>
    (await relay.connections()).every(({ phase }) => phase === 'data'),
  );
  const first = await relay.sample();
  expect(first.full).toBe(true);
  expect(first.entries.map(({ id, status }) => [id, status.state])).toEqual([
    ['x', 'listening'],
    ['y', 'listening'],
  ]);
  expect(first.connections.map(({ entry: id, phase }) => [id, phase])).toEqual([
    ['x', 'data'],
    ['y', 'data'],
  ]);
  expect(await relay.sample()).toEqual(NOTHING);

  const known = first.connections[1]!;
  await follower.follow({ anew: true });
  await busy.send('hello');
  await follower.sees('the bytes', ({ last }) => (last?.moved.length ?? 0) > 0);
  expect(follower.last).toMatchObject({ full: false, entries: [], connections: [], ended: [] });
  expect(follower.entries.get('y')).toMatchObject({
    status: { state: 'listening' },
    counters: { bytesUp: 5, bytesDown: 0, connections: 1, connectionsTotal: 1 },
  });
  expect(follower.connections.get(known.id)).toEqual({
    ...known,
    lastActiveAt: expect.any(Number),
    bytesUp: 5,
  });

  quiet.reset();
  await follower.sees('the end', ({ last }) => (last?.ended.length ?? 0) > 0);
  expect(follower.last).toMatchObject({ connections: [], ended: [first.connections[0]!.id] });
  await follower.sees(
    'its reason',
    ({ entries }) => entries.get('x')?.counters.ends['client data reset'] === 1,
  );
  expect(await relay.sample()).toEqual(NOTHING);
});

test.each(TRANSPORTS)(
  'with %s, connections that have ended are told once, short ones too, and how they ended',
  async (name) => {
    vi.stubEnv('NETSH_TRANSPORT', name);
    const { relay, backend, port, follower } = await started();
    if (relay.transport !== name) return;
    await follower.follow();
    const before = Date.now();
    const client = await Peer.dial(port);
    await client.send('hello');
    await until('it is at the backend', () => backend.count === 1);
    const [live] = await relay.connections();
    client.reset();
    await until('its end', async () => (await relay.connections()).length === 0);
    const recent: EndedConnection[] = [];
    await follower.sees('the end', ({ last }) => recent.push(...last!.recent) > 0);
    expect(recent).toEqual([
      {
        id: 1,
        entry: 'x',
        client: live!.client,
        target: `127.0.0.1:${backend.port}`,
        startedAt: expect.any(Number),
        lastActiveAt: expect.any(Number),
        phase: 'data',
        endedAt: expect.any(Number),
        durationMs: expect.any(Number),
        bytesUp: 5,
        bytesDown: 0,
        end: { by: 'client', phase: 'data', how: 'reset' },
      },
    ]);
    const [{ startedAt, endedAt, durationMs }] = recent as [EndedConnection];
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(Math.abs(endedAt - startedAt - durationMs)).toBeLessThan(50);
    expect((await relay.sample()).recent).toEqual([]);
    expect((await relay.sample({ anew: true })).recent).toEqual(recent);
  },
);

test('asked for anew, it has everything again', async () => {
  const { relay, backend, port, follower } = await started();
  await Peer.dial(port);
  await until('it is at the backend', () => backend.count === 1);
  await until('it is established', async () =>
    (await relay.connections()).every(({ phase }) => phase === 'data'),
  );
  await follower.follow();
  const { full, entries, connections } = await follower.follow({ anew: true });
  expect({ full, entries: entries.length, connections: connections.length }).toEqual({
    full: true,
    entries: 2,
    connections: 1,
  });
  expect(await follower.follow()).toEqual(NOTHING);
});

test('entries that come, change their status and go', async () => {
  const { relay, port, follower } = await started();
  await follower.follow();
  const disabled = { state: 'disabled' } as const;
  const connect = '127.0.0.1:9';
  await relay.apply({ put: [entry({ id: 'z', listen: `127.0.0.9:${port}`, connect })], remove: [] });
  expect((await follower.follow()).entries).toMatchObject([{ id: 'z', status: { state: 'listening' } }]);
  const held = { ...entry({ id: 'z', listen: `127.0.0.9:${port}`, connect }), hold: disabled };
  await relay.apply({ put: [held], remove: [] });
  expect((await follower.follow()).entries).toMatchObject([{ id: 'z', status: disabled }]);
  await relay.apply({ put: [], remove: ['z'] });
  expect(await follower.follow()).toEqual(NOTHING);
  await relay.apply({ put: [entry({ id: 'z', listen: `127.0.0.9:${port}`, connect })], remove: [] });
  expect((await follower.follow()).entries).toMatchObject([{ id: 'z', status: { state: 'listening' } }]);
});

test('with many connections that come and go, the picture stays true', async () => {
  const { relay, backend, port, follower } = await started();
  const clients: Peer[] = [];
  for (let round = 0; round < 4; round++) {
    clients.push(...(await Promise.all(Array.from({ length: 300 }, () => Peer.dial(port + (round % 2))))));
    await follower.follow();
    await Promise.all(
      clients.filter((_, index) => index % 3 === round % 3).map((client) => client.send('word')),
    );
    for (const client of clients.splice(0, 100)) client.reset();
    await follower.follow();
  }
  await until('all at the backend', () => backend.count === 1200);
  await follower.sees(
    'the same',
    ({ last }) => last?.connections.length === 0 && last.moved.length === 0 && last.ended.length === 0,
  );
  const truth = await relay.connections();
  expect(truth).toHaveLength(800);
  expect([...follower.connections.values()].map(withoutTime)).toEqual(truth.map(withoutTime));
});

test('a worker that is replaced starts anew', async () => {
  const { relay, port, planes, follower } = await started();
  await Peer.dial(port);
  await follower.sees('the connection', ({ connections }) => connections.size === 1);
  await planes[0]!.end();
  const sample = await relay.sample();
  expect(sample).toMatchObject({ full: true, connections: [], ended: [] });
  expect(sample.entries.map(({ id }) => id)).toEqual(['x', 'y']);
  await until('a new worker', () => relay.status('x')?.state === 'listening');
});

function withoutTime({ lastActiveAt: _at, ageMs: _age, idleMs: _idle, ...info }: ConnectionInfo) {
  return info;
}
