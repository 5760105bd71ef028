import { expect, onTestFinished, test } from 'vitest';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { deafPort } from '../support/deaf.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

async function put(observed: Observed, ...entries: RelayEntry[]): Promise<void> {
  await observed.plane.apply({ put: entries, remove: [] });
}

test('a target that refuses: the client is reset, and the entry says why', async () => {
  const observed = testPlane();
  const [port, dead] = [await freePort(), await freePort()];
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${dead}` }));
  const client = await Peer.dial(port);
  await client.seesReset();
  await until('the end', () => observed.counters('x').connections === 0);
  expect(observed.counters('x')).toMatchObject({
    connectionsTotal: 1,
    errors: 1,
    ends: { 'backend connect ECONNREFUSED': 1 },
    lastError: { text: `The connection to 127.0.0.1:${dead} failed: nothing listens there (ECONNREFUSED).` },
  });
});

test('a target that does not answer: the client is reset after the connect timeout', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(
    observed,
    entry({
      id: 'x',
      listen: `127.0.0.1:${port}`,
      connect: `127.0.0.1:${await deafPort()}`,
      limits: { connectTimeoutMs: 300 },
    }),
  );
  const client = await Peer.dial(port);
  await client.send('early bytes wait');
  await client.seesReset();
  await until('the end', () => observed.counters('x').connections === 0);
  expect(observed.counters('x').ends).toEqual({ 'timeout connect ETIMEDOUT': 1 });
  expect(observed.counters('x').lastError?.text).toContain('there was no answer in time');
});

test('a target that cannot be connected to at all is an error like others', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: '127.0.0.1:0' }));
  const client = await Peer.dial(port);
  await client.seesReset();
  await until('the end', () => observed.counters('x').connections === 0);
  expect(observed.counters('x').errors).toBe(1);
});

test('a connection that is being made can be killed', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(
    observed,
    entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${await deafPort()}` }),
  );
  const client = await Peer.dial(port);
  await until('the connection', () => [...observed.plane.connections()][0]?.phase === 'connect');
  expect(observed.plane.kill({})).toBe(1);
  await client.seesReset();
  await until('the end', () => observed.counters('x').connections === 0);
  expect(observed.counters('x').ends).toEqual({ 'netsh connect reset': 1 });
});

test('a target that cannot be resolved: the client is reset, and the entry says why', async () => {
  const observed = testPlane({
    lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  });
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: 'nowhere.example:80' }));
  const client = await Peer.dial(port);
  await client.seesReset();
  await until('the end', () => observed.counters('x').connections === 0);
  expect(observed.counters('x').lastError?.text).toBe(
    'The connection to nowhere.example:80 failed: the name does not exist (ENOTFOUND).',
  );
});

test('all addresses of a name are tried in turn, and the one that answered first next time', async () => {
  const backend = await Backend.named('here', { host: '127.0.0.3' });
  onTestFinished(() => backend.close());
  const observed = testPlane({ lookup: () => Promise.resolve(['127.0.0.9', '127.0.0.8', '127.0.0.3']) });
  const port = await freePort();
  await put(
    observed,
    entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `three.example:${backend.port}` }),
  );
  expect(await ask(port)).toBe('here');
  expect(observed.counters('x').errors).toBe(0);
  expect(await ask(port)).toBe('here');
});

test('every address gets its part of the connect timeout', async () => {
  const deaf = await deafPort();
  const backend = await Backend.named('here', { host: '127.0.0.3', port: deaf });
  onTestFinished(() => backend.close());
  const observed = testPlane({
    lookup: () => Promise.resolve(['127.0.0.1', '127.0.0.3']),
  });
  const port = await freePort();
  await put(
    observed,
    entry({
      id: 'x',
      listen: `127.0.0.1:${port}`,
      connect: `two.example:${deaf}`,
      limits: { connectTimeoutMs: 1_000 },
    }),
  );
  expect(await ask(port)).toBe('here');
});

test('the targets of an entry are tried in order, each with its own time and port', async () => {
  const backend = await Backend.named('the last');
  onTestFinished(() => backend.close());
  const observed = testPlane({
    lookup: (name) =>
      name === 'no.example'
        ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
        : Promise.resolve(['127.0.0.1']),
  });
  const [port, dead] = [await freePort(), await freePort()];
  const targets = [`127.0.0.1:${dead}`, 'no.example:80', `127.0.0.1:${await deafPort()}`] as const;
  await put(
    observed,
    entry({
      id: 'x',
      listen: `127.0.0.1:${port}`,
      connect: [...targets, `yes.example:${backend.port}`],
      limits: { connectTimeoutMs: 300 },
    }),
  );
  expect(await ask(port)).toBe('the last');
  expect(observed.counters('x').errors).toBe(0);

  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: [targets[1], targets[0]] }));
  expect(await ask(port)).toBe('ECONNRESET');
  expect(observed.counters('x').lastError?.text).toBe(
    `The connection to 127.0.0.1:${dead} failed: nothing listens there (ECONNREFUSED).`,
  );
});

test('a name is resolved in the version of its own side', async () => {
  const backend = await Backend.named('six', { host: '::1' });
  onTestFinished(() => backend.close());
  const observed = testPlane({
    lookup: (_, version) => Promise.resolve(version === 6 ? ['::1'] : ['127.0.0.1']),
  });
  const port = await freePort();
  await put(
    observed,
    entry({ listen: `127.0.0.1:${port}`, connect: `both.example:${backend.port}`, connectVersion: 6 }),
  );
  expect(await ask(port)).toBe('six');
});

test('a changed answer of the resolver is followed without a restart', async () => {
  const first = await Backend.named('first', { host: '127.0.0.2' });
  const second = await Backend.named('second', { host: '127.0.0.3', port: first.port });
  onTestFinished(async () => {
    await first.close();
    await second.close();
  });
  let address = '127.0.0.2';
  const observed = testPlane({ limits: { nameTtlMs: 50 }, lookup: () => Promise.resolve([address]) });
  const port = await freePort();
  await put(observed, entry({ listen: `127.0.0.1:${port}`, connect: `moves.example:${first.port}` }));
  expect(await ask(port)).toBe('first');
  address = '127.0.0.3';
  await until('the new address', async () => (await ask(port)) === 'second');
});

test('both sides are asked for keep-alive probes', async (context) => {
  if (process.platform !== 'linux') context.skip();
  const { readFileSync } = await import('node:fs');
  const backend = await Backend.start();
  onTestFinished(() => backend.close());
  const observed = testPlane();
  const port = await freePort();
  const limits = { idleTimeoutMs: 60_000, connectTimeoutMs: 200 };
  await put(observed, entry({ listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}`, limits }));
  await Peer.dial(port);
  await backend.next();
  // proc_pid_net(5): state 01 is established, timer 02 the keep-alive timer.
  const towards = new RegExp(`^ *\\d+: 0100007F:${hex(port)} \\S+ 01 \\S+ 02:`, 'm');
  const onwards = new RegExp(`^ *\\d+: \\S+ 0100007F:${hex(backend.port)} 01 \\S+ 02:`, 'm');
  const bothProbe = (): boolean => {
    const table = readFileSync('/proc/net/tcp', 'latin1');
    return towards.test(table) && onwards.test(table);
  };
  await until('keep-alive timers', bothProbe);
  // Whoever wants none any more has none, also on connections that exist.
  const without = { ...limits, keepAliveMs: 0 };
  await put(
    observed,
    entry({ listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}`, limits: without }),
  );
  await until('no keep-alive timers', () => {
    const table = readFileSync('/proc/net/tcp', 'latin1');
    return !towards.test(table) && !onwards.test(table);
  });
});

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
