import { expect, onTestFinished, test } from 'vitest';
import { RulebookSender } from '../../../src/relay/common/rulebook-update.ts';
import type { RelayEntry, TargetStatus } from '../../../src/relay/relay.ts';
import { bookOf } from '../../firewall/rulebook.ts';
import { entry } from '../support/entries.ts';
import { Backend, ask } from '../support/peer.ts';
import { type Observed, type PlaneTexts, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const CHECKED = { balance: 'first', checkMs: 100 } as const;

/** A data plane with one entry, `x`, that checks its targets. */
async function checked(connect: readonly [string, ...string[]], options: PlaneTexts = {}) {
  const observed = testPlane(options);
  const port = await freePort();
  const put: RelayEntry = {
    ...entry({ id: 'x', listen: `127.0.0.1:${port}`, connect, limits: { connectTimeoutMs: 1_000 } }),
    choice: CHECKED,
  };
  const set = (more: Partial<RelayEntry>) => observed.plane.apply({ put: [{ ...put, ...more }], remove: [] });
  await set({});
  return { observed, port, set };
}

async function backend(name: string): Promise<Backend> {
  const started = await Backend.named(name);
  onTestFinished(() => started.close());
  return started;
}

function targets(observed: Observed): readonly TargetStatus[] {
  return observed.counters('x').targets ?? [];
}

test('a check tries all addresses of a name, and asks for them anew', async () => {
  const here = await backend('here');
  let answer: readonly string[] = ['127.0.0.9', '127.0.0.8'];
  const { observed, port } = await checked([`moves.example:${here.port}`], {
    limits: { nameTtlMs: 50 },
    lookup: () => Promise.resolve(answer),
  });
  await until('a check', () => targets(observed)[0]?.state === 'down');
  expect(targets(observed)[0]?.reason).toBe('nothing listens there (ECONNREFUSED)');
  answer = ['127.0.0.9', '127.0.0.1'];
  await until('its new address', () => targets(observed)[0]?.state === 'up');
  expect(await ask(port)).toBe('here');
  expect(observed.counters('x').names?.connect?.addresses).toContain('127.0.0.1');
});

test('a name that does not exist is down, and says so', async () => {
  const { observed } = await checked(['nowhere.example:80'], {
    lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  });
  await until('a check', () => targets(observed)[0]?.state === 'down');
  expect(targets(observed)[0]?.reason).toBe('the name does not exist (ENOTFOUND)');
});

test('a target that rules deny is neither checked nor down, and clients are led to another', async () => {
  const [denied, allowed] = [await backend('denied'), await backend('allowed')];
  const observed = testPlane();
  const rule = {
    direction: 'out',
    action: 'block',
    protocol: 'tcp',
    remotePort: String(denied.port),
  } as const;
  await observed.plane.setRules(new RulebookSender().update(bookOf(rule)));
  const port = await freePort();
  const connect = [`127.0.0.1:${denied.port}`, `127.0.0.1:${allowed.port}`] as const;
  const put = { ...entry({ id: 'x', listen: `127.0.0.1:${port}`, connect }), choice: CHECKED };
  await observed.plane.apply({ put: [put], remove: [] });
  await until('the other', () => targets(observed)[1]?.state === 'up');
  expect(await ask(port)).toBe('allowed');
  await until('more checks', () => allowed.count > 3);
  expect(denied.count).toBe(0);
  expect(targets(observed)[0]?.state).toBe('untried');
});

test('of a range each port is checked in its turn', async () => {
  const first = await freePort(3);
  const one = await Backend.named('one', { port: first });
  const three = await Backend.named('three', { port: first + 2 });
  onTestFinished(async () => {
    await one.close();
    await three.close();
  });
  const listen = await freePort(3);
  const observed = testPlane();
  const connect = [`127.0.0.1:${first}-${first + 2}`, `127.0.0.1:${three.port}`] as const;
  const put = {
    ...entry({ id: 'x', listen: `127.0.0.1:${listen}-${listen + 2}`, connect }),
    choice: CHECKED,
  };
  await observed.plane.apply({ put: [put], remove: [] });
  await until('the port without a server', () => targets(observed)[0]?.ports?.[0] === first + 1);
  expect(await ask(listen)).toBe('one');
  expect(await ask(listen + 1)).toBe('three');
  expect(observed.counters('x').errors).toBe(0);
});

test('an entry that does not listen checks nothing, and begins when it does', async () => {
  const [mine, others] = [await backend('mine'), await backend('others')];
  const { observed, set } = await checked([`127.0.0.1:${mine.port}`]);
  await until('a check', () => targets(observed)[0]?.state === 'up');
  await set({ hold: { state: 'disabled' } });
  await checked([`127.0.0.1:${others.port}`]);
  // A check that was under way may still arrive.
  await until('a first check of another entry', () => others.count > 0);
  const before = mine.count;
  await until('its later checks', () => others.count > 6);
  expect(mine.count).toBe(before);
  await set({});
  await until('checks again', () => mine.count > before);
});
