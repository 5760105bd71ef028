import { expect, onTestFinished, test } from 'vitest';
import { entry } from '../support/entries.ts';
import { Backend, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort, listening } from '../support/ports.ts';

test('what could listen is not refused, and nothing stays open of the trial', async () => {
  const { plane } = testPlane();
  const port = await freePort(3);
  const entries = [
    entry({ listen: `127.0.0.1:${port}`, connect: '127.0.0.1:1' }),
    entry({ listen: `*:${port}`, connect: '127.0.0.1:1' }),
    entry({ listen: `*:${port}-${port + 2}`, connect: '127.0.0.1:1', version: 6 }),
  ];
  expect(await plane.tryListen(entries)).toEqual([]);
  expect(await ask(port)).toBe('ECONNREFUSED');
  await listening({ port, host: '0.0.0.0' }).then((server) => server.close());
});

test('a port that another program has is refused, one of a range as well, on every address and on one', async () => {
  const { plane } = testPlane();
  const port = await freePort(10);
  const other = await listening({ port: port + 4, host: '127.0.0.1' });
  onTestFinished(() => void other.close());
  const taken = `Port ${port + 4} is already in use.`;
  const refused = await plane.tryListen([
    entry({ id: 'one', listen: `127.0.0.1:${port + 4}`, connect: '127.0.0.1:1' }),
    entry({ id: 'all', listen: `*:${port + 4}`, connect: '127.0.0.1:1' }),
    entry({ id: 'range', listen: `127.0.0.1:${port}-${port + 9}`, connect: '127.0.0.1:1' }),
    entry({ id: 'free', listen: `127.0.0.2:${port + 4}`, connect: '127.0.0.1:1' }),
    entry({ id: 'absent', listen: `192.0.2.1:${port}`, connect: '127.0.0.1:1' }),
  ]);
  expect(refused.map(({ id, reason }) => [id, reason])).toEqual([
    ['one', taken],
    ['all', taken],
    ['range', taken],
    ['absent', 'This machine does not have the address 192.0.2.1 now.'],
  ]);
});

test('what listens for us is in nobody’s way, and goes on', async () => {
  const backend = await Backend.named('here');
  onTestFinished(() => backend.close());
  const { plane } = testPlane();
  const [single, every] = [await freePort(), await freePort()];
  const connect = `127.0.0.1:${backend.port}`;
  await plane.apply({
    put: [entry({ listen: `127.0.0.1:${single}`, connect }), entry({ listen: `*:${every}`, connect })],
    remove: [],
  });
  const wanted = [`*:${single}`, `127.0.0.2:${single}`, `127.0.0.1:${every}`, `0.0.0.0:${every}`];
  expect(await plane.tryListen(wanted.map((listen) => entry({ listen, connect })))).toEqual([]);
  expect(await ask(single)).toBe('here');
  expect(await ask(every)).toBe('here');
  const other = await listening({ port: single, host: '127.0.0.3' });
  onTestFinished(() => void other.close());
  expect(await plane.tryListen([entry({ id: 'all', listen: `*:${single}`, connect })])).toEqual([]);
});

test('the order of the table may change: who was in the way gives way', async () => {
  const [one, two] = [await Backend.named('one'), await Backend.named('two')];
  onTestFinished(async () => {
    await Promise.all([one.close(), two.close()]);
  });
  const observed = testPlane();
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  const put = [
    entry({ id: 'a', listen, connect: `127.0.0.1:${one.port}` }),
    entry({ id: 'b', listen, connect: `127.0.0.1:${two.port}` }),
    entry({ id: 'c', listen: `127.0.0.2:${port}`, connect: `127.0.0.1:${two.port}` }),
  ];
  await observed.plane.apply({ put, remove: [] });
  expect(await ask(port)).toBe('one');
  await observed.plane.apply({ put: [], remove: [], order: ['c', 'b', 'a'] });
  expect(await ask(port)).toBe('two');
  expect(observed.statuses.get('a')?.state).toBe('held');
  await observed.plane.apply({ put: [], remove: ['b'] });
  expect(await ask(port)).toBe('one');
});
