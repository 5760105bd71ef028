import { expect, onTestFinished, test } from 'vitest';
import { Descriptors } from '../../../src/relay/common/descriptors.ts';
import { entry } from '../support/entries.ts';
import { Backend, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort, listening } from '../support/ports.ts';
import { until } from '../support/until.ts';

const COUNT = 1_000;

test('a range of 1,000 ports listens on each, to one target port', async () => {
  const backend = await Backend.named('here');
  onTestFinished(() => backend.close());
  const observed = testPlane();
  const from = await freePort(COUNT);
  const to = from + COUNT - 1;
  const range = entry({ id: 'x', listen: `127.0.0.1:${from}-${to}`, connect: `127.0.0.1:${backend.port}` });
  await observed.plane.apply({ put: [range], remove: [] });
  expect(observed.statuses.get('x')).toEqual({ state: 'listening' });
  for (let port = from; port <= to; port += 111) expect(await ask(port)).toBe('here');
  expect(await ask(to)).toBe('here');
  await observed.plane.apply({ put: [], remove: ['x'] });
  for (const port of [from, to]) await expect(ask(port)).resolves.toBe('ECONNREFUSED');
});

test('a range forwards to the range of the same length, port by port', async () => {
  const target = await freePort(3);
  const backends = await Promise.all(
    [0, 1, 2].map((index) => Backend.named(`port ${index}`, { port: target + index })),
  );
  onTestFinished(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
  });
  const observed = testPlane();
  const from = await freePort(3);
  await observed.plane.apply({
    put: [entry({ listen: `127.0.0.2:${from}-${from + 2}`, connect: `127.0.0.1:${target}-${target + 2}` })],
    remove: [],
  });
  for (const index of [0, 1, 2]) expect(await ask(from + index, '127.0.0.2')).toBe(`port ${index}`);
});

test('one port that another program has refuses the whole range, and nothing of it listens', async () => {
  const observed = testPlane();
  const from = await freePort(10);
  const other = await listening({ port: from + 7, host: '127.0.0.1' });
  const range = entry({ id: 'x', listen: `127.0.0.1:${from}-${from + 9}`, connect: '127.0.0.1:1' });
  await observed.plane.apply({ put: [range], remove: [] });
  expect(observed.statuses.get('x')).toEqual({
    state: 'failed',
    reason: `Port ${from + 7} is already in use.`,
  });
  await expect(ask(from)).resolves.toBe('ECONNREFUSED');
  await new Promise((closed) => other.close(closed));
  await until('the range', () => observed.statuses.get('x')?.state === 'listening');
});

test('a range that clashes with an entry before it is held, and says which port of it', async () => {
  const observed = testPlane();
  const from = await freePort(10);
  const single = entry({ id: 'single', listen: `127.0.0.1:${from + 3}`, connect: '127.0.0.1:1' });
  const range = entry({ id: 'range', listen: `127.0.0.1:${from}-${from + 9}`, connect: '127.0.0.1:1' });
  const later = entry({ id: 'later', listen: `127.0.0.1:${from + 5}`, connect: '127.0.0.1:1' });
  await observed.plane.apply({ put: [single, range, later], remove: [] });
  expect(observed.statuses.get('range')).toEqual({
    state: 'held',
    reason: `Port ${from + 3} of its range is shadowed by v4tov4 127.0.0.1:${from + 3}.`,
  });
  expect(observed.statuses.get('later')).toEqual({ state: 'listening' });
  await observed.plane.apply({ put: [], remove: ['single'] });
  expect(observed.statuses.get('range')).toEqual({ state: 'listening' });
  expect(observed.statuses.get('later')?.state).toBe('held');
});

test('a range beyond the descriptors of the process is held, and listens when there is room', async () => {
  const observed = testPlane({ descriptors: new Descriptors(200, 0) });
  const from = await freePort(100);
  const some = entry({ id: 'some', listen: `127.0.0.1:${from}-${from + 39}`, connect: '127.0.0.1:1' });
  const many = entry({ id: 'many', listen: `127.0.0.1:${from + 40}-${from + 99}`, connect: '127.0.0.1:1' });
  await observed.plane.apply({ put: [some, many], remove: [] });
  expect(observed.statuses.get('some')?.state).toBe('listening');
  expect(observed.statuses.get('many')).toEqual({
    state: 'held',
    reason: 'It needs 60 listening sockets; of the 68 that this process may use for that, 28 are left.',
  });
  await observed.plane.apply({ put: [], remove: ['some'] });
  expect(observed.statuses.get('many')?.state).toBe('listening');
});

test('the ports that another entry has are named, and a range added later is the one that is held', async () => {
  const observed = testPlane();
  const from = await freePort(20);
  const range = (id: string, first: number, last: number) =>
    entry({ id, listen: `127.0.0.1:${from + first}-${from + last}`, connect: '127.0.0.1:1' });
  await observed.plane.apply({ put: [range('first', 0, 9), range('second', 5, 14)], remove: [] });
  expect(observed.statuses.get('first')).toEqual({ state: 'listening' });
  expect(observed.statuses.get('second')).toEqual({
    state: 'held',
    reason: `Ports ${from + 5}-${from + 9} of its range are shadowed by v4tov4 127.0.0.1:${from}-${from + 9}.`,
  });
  await expect(ask(from + 12)).resolves.toBe('ECONNREFUSED');
});

test('ten thousand held ranges of every port cost next to nothing', async () => {
  const observed = testPlane({ descriptors: new Descriptors(200, 0) });
  const put = Array.from({ length: 10_000 }, (_, at) =>
    entry({
      id: String(at),
      listen: `127.1.${Math.floor(at / 250)}.${(at % 250) + 1}:1-65535`,
      connect: '10.0.0.1:1',
    }),
  );
  const begun = performance.now();
  await observed.plane.apply({ put, remove: [] });
  await observed.plane.apply({ put: [], remove: ['5'] });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(observed.statuses.get('9999')?.state).toBe('held');
});
