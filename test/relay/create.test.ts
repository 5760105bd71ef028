import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createRelay } from '../../src/relay/create.ts';
import type { StartPlane } from '../../src/relay/thread-relay.ts';
import type { PlaneLink } from '../../src/relay/plane-host.ts';
import { startWorker } from '../../src/relay/plane-host.ts';
import type { Relay, RelayEvent, RelayLimits } from '../../src/relay/relay.ts';
import { bookOf } from '../firewall/rulebook.ts';
import { entry } from './support/entries.ts';
import { Backend, Peer, ask } from './support/peer.ts';
import { freePort, listening } from './support/ports.ts';
import { preferred } from './support/transports.ts';
import { until } from './support/until.ts';

async function started(limits: Partial<RelayLimits> = {}): Promise<{
  relay: Relay;
  events: RelayEvent[];
  planes: PlaneLink[];
}> {
  const planes: PlaneLink[] = [];
  const startPlane: StartPlane = (left) => {
    const link = startWorker(left);
    planes.push(link);
    return link;
  };
  const relay = await createRelay({ limits, startPlane });
  const events: RelayEvent[] = [];
  relay.onEvent((event) => events.push(event));
  onTestFinished(async () => {
    await relay.close(0);
  });
  return { relay, events, planes };
}

describe('the relay in its worker', () => {
  test('forwards, reports, and answers for its entries', async () => {
    const { relay } = await started();
    const backend = await Backend.named('here');
    onTestFinished(() => backend.close());
    const port = await freePort();
    await relay.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` })],
      remove: [],
    });
    expect(relay.status('x')).toEqual({ state: 'listening' });
    expect(relay.transport).toBe(preferred.kind);
    expect(relay.status('y')).toBeUndefined();
    expect(await ask(port)).toBe('here');
    await until('the end', async () => (await relay.report(['x']))[0]?.counters.connections === 0);
    expect(await relay.report()).toMatchObject([
      { id: 'x', status: { state: 'listening' }, counters: { connectionsTotal: 1, bytesDown: 4 } },
    ]);
    expect(await relay.report(['y'])).toEqual([]);
    await relay.apply({ put: [], remove: ['x'] });
    expect(relay.status('x')).toBeUndefined();
  });

  test('names the program that has a port', async (context) => {
    if (process.platform !== 'linux') context.skip();
    const { relay, events } = await started();
    const port = await freePort();
    const other = await listening({ port, host: '127.0.0.1' });
    onTestFinished(() => void other.close());
    await relay.apply({ put: [entry({ id: 'x', listen: `*:${port}`, connect: '127.0.0.1:1' })], remove: [] });
    const reason = new RegExp(`^Port ${port} is already in use by \\S.* \\(process ${process.pid}\\)\\.$`);
    // The search has little time; a busy machine may need another try.
    await until('the name', () => reason.test(relay.status('x')?.reason ?? ''));
    expect(relay.status('x')).toEqual({ state: 'failed', reason: expect.stringMatching(reason) });
    expect(events.map(({ kind, text }) => [kind, text]).at(-1)).toEqual([
      'failed',
      expect.stringMatching(/^v4tov4 \*:\d+ does not listen\. Port \d+ is already in use by /),
    ]);
    await new Promise((closed) => other.close(closed));
    await until('the port', () => relay.status('x')?.state === 'listening');
    expect(events.at(-1)).toMatchObject({ kind: 'listening', entry: 'x' });
  });

  test('looks up anew who has a port, at each try', async (context) => {
    if (process.platform !== 'linux') context.skip();
    const { relay, events } = await started();
    const port = await freePort();
    const [one, other] = await sharers(port);
    await relay.apply({ put: [entry({ id: 'x', listen: `*:${port}`, connect: '127.0.0.1:1' })], remove: [] });
    const holder = (): number => Number(/\(process (\d+)\)/.exec(relay.status('x')?.reason ?? '')?.[1]);
    await until('a name', () => holder() > 0);
    const [first, second] = holder() === one.pid ? [one, other] : [other, one];
    expect(holder()).toBe(first.pid);
    first.kill();
    await until('the other name', () => holder() === second.pid);
    // Each holder is told once, however often it was found; a try in between may find none.
    const told = events.map(({ text }) => Number(/\(process (\d+)\)/.exec(text)?.[1]));
    expect(told.filter((pid) => pid > 0)).toEqual([first.pid, second.pid]);
  });

  test('says that a connection has a port, or has had it, and for how long', async (context) => {
    if (process.platform !== 'linux') context.skip();
    const { relay } = await started();
    // Other programs may have connections from the same port, to other places; hardly with IPv6.
    const server = await listening({ port: 0, host: '::1' });
    onTestFinished(() => void server.close());
    server.on('connection', (socket) => socket.resume());
    const peer = await Peer.dial((server.address() as AddressInfo).port, '::1');
    const port = peer.socket.localPort;
    await relay.apply({
      put: [entry({ id: 'x', listen: `::1:${port}`, connect: '::1:1', version: 6 })],
      remove: [],
    });
    expect(relay.status('x')?.reason).toMatch(
      new RegExp(`^Port ${port} is in use by a connection of \\S+ \\(process ${process.pid}\\)\\.$`),
    );
    peer.finish();
    await until('its end', () =>
      /^Port \d+ belonged to a connection that has ended; the system frees it within \d\d? seconds\.$/.test(
        relay.status('x')?.reason ?? '',
      ),
    );
  });

  test('lists and kills connections, and counts them without being asked', async () => {
    const { relay } = await started();
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    await relay.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` })],
      remove: [],
    });
    const clients = await Promise.all(Array.from({ length: 600 }, () => Peer.dial(port)));
    await until('all at the backend', () => backend.count === clients.length);
    await until('the count', () => relay.connectionCount === clients.length);
    const connections = await relay.connections();
    expect(new Set(connections.map(({ id }) => id)).size).toBe(clients.length);
    const [first] = connections;
    expect(await relay.kill({ id: first!.id })).toBe(1);
    await until('a reset', () => clients.some(({ broken }) => broken === 'ECONNRESET'));
    expect(await relay.kill({ client: '127.0.0.1' })).toBe(clients.length - 1);
    await until('the count', () => relay.connectionCount === 0);
    for (const client of clients) await client.seesReset();
  });

  test('closing lets connections finish for a while, and ends the rest', async () => {
    const { relay } = await started();
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    await relay.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` })],
      remove: [],
    });
    const [quick, stuck] = [await Peer.dial(port), await Peer.dial(port)];
    const peers = [await backend.next(), await backend.next()];
    const closed = relay.close(1_500);
    await until('no listener', () => refuses(port));
    quick.finish('last words');
    const peer = await until('the last words', () => peers.find(({ text }) => text === 'last words'));
    peer.finish('heard');
    await quick.seesFin();
    await quick.sees('heard');
    expect(await closed).toBe(1);
    await stuck.seesReset();
  });

  test('a transport that the environment names is taken, and a word that is none is told of', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('NETSH_TRANSPORT', 'lent');
    const named = await started();
    expect(named.relay.transport).toBe('lent');
    expect(named.events).toEqual([]);
    vi.stubEnv('NETSH_TRANSPORT', 'fast');
    const unknown = await started();
    expect(unknown.relay.transport).toBe(preferred.kind);
    expect(unknown.events.map(({ text }) => text)).toEqual([
      'NETSH_TRANSPORT has fast; accepted are native, lent, plain.',
    ]);
  });

  test('a worker that crashes is replaced: its entries listen again, its counters go on', async () => {
    const { relay, events, planes } = await started();
    const backend = await Backend.start((peer) => void peer.send('hello'));
    onTestFinished(() => backend.close());
    const port = await freePort();
    await relay.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` })],
      remove: [],
    });
    const client = await Peer.dial(port);
    await client.sees('hello');
    // Counters are told once a second; what came after the last time is lost with the worker.
    const passed = performance.now() + 2_500;
    await until('counters told', () => performance.now() > passed);
    await planes[0]!.end();
    await until('a new worker', () => planes.length === 2 && relay.status('x')?.state === 'listening');
    const isKept = preferred.kind === 'native';
    if (isKept) {
      await client.send('still there');
      await until('its word', () => backend.peers[0]?.text === 'still there');
    } else await until('its end', () => client.broken !== undefined || client.finished);
    const again = await Peer.dial(port);
    await again.sees('hello');
    const [report] = await relay.report(['x']);
    expect(report?.counters).toMatchObject({
      connections: isKept ? 2 : 1,
      connectionsTotal: 2,
      bytesDown: 10,
      ends: isKept ? {} : { 'netsh data crash': 1 },
    });
    const told = events.filter(({ kind }) => kind === 'worker').map(({ text }) => text);
    expect(told).toEqual([
      expect.stringMatching(/^The relay's worker ended.*; another one takes over\.$/),
      isKept
        ? 'Kept through the crash of the worker: 1 connection; ended by it: 0 connections.'
        : 'Kept through the crash of the worker: 0 connections; ended by it: 1 connection.',
    ]);
  });

  test('what was known of targets when a worker crashed is known to the next one', async () => {
    const { relay, planes } = await started();
    const backend = await Backend.named('second');
    onTestFinished(() => backend.close());
    const [port, dead] = [await freePort(), await freePort()];
    const connect = [`127.0.0.1:${dead}`, `127.0.0.1:${backend.port}`] as const;
    await relay.apply({ put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect })], remove: [] });
    const targets = async () => (await relay.report(['x']))[0]?.counters.targets ?? [];
    expect(await ask(port)).toBe('second');
    const [before] = await targets();
    expect(before).toMatchObject({ state: 'down', reason: 'nothing listens there (ECONNREFUSED)' });
    // Counters are told once a second.
    const passed = performance.now() + 2_500;
    await until('counters told', () => performance.now() > passed);
    await planes[0]!.end();
    await until('a new worker', () => planes.length === 2 && relay.status('x')?.state === 'listening');
    const [after, second] = await targets();
    expect(after).toMatchObject({ state: 'down', reason: before?.reason });
    expect(Math.abs((after?.since ?? 0) - (before?.since ?? Infinity))).toBeLessThan(1_000);
    expect(second).toMatchObject({ state: 'up', connections: 0 });
  });

  test('rules hold again before entries listen again after a crash', async () => {
    const { relay, planes } = await started();
    const backend = await Backend.named('here');
    onTestFinished(() => backend.close());
    const port = await freePort();
    await relay.setRulebook(bookOf({ action: 'block', remoteIp: '127.0.0.6' }));
    const connect = `127.0.0.1:${backend.port}`;
    await relay.apply({ put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect })], remove: [] });
    await planes[0]!.end();
    await until('a new worker', () => planes.length === 2 && relay.status('x')?.state === 'listening');
    expect(await ask(port, undefined, '127.0.0.6')).toBe('ECONNRESET');
    expect(await ask(port, undefined, '127.0.0.5')).toBe('here');
    await relay.setRulebook(bookOf());
    expect(await ask(port, undefined, '127.0.0.6')).toBe('here');
  });

  test('a worker that crashes leaves no descriptor behind', async (context) => {
    if (process.platform !== 'linux') context.skip();
    const { relay, planes } = await started();
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    await relay.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` })],
      remove: [],
    });
    const clients = await Promise.all(Array.from({ length: 20 }, () => Peer.dial(port)));
    await until('all at the backend', () => backend.count === clients.length);
    const before = readdirSync('/proc/self/fd').length;
    await planes[0]!.end();
    await until('a new worker', () => planes.length === 2 && relay.status('x')?.state === 'listening');
    // The next one has native connections; it ends them by a reset.
    if (preferred.kind === 'native') {
      expect(await relay.kill({ entry: 'x' })).toBe(clients.length);
      for (const client of clients) await client.seesReset();
    }
    await until('the end of all', () =>
      clients.every(({ broken, finished }) => finished || broken !== undefined),
    );
    // The relay's ends of 20 connections are closed, and what the tests have of them may still be open.
    await until('40 descriptors less', () => readdirSync('/proc/self/fd').length <= before - 40);
  });

  test('questions that were open when the worker crashed are answered by the next one', async () => {
    const { relay, planes } = await started();
    const port = await freePort();
    await relay.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: '127.0.0.1:1' })],
      remove: [],
    });
    const ended = planes[0]!.end();
    const put = [entry({ id: 'y', listen: `127.0.0.2:${port}`, connect: '127.0.0.1:1' })];
    await Promise.all([ended, relay.apply({ put, remove: [] }), relay.connections(), relay.kill({})]);
    expect((await relay.report()).map(({ id, status }) => [id, status.state])).toEqual([
      ['x', 'listening'],
      ['y', 'listening'],
    ]);
  });

  test('a data plane that cannot start is an error', async () => {
    await expect(createRelay({ startPlane: startBroken })).rejects.toThrow('broken');
  });

  test('5,000 entries are put while others are served', async () => {
    const { relay } = await started();
    const backend = await Backend.named('here');
    onTestFinished(() => backend.close());
    const port = await freePort(5);
    const put = [0, 1, 2, 3, 4].flatMap((shift) =>
      Array.from({ length: 1_000 }, (_, index) =>
        entry({
          listen: `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}:${port + shift}`,
          connect: `127.0.0.1:${backend.port}`,
        }),
      ),
    );
    await relay.apply({ put: put.slice(0, 1), remove: [] });
    const all = relay.apply({ put, remove: [] });
    let answers = 0;
    const done = new AbortController();
    const finished = all.finally(() => done.abort());
    while (!done.signal.aborted) {
      expect(await ask(port, '127.1.0.1')).toBe('here');
      answers += 1;
    }
    await finished;
    expect(answers).toBeGreaterThan(0);
    expect(put.every(({ id }) => relay.status(id)?.state === 'listening')).toBe(true);
    expect(await ask(port + 4, '127.1.3.250')).toBe('here');
    await relay.apply({ put: [], remove: put.map(({ id }) => id) });
    expect(await relay.report()).toEqual([]);
  });
});

/** Two processes that have one listening socket. */
async function sharers(port: number): Promise<[ChildProcess, ChildProcess]> {
  const server = await listening({ port, host: '127.0.0.1' });
  const keep = async (): Promise<ChildProcess> => {
    const child = fork(new URL('../fixtures/relay/keep-server.ts', import.meta.url));
    onTestFinished(() => void child.kill());
    const kept = once(child, 'message');
    child.send('keep it', server);
    await kept;
    return child;
  };
  const both: [ChildProcess, ChildProcess] = [await keep(), await keep()];
  server.close();
  return both;
}

/** Whether nobody listens there; a connection that is made is given up at once. */
async function refuses(port: number): Promise<boolean> {
  const client = await Peer.dial(port);
  client.reset();
  return client.broken === 'ECONNREFUSED';
}

/** A data plane that ends before it is ready. */
function startBroken(): PlaneLink {
  const worker = new Worker('throw new Error("broken")', { eval: true });
  return {
    send() {},
    onReply() {},
    onGone: (listener) =>
      void worker.on('error', (cause) => listener(cause instanceof Error ? cause : undefined)),
    async end() {
      await worker.terminate();
    },
  };
}
