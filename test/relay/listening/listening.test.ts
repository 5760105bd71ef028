import { expect, onTestFinished, test } from 'vitest';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort, listening } from '../support/ports.ts';
import { until } from '../support/until.ts';

async function put(observed: Observed, ...entries: RelayEntry[]): Promise<void> {
  await observed.plane.apply({ put: entries, remove: [] });
}

async function remove(observed: Observed, ...ids: string[]): Promise<void> {
  await observed.plane.apply({ put: [], remove: ids });
}

async function backend(name = 'here', host = '127.0.0.1'): Promise<Backend> {
  const server = await Backend.named(name, { host });
  onTestFinished(() => server.close());
  return server;
}

test('a port that another program has: the entry says so, others go on, and it listens when the port is free', async () => {
  const { port: to } = await backend();
  const observed = testPlane();
  const [taken, free] = [await freePort(), await freePort()];
  const other = await listening({ port: taken, host: '127.0.0.1' });
  await put(
    observed,
    entry({ id: 'taken', listen: `127.0.0.1:${taken}`, connect: `127.0.0.1:${to}` }),
    entry({ id: 'free', listen: `127.0.0.1:${free}`, connect: `127.0.0.1:${to}` }),
  );
  expect(observed.statuses.get('taken')).toEqual({
    state: 'failed',
    reason: `Port ${taken} is already in use.`,
  });
  expect(observed.statuses.get('free')).toEqual({ state: 'listening' });
  await new Promise((closed) => other.close(closed));
  await until('the port', () => observed.statuses.get('taken')?.state === 'listening');
  expect(await ask(taken)).toBe('here');
});

test('an entry listens at once when its port is put again after it became free', async () => {
  const { port: to } = await backend();
  const observed = testPlane();
  const port = await freePort();
  const other = await listening({ port, host: '127.0.0.1' });
  const taken = entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${to}` });
  await put(observed, taken);
  await new Promise((closed) => other.close(closed));
  await put(observed, taken);
  expect(observed.statuses.get('x')?.state).toBe('listening');
});

test('no port is shared with another program, not even one that would share', async (context) => {
  const observed = testPlane();
  const port = await freePort();
  const { createServer } = await import('node:net');
  const sharing = createServer();
  const shared = await new Promise<boolean>((resolve) => {
    sharing.once('error', () => resolve(false));
    sharing.listen({ port, host: '127.0.0.1', reusePort: true }, () => resolve(true));
  });
  if (!shared) context.skip();
  onTestFinished(() => void sharing.close());
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: '127.0.0.1:1' }));
  expect(observed.statuses.get('x')?.state).toBe('failed');
});

test('an address that this machine lacks is named', async () => {
  const observed = testPlane();
  await put(observed, entry({ id: 'x', listen: `203.0.113.7:${await freePort()}`, connect: '127.0.0.1:1' }));
  expect(observed.statuses.get('x')).toEqual({
    state: 'failed',
    reason: 'This machine does not have the address 203.0.113.7 now.',
  });
});

test('a link-local address needs its zone', async () => {
  const observed = testPlane();
  await put(
    observed,
    entry({ id: 'x', version: 6, listen: `fe80::1:${await freePort()}`, connect: '::1:1' }),
  );
  expect(observed.statuses.get('x')?.reason).toBe(
    'The address fe80::1 is link-local and needs its interface, such as fe80::1%eth0.',
  );
});

test('zone identifiers are accepted', async () => {
  const six = await backend('six', '::1');
  const observed = testPlane();
  const port = await freePort();
  await put(
    observed,
    entry({ id: 'x', version: 6, listen: `::1%lo:${port}`, connect: `::1%lo:${six.port}` }),
  );
  expect(observed.statuses.get('x')?.state).toBe('listening');
  expect(await ask(port, '::1')).toBe('six');
});

test('v4 and v6 entries for every address stand side by side', async () => {
  const four = await backend('four');
  const six = await backend('six', '::1');
  const observed = testPlane();
  const port = await freePort();
  await put(
    observed,
    entry({ id: '6', version: 6, listen: `*:${port}`, connect: `::1:${six.port}` }),
    entry({ id: '4', version: 4, listen: `*:${port}`, connect: `127.0.0.1:${four.port}` }),
  );
  expect(await ask(port, '127.0.0.1')).toBe('four');
  expect(await ask(port, '::1')).toBe('six');
});

test('connects from one version to the other', async () => {
  const four = await backend('four');
  const six = await backend('six', '::1');
  const observed = testPlane();
  const [a, b] = [await freePort(), await freePort()];
  await put(
    observed,
    entry({ listen: `127.0.0.1:${a}`, connect: `::1:${six.port}`, connectVersion: 6 }),
    entry({ version: 6, listen: `::1:${b}`, connect: `127.0.0.1:${four.port}`, connectVersion: 4 }),
  );
  expect(await ask(a)).toBe('six');
  expect(await ask(b, '::1')).toBe('four');
});

test('deleting an entry stops its listening at once, and its connections go on', async () => {
  const server = await Backend.start();
  onTestFinished(() => server.close());
  const observed = testPlane();
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}` }));
  const client = await Peer.dial(port);
  const peer = await server.next();
  await remove(observed, 'x');
  expect(observed.statuses.has('x')).toBe(false);
  await expect(ask(port)).resolves.toBe('ECONNREFUSED');
  await peer.send('still here');
  await client.sees('still here');
  expect(observed.plane.connectionCount).toBe(1);
  expect(observed.plane.kill({ entry: 'x' })).toBe(1);
  await client.seesReset();
});

test('a changed connect side counts from the next connection on, and no socket is touched', async () => {
  const [one, two] = [await backend('one'), await Backend.start()];
  onTestFinished(() => two.close());
  const observed = testPlane();
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  await put(observed, entry({ id: 'x', listen, connect: `127.0.0.1:${two.port}` }));
  const client = await Peer.dial(port);
  const peer = await two.next();
  await put(observed, entry({ id: 'x', listen, connect: `127.0.0.1:${one.port}` }));
  expect(await ask(port)).toBe('one');
  await peer.send('unharmed');
  await client.sees('unharmed');
  expect(observed.counters('x').connectionsTotal).toBe(2);
});

test('a held entry does not listen, and says why', async () => {
  const { port: to } = await backend();
  const observed = testPlane();
  const port = await freePort();
  const one = entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${to}` });
  await put(observed, { ...one, hold: { state: 'disabled', reason: 'It was disabled.' } });
  expect(observed.statuses.get('x')).toEqual({ state: 'disabled', reason: 'It was disabled.' });
  await expect(ask(port)).resolves.toBe('ECONNREFUSED');
  await put(observed, one);
  expect(await ask(port)).toBe('here');
});

test('a name as listen address listens on those of its addresses that this machine has', async () => {
  const { port: to } = await backend();
  const observed = testPlane({ lookup: () => Promise.resolve(['203.0.113.7', '127.0.0.5', '127.0.0.6']) });
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `me.example:${port}`, connect: `127.0.0.1:${to}` }));
  expect(observed.statuses.get('x')).toEqual({ state: 'listening' });
  expect(await ask(port, '127.0.0.5')).toBe('here');
  expect(await ask(port, '127.0.0.6')).toBe('here');
  await expect(ask(port, '127.0.0.7')).resolves.toBe('ECONNREFUSED');
});

test('a name as listen address that cannot be resolved is tried again', async () => {
  const { port: to } = await backend();
  let known = false;
  const observed = testPlane({
    limits: { nameTtlMs: 50 },
    lookup: () =>
      known
        ? Promise.resolve(['127.0.0.5'])
        : Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  });
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `me.example:${port}`, connect: `127.0.0.1:${to}` }));
  expect(observed.statuses.get('x')).toEqual({
    state: 'failed',
    reason: 'The name me.example cannot be resolved (ENOTFOUND).',
  });
  known = true;
  await until('the name', () => observed.statuses.get('x')?.state === 'listening');
  expect(await ask(port, '127.0.0.5')).toBe('here');
});

test('a slow name server keeps no other entry from listening', async () => {
  const { port: to } = await backend();
  const answer = Promise.withResolvers<string[]>();
  const observed = testPlane({ lookup: () => answer.promise });
  const [slow, quick] = [await freePort(), await freePort()];
  const first = put(
    observed,
    entry({ id: 'slow', listen: `me.example:${slow}`, connect: `127.0.0.1:${to}` }),
  );
  await put(observed, entry({ id: 'quick', listen: `127.0.0.1:${quick}`, connect: `127.0.0.1:${to}` }));
  expect(observed.statuses.get('quick')?.state).toBe('listening');
  expect(observed.statuses.get('slow')?.state).toBe('failed');
  answer.resolve(['127.0.0.5']);
  await first;
  expect(observed.statuses.get('slow')?.state).toBe('listening');
});

test('an entry of another protocol never meets one of TCP on the same port', async () => {
  const { port: to } = await backend();
  const observed = testPlane();
  const port = await freePort();
  const side = { listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${to}` };
  await put(observed, entry({ ...side, id: 'udp', protocol: 'udp' }), entry({ ...side, id: 'tcp' }));
  expect(observed.statuses.get('tcp')).toEqual({ state: 'listening' });
  expect(observed.statuses.get('udp')).toEqual({ state: 'listening' });
  expect(await ask(port)).toBe('here');
});
