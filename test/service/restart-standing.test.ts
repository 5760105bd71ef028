import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Backend, Peer } from '../relay/support/peer.ts';
import { freePort } from '../relay/support/ports.ts';
import { transports } from '../relay/support/transports.ts';
import { sandbox, until } from './sandbox.ts';
import { type Client, STANDINGS, type Standing, WAIT_MS } from './standing.ts';

/** `npm run test:restart` has 5,000. */
const CONNECTIONS = Number(process.env['NETSH_CONNECTIONS'] ?? 500);
const NAMES = join(import.meta.dirname, '../fixtures/service/unanswered-names.cjs');
/** Part of those that stand briefly begin every so often, ms. */
const WAVE_MS = 300;
const WAVES = 5;
/** So many clients connect at a time. */
const AT_ONCE = 50;

describe.skipIf(transports[0]?.kind !== 'native')('a restart while connections stand', () => {
  test('where a name is being resolved, the next process asks for it anew', () =>
    restarted(STANDINGS.filter(({ name }) => name === 'name being resolved').map((one) => [one, 3])));

  test(
    `in all of these ways, ${CONNECTIONS} of them: each goes on, and no byte is lost`,
    () => restarted(shared(CONNECTIONS)),
    600_000,
  );
});

/** Shares connections out among all ways to stand. */
function shared(connections: number): (readonly [Standing, number])[] {
  const fair = Math.floor(connections / STANDINGS.length);
  const few = STANDINGS.flatMap(({ most }) => (most === undefined ? [] : Math.min(most, fair)));
  const rest = connections - few.reduce((sum, count) => sum + count, 0);
  const each = Math.ceil(rest / (STANDINGS.length - few.length));
  return STANDINGS.map((standing) => [standing, Math.min(standing.most ?? each, each)]);
}

async function restarted(counts: readonly (readonly [Standing, number])[]): Promise<void> {
  const box = sandbox();
  const env = { NODE_OPTIONS: `--require=${NAMES}` };
  await box.foreground(env);
  const backend = box.backend();
  const all = [];
  for (const [standing, count] of counts) {
    const target = await Backend.start((peer) => standing.serve(peer));
    onTestFinished(() => target.close());
    const listenPort = String(await freePort());
    const side = { family: 'v4tov4', listenAddress: '127.0.0.1', listenPort } as const;
    const own = await standing.values?.(target);
    const values = { ...side, connectAddress: '127.0.0.1', connectPort: String(target.port), ...own };
    expect(await backend.change({ op: 'add', values })).toMatchObject({ kind: 'done' });
    const begin = (many: number): Promise<Client[]> => begun(standing, Number(listenPort), many);
    const clients = standing.isBrief ? [] : await begin(count);
    const stands = async (): Promise<boolean> => {
      const live = (await backend.connections()).filter(({ entry }) => entry.endsWith(` ${listenPort}`));
      return standing.stands({ clients, target, live });
    };
    await until(stands, WAIT_MS).catch(() => expect.unreachable(`They do not stand: ${standing.name}`));
    all.push({ standing, side, target, clients, begin, count });
  }
  const before = (await backend.connections()).map(({ id }) => id);
  const restart = box.restart({ ...env, TEST_NAMES_ARE: '127.0.0.1' });
  const isOver = restart.then(
    () => true,
    () => true,
  );
  for (let over = false; !over; over = await Promise.race([isOver, sleep(WAVE_MS, false)])) {
    for (const { standing, clients, begin, count } of all)
      if (standing.isBrief) clients.push(...(await begin(Math.ceil(count / WAVES))));
  }
  const next = await restart;
  const live = new Set((await backend.connections()).map(({ id }) => id));
  expect(before.filter((id) => !live.has(id))).toEqual([]);
  expect((await backend.status()).pid).toBe(next);
  for (const { standing, side, target } of all) {
    const { later } = standing;
    if (later)
      expect(await backend.change({ op: 'set', values: { ...side, ...later } })).toMatchObject({
        kind: 'done',
      });
    standing.goOn?.(target);
  }
  await Promise.all(all.flatMap(({ standing, clients }) => clients.map((client) => ended(standing, client))));
  await until(async () => (await backend.status()).connections === 0, WAIT_MS);
}

/** Takes a connection to its end; the error tells how it stood. */
async function ended(standing: Standing, client: Client): Promise<void> {
  try {
    await standing.end(client);
  } catch (cause) {
    throw new Error(`Client ${client.number}, ${standing.name}: ${String(cause)}`, { cause });
  }
}

/** Connects so many clients, and brings them to stand. */
async function begun(standing: Standing, port: number, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - clients.length) }, async (_, at) => {
      const client = { number: clients.length + at, peer: await Peer.dial(port), begunAt: performance.now() };
      await standing.begin(client);
      return client;
    });
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}
