import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../src/portproxy/table.ts';
import type { Backend } from '../../src/service/contract/backend.ts';
import { type StagedBackend, stagedBackend } from '../../src/service/session/staged-backend.ts';
import { readTable } from '../../src/store/read-table.ts';
import { killed, sandbox } from './sandbox.ts';
import { talk, target } from './target.ts';
import { add, entryAt, ownAddress, remove } from './values.ts';

const DONE = { kind: 'done', notices: [] };
const NOTHING = { entries: [], absent: [], nothingElse: false };

/** A staged backend that is offline. */
function offline(backend: Backend): StagedBackend {
  const staged = stagedBackend(backend);
  staged.goOffline();
  return staged;
}

/** Another program that has a port. */
async function foreign(host: string, port: number): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await once(server.listen(port, host), 'listening');
  return server;
}

function refused(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });
}

test('staged changes that leave every entry as it is are shown as none', async () => {
  const backend = sandbox().backend();
  const address = ownAddress();
  await backend.change(add(address, 8001));
  const staged = offline(backend);
  const shown: number[] = [];
  for (const change of [
    add(address, 8002),
    remove(address, 8002),
    { op: 'reset' },
    add(address, 8001),
  ] as const) {
    expect(await staged.change(change)).toMatchObject({ kind: 'done' });
    shown.push(staged.shownStaged);
  }
  expect(shown).toEqual([1, 0, 3, 0]);
  expect(staged.staged).toBe(4);
  staged.abort();
  expect(staged.shownStaged).toBe(0);
});

test('a whole table is replaced in one write; an entry before and after keeps its connection', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const kept = { ...entryAt(address, 8001), connectPort: await target() };
  await backend.change({ op: 'add', values: kept });
  await backend.change(add(address, 8002));
  const client = await talk(8001, address);
  const { writes = 0 } = await backend.status();
  const staged = offline(backend);
  expect(await staged.change({ op: 'reset' })).toEqual(DONE);
  await staged.change(add(address, 8003));
  await staged.change({ op: 'add', values: kept });
  expect(await staged.entries()).toMatchObject([
    { listenPort: '8003', state: 'stopped', staged: true },
    { listenPort: '8001', state: 'listening' },
  ]);
  expect((await backend.entries()).map((entry) => entry.listenPort)).toEqual(['8001', '8002']);
  expect(await staged.commit()).toEqual(DONE);
  expect(staged.staged).toBe(0);
  expect((await backend.status()).writes).toBe(writes + 1);
  client.write('still there?');
  expect(String((await once(client, 'data'))[0])).toBe('still there?');
  expect(await backend.entries({ counters: true })).toMatchObject([
    { listenPort: '8003', state: 'listening' },
    { listenPort: '8001', state: 'listening', counters: { connections: 1, connectionsTotal: 1 } },
  ]);
  expect(await refused(8002, address)).toBe(true);
  expect(readTable(box.paths).entries.map((entry) => entry.listenPort)).toEqual(['8003', '8001']);
});

describe('a conflict leaves everything as it was, and says which entry and why', () => {
  test('a port that another program has', async () => {
    const box = sandbox();
    const backend = box.backend();
    const address = ownAddress();
    const values = { ...entryAt(address, 8001), connectPort: await target() };
    await backend.change({ op: 'add', values });
    const client = await talk(8001, address);
    const other = await foreign(address, 8003);
    const before = [readFileSync(box.paths.table, 'utf8'), (await backend.status()).writes];
    const staged = offline(backend);
    for (const change of [{ op: 'reset' } as const, add(address, 8002), add(address, 8003)]) {
      expect(await staged.change(change)).toEqual(DONE);
    }
    expect(await staged.commit()).toEqual({
      kind: 'conflict',
      conflicts: [
        {
          code: 'listen',
          detail: expect.stringMatching(
            new RegExp(
              `^v4tov4 ${address}:8003: Port 8003 is already in use( by .* \\(process ${process.pid}\\))?\\.$`,
            ),
          ),
        },
      ],
    });
    expect([readFileSync(box.paths.table, 'utf8'), (await backend.status()).writes]).toEqual(before);
    expect(await backend.entries({ counters: true })).toMatchObject([
      { listenPort: '8001', state: 'listening', counters: { connections: 1 } },
    ]);
    expect(await refused(8002, address)).toBe(true);
    client.write('still there?');
    expect(String((await once(client, 'data'))[0])).toBe('still there?');
    expect(staged.staged).toBe(3);
    await new Promise((resolve) => {
      other.close(resolve);
    });
    expect(await staged.commit()).toEqual(DONE);
    expect(await backend.entries()).toMatchObject([{ listenPort: '8002' }, { listenPort: '8003' }]);
  });

  test('an entry that somebody else changed, added or deleted since', async () => {
    const backend = sandbox().backend();
    const address = ownAddress();
    const label = (port: number) => `v4tov4 ${address}:${port}`;
    for (const port of [8001, 8002]) await backend.change(add(address, port));
    const staged = offline(backend);
    for (const change of [remove(address, 8001), add(address, 8002), add(address, 8003)]) {
      expect(await staged.change(change)).toEqual(DONE);
    }
    await backend.change(remove(address, 8001));
    await backend.change({ op: 'set', values: { ...entryAt(address, 8002), connectPort: '10' } });
    await backend.change(add(address, 8003));
    await backend.change(add(address, 8004));
    const before = await backend.entries();
    expect(await staged.commit()).toEqual({
      kind: 'conflict',
      conflicts: [
        { code: 'changed', detail: `${label(8001)} was deleted by somebody else since.` },
        { code: 'changed', detail: `${label(8002)} was changed by somebody else since.` },
        { code: 'changed', detail: `${label(8003)} was added by somebody else since.` },
      ],
    });
    expect(await backend.entries()).toEqual(before);
    expect(staged.abort()).toBe(3);
    expect(await staged.commit()).toEqual(DONE);
    expect(await backend.entries()).toEqual(before);
  });

  test('a reset takes the whole table for granted; other changes only what they name', async () => {
    const backend = sandbox().backend();
    const address = ownAddress();
    await backend.change(add(address, 8001));
    const [resets, adds] = [offline(backend), offline(backend)];
    await resets.change({ op: 'reset' });
    await adds.change(add(address, 8002));
    await backend.change(add(address, 8003));
    expect(await adds.commit()).toEqual(DONE);
    expect(await resets.commit()).toMatchObject({ kind: 'conflict', conflicts: [{ code: 'changed' }, {}] });
    expect(await backend.entries()).toHaveLength(3);
  });

  test('a change that is refused, or names no entry, whoever sent it', async () => {
    const backend = sandbox().backend();
    const address = ownAddress();
    await backend.change(add(address, 8001));
    const conflictOf = async (changes: readonly Change[]) => {
      const result = await backend.transaction({ changes, expected: NOTHING });
      return result.kind === 'conflict' ? result.conflicts : [];
    };
    expect(await conflictOf([{ op: 'reset' }, add(address, 70_000)])).toEqual([
      {
        code: 'invalid',
        detail: expect.stringMatching(
          /:70000: 70000 is not an acceptable value for listenport\. The highest port/,
        ),
      },
    ]);
    expect(await conflictOf([add(address, 8002), remove(address, 8003)])).toEqual([
      { code: 'absent', detail: `v4tov4 ${address}:8003 is not there to be deleted.` },
    ]);
    expect((await backend.entries()).map((entry) => entry.listenPort)).toEqual(['8001']);
  });

  test('what cannot listen for another reason: an address that this machine lacks', async () => {
    const backend = sandbox().backend();
    const staged = offline(backend);
    await staged.change(add('192.0.2.1', 8001));
    expect(await staged.goOnline()).toEqual({
      kind: 'conflict',
      conflicts: [
        {
          code: 'listen',
          detail: 'v4tov4 192.0.2.1:8001: This machine does not have the address 192.0.2.1 now.',
        },
      ],
    });
    expect(staged.mode).toBe('offline');
    expect(await backend.entries()).toEqual([]);
  });
});

test('what this product holds or the user disabled is no conflict; it is stored, and the notice says why', async () => {
  const backend = sandbox().backend();
  const address = ownAddress();
  const staged = offline(backend);
  const loop = { ...entryAt(address, 8001), connectAddress: address, connectPort: '8001' };
  await staged.change({ op: 'add', values: loop });
  await staged.change({ op: 'add', values: { ...entryAt(address, 8002), state: 'disabled' } });
  expect((await staged.entries()).map((entry) => entry.state)).toEqual(['held', 'disabled']);
  expect(await staged.goOnline()).toEqual({
    kind: 'done',
    notices: [expect.stringMatching(/8001 is not listening: It would forward to itself/)],
  });
  expect(staged.mode).toBe('online');
  expect((await backend.entries()).map((entry) => entry.state)).toEqual(['held', 'disabled']);
});

test('of two entries for one side the order decides, after a transaction as after a start', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const one = { ...entryAt(address, 80), listenPort: 'http', connectPort: '9' };
  const other = { ...one, listenPort: '80', connectPort: '10' };
  const states = async () => {
    const listed = await backend.entries();
    return listed.map((entry) => [entry.listenPort, entry.state]);
  };
  for (const values of [one, other]) await backend.change({ op: 'add', values });
  expect(await states()).toEqual([
    ['http', 'listening'],
    ['80', 'held'],
  ]);
  const staged = offline(backend);
  await staged.change({ op: 'reset' });
  for (const values of [other, one]) await staged.change({ op: 'add', values });
  expect((await staged.commit()).kind).toBe('done');
  const turned = [
    ['80', 'listening'],
    ['http', 'held'],
  ];
  expect(await states()).toEqual(turned);
  await killed((await backend.status()).pid!);
  await backend.start();
  expect(await states()).toEqual(turned);
});

test('what is staged is checked at once, stops a run, and counts', async () => {
  const backend = sandbox().backend();
  const staged = offline(backend);
  const run = { failed: false };
  expect(await staged.change(add('*', 0))).toMatchObject({ kind: 'refused', code: 'invalid' });
  expect(await staged.change(remove('*', 1), run)).toEqual({ kind: 'absent' });
  expect(await staged.change(add('*', 8001), run)).toEqual({ kind: 'skipped' });
  expect(staged.staged).toBe(0);
  expect(await staged.change(add('*', 8001))).toEqual(DONE);
  expect(await staged.change(remove('*', 8001))).toEqual(DONE);
  expect(staged.staged).toBe(2);
  expect(await staged.entries()).toEqual([]);
  expect(await backend.status()).toMatchObject({ running: false });
});

test('a service that ended after the commit, before it could say so, has made it', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const staged = offline(backend);
  await staged.change(add(address, 8001));
  const { pid } = await backend.start();
  // Somebody else makes the very same table meanwhile, as the unanswered try would have.
  await backend.change(add(address, 8001));
  await killed(pid!);
  expect(await staged.commit()).toEqual(DONE);
  expect(await backend.entries()).toMatchObject([{ listenPort: '8001', state: 'listening' }]);
});

describe('whatever is changed', () => {
  const PORTS = [8001, 8002, 8003, 8004];

  /** Changes of few entries, so that they meet. */
  function changesAt(address: string): fc.Arbitrary<Change[]> {
    const port = fc.constantFrom(...PORTS);
    const values = fc.record({
      port,
      connectPort: fc.constantFrom(undefined, '9', '10'),
      state: fc.constantFrom(undefined, 'enabled', 'disabled'),
    });
    const put = fc
      .tuple(fc.constantFrom('add', 'set'), values)
      .map(([op, { port: listen, connectPort, state }]): Change => {
        const side = { family: 'v4tov4', listenAddress: address, listenPort: String(listen) } as const;
        return { op, values: { ...side, connectAddress: '127.0.0.1', connectPort, state } };
      });
    return fc.array(
      fc.oneof(
        { weight: 6, arbitrary: put },
        { weight: 3, arbitrary: port.map((one) => remove(address, one)) },
        { weight: 1, arbitrary: fc.constant<Change>({ op: 'reset' }) },
      ),
      { maxLength: 12 },
    );
  }

  test('staged and committed is the same as made at once; aborted is as if nothing had been', async () => {
    const [direct, staged] = [sandbox().backend(), offline(sandbox().backend())];
    const [here, there] = [ownAddress(), ownAddress()];
    const moved = (changes: readonly Change[]): Change[] =>
      JSON.parse(JSON.stringify(changes).replaceAll(here, there)) as Change[];
    const tables = async () => {
      const [one, other] = [await direct.entries(), await staged.entries()];
      return [moved(one as never), JSON.parse(JSON.stringify(other))] as const;
    };
    await fc.assert(
      fc.asyncProperty(changesAt(here), changesAt(here), async (changes, aborted) => {
        const results = await Promise.all(changes.map((change) => direct.change(change)));
        const given = await Promise.all(moved(changes).map((change) => staged.change(change)));
        expect(given.map(({ kind }) => kind)).toEqual(results.map(({ kind }) => kind));
        expect(await staged.commit()).toEqual(DONE);
        const [one, other] = await tables();
        expect(other).toEqual(one);
        await Promise.all(moved(aborted).map((change) => staged.change(change)));
        staged.abort();
        expect((await tables())[1]).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });
});
