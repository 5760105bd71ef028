import { expect, onTestFinished, test } from 'vitest';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort, listening } from '../support/ports.ts';
import { until } from '../support/until.ts';

/** An entry with a backend that answers with the entry's id. */
async function served(id: string, listen: string): Promise<RelayEntry> {
  const server = await Backend.named(id);
  onTestFinished(() => server.close());
  return entry({ id, listen, connect: `127.0.0.1:${server.port}` });
}

/** Three entries of one port, each with a backend that says which entry it serves. */
async function overlapping(): Promise<{
  observed: Observed;
  port: number;
  star: RelayEntry;
  all: RelayEntry;
  single: RelayEntry;
}> {
  const port = await freePort();
  return {
    observed: testPlane(),
    port,
    star: await served('star', `*:${port}`),
    all: await served('all', `0.0.0.0:${port}`),
    single: await served('single', `127.0.0.2:${port}`),
  };
}

async function put(observed: Observed, ...entries: RelayEntry[]): Promise<void> {
  await observed.plane.apply({ put: entries, remove: [] });
}

async function remove(observed: Observed, ...ids: string[]): Promise<void> {
  await observed.plane.apply({ put: [], remove: ids });
}

/** Connects over and over, one after the other without a pause, until told to stop; counts what went wrong. */
function hammer(
  port: number,
  host: string,
): { stop: () => Promise<{ answers: Set<string>; asked: number }> } {
  const answers = new Set<string>();
  let asked = 0;
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      answers.add(await ask(port, host));
      asked += 1;
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
      return { answers, asked };
    },
  };
}

test.each([
  ['the single address first', ['single', 'star']],
  ['the wildcard first', ['star', 'single']],
] as const)('a wildcard and a single address share a port, %s', async (_, order) => {
  const { observed, port, ...entries } = await overlapping();
  for (const id of order) await put(observed, entries[id]);
  expect(observed.statuses.get('star')).toEqual({ state: 'listening' });
  expect(observed.statuses.get('single')).toEqual({ state: 'listening' });
  expect(await ask(port, '127.0.0.2')).toBe('single');
  expect(await ask(port, '127.0.0.1')).toBe('star');
  await until('the rest of loopback', async () => (await ask(port, '127.0.0.3')) === 'star');
});

test('a wildcard beside a busy single address says that it does not have all of loopback yet', async () => {
  const { observed, port, star, single } = await overlapping();
  await put(observed, single);
  const pounding = hammer(port, '127.0.0.2');
  await until('some answers', () => observed.counters('single').connectionsTotal > 20);
  await put(observed, star);
  expect(observed.statuses.get('star')).toEqual({
    state: 'listening',
    reason:
      'It does not listen on all of 127.0.0.0/8 yet; that needs a quarter of a second without a new client on the port.',
  });
  await pounding.stop();
  await until('the rest of loopback', () => observed.statuses.get('star')?.reason === undefined);
  expect(await ask(port, '127.0.0.3')).toBe('star');
});

test('the literal wildcard goes before the star, which is held meanwhile', async () => {
  const { observed, port, star, all, single } = await overlapping();
  await put(observed, star, single);
  expect(await ask(port, '127.0.0.1')).toBe('star');
  await put(observed, all);
  expect(observed.statuses.get('star')).toEqual({
    state: 'held',
    reason: `Its listen side is shadowed by v4tov4 0.0.0.0:${port}.`,
  });
  expect(await ask(port, '127.0.0.1')).toBe('all');
  expect(await ask(port, '127.0.0.2')).toBe('single');
  await remove(observed, 'all');
  expect(observed.statuses.get('star')).toEqual({ state: 'listening' });
  expect(await ask(port, '127.0.0.1')).toBe('star');
});

test('of two entries for the same side the later is shadowed, and takes over', async () => {
  const { observed, port, single, star } = await overlapping();
  const twin = { ...star, id: 'twin', listen: single.listen };
  await put(observed, single, twin);
  expect(observed.statuses.get('twin')?.reason).toBe(
    `Its listen side is shadowed by v4tov4 127.0.0.2:${port}.`,
  );
  const pounding = hammer(port, '127.0.0.2');
  await until('some answers', () => observed.counters('single').connectionsTotal > 20);
  await remove(observed, 'single');
  await until('more answers', () => observed.counters('twin').connectionsTotal > 20);
  expect((await pounding.stop()).answers).toEqual(new Set(['single', 'star']));
  expect(observed.statuses.get('twin')).toEqual({ state: 'listening' });
});

test('spellings of one IPv6 address mean the same side', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(
    observed,
    entry({ id: 'short', version: 6, listen: `::1:${port}`, connect: '::1:1' }),
    entry({ id: 'long', version: 6, listen: `0:0:0:0:0:0:0:1:${port}`, connect: '::1:1' }),
  );
  expect(observed.statuses.get('long')?.state).toBe('held');
});

test('a busy single address loses no connection while a wildcard entry comes and goes', async () => {
  const { observed, port, star, single } = await overlapping();
  await put(observed, single);
  const pounding = hammer(port, '127.0.0.2');
  for (let round = 1; round <= 20; round += 1) {
    const before = observed.counters('single').connectionsTotal;
    await put(observed, star);
    expect(observed.statuses.get('star')?.state).toBe('listening');
    expect(await ask(port, '127.0.0.1')).toBe('star');
    await remove(observed, 'star');
    await until('connections meanwhile', () => observed.counters('single').connectionsTotal > before + 5);
  }
  expect((await pounding.stop()).answers).toEqual(new Set(['single']));
});

test('a busy single address loses no connection when the wildcard entry beside it is deleted', async () => {
  const { observed, port, star, single } = await overlapping();
  await put(observed, star, single);
  const pounding = hammer(port, '127.0.0.2');
  await until('some answers', () => observed.counters('single').connectionsTotal > 5);
  await remove(observed, 'star');
  // Nothing is relayed for the deleted entry, though the shared socket stays while it is busy.
  expect(['ECONNRESET', 'ECONNREFUSED']).toContain(await ask(port, '127.0.0.1'));
  await until('more answers', () => observed.counters('single').connectionsTotal > 50);
  expect((await pounding.stop()).answers).toEqual(new Set(['single']));
  await until('a socket of its own', async () => (await ask(port, '127.0.0.1')) === 'ECONNREFUSED');
  expect(await ask(port, '127.0.0.2')).toBe('single');
});

test('a busy wildcard entry loses no connection while a single address comes and goes', async () => {
  const { observed, port, star, single } = await overlapping();
  await put(observed, star);
  const pounding = hammer(port, '127.0.0.1');
  for (let round = 1; round <= 10; round += 1) {
    await put(observed, single);
    expect(await ask(port, '127.0.0.2')).toBe('single');
    await remove(observed, 'single');
    expect(await ask(port, '127.0.0.2')).toBe('star');
  }
  expect((await pounding.stop()).answers).toEqual(new Set(['star']));
});

test('another program on one address keeps the wildcard from listening, but not a single address', async () => {
  const { observed, port, star, single } = await overlapping();
  const other = await listening({ port, host: '127.0.0.1' });
  await put(observed, star, single);
  expect(observed.statuses.get('star')).toEqual({
    state: 'failed',
    reason: `Port ${port} is already in use.`,
  });
  expect(observed.statuses.get('single')).toEqual({ state: 'listening' });
  const pounding = hammer(port, '127.0.0.2');
  await put(observed, star);
  expect(observed.statuses.get('star')?.state).toBe('failed');
  await new Promise((closed) => other.close(closed));
  await until('the wildcard', () => observed.statuses.get('star')?.state === 'listening');
  expect((await pounding.stop()).answers).toEqual(new Set(['single']));
  expect(await ask(port, '127.0.0.1')).toBe('star');
});

test('established connections survive every change around them', async () => {
  const server = await Backend.start();
  onTestFinished(() => server.close());
  const { observed, port, star, all, single } = await overlapping();
  const mine = { ...single, targets: entry({ listen: '*:1', connect: `127.0.0.1:${server.port}` }).targets };
  await put(observed, mine);
  const client = await Peer.dial(port, '127.0.0.2');
  const peer = await server.next();
  for (const change of [star, all, single]) await put(observed, change);
  await remove(observed, 'all', 'single');
  await remove(observed, 'star');
  await peer.send('alive');
  await client.sees('alive');
  client.finish('too');
  await peer.seesFin();
  await peer.sees('too');
});
