import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { prepareHome } from '../../src/store/home.ts';
import { gone, killed, sandbox } from './sandbox.ts';
import { add, ownAddress, remove } from './values.ts';
import { expectMode } from '../store/temporary.ts';

test('reading starts nothing', async () => {
  const box = sandbox();
  const backend = box.backend();
  expect(await backend.entries()).toEqual([]);
  expect(await backend.connections()).toEqual([]);
  expect(await backend.stop({ drainMs: 0 })).toBe(false);
  expect(await backend.status()).toEqual({
    running: false,
    home: box.home,
    entries: { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 },
    connections: 0,
  });
  expect(() => statSync(box.home)).toThrow('ENOENT');
});

test('a change starts the service, which listens, lives on and is used by the next', async () => {
  const box = sandbox();
  const address = ownAddress();
  const first = box.backend();
  expect(await first.change(add(address, 8001))).toEqual({ kind: 'done', notices: [] });
  const { pid } = await first.status();
  expect(box.notices).toEqual([`The relay service was started in the background (process ${pid}).`]);
  await first.close();

  const second = box.backend();
  expect(await second.change(add(address, 8002))).toEqual({ kind: 'done', notices: [] });
  expect(await second.entries()).toMatchObject([
    { listenPort: '8001', state: 'listening' },
    { listenPort: '8002', state: 'listening' },
  ]);
  expect(await second.status()).toMatchObject({ running: true, pid, version: '0.0.0-test', writes: 2 });
  expect(box.notices).toHaveLength(1);
});

test('the control socket is open to its owner only', async () => {
  const box = sandbox();
  await box.backend().start();
  expectMode(box.home, 0o700);
  expectMode(box.paths.run, 0o700);
  expectMode(join(box.paths.run, 'control.sock'), 0o600);
});

test('after a stop the entries are stored, and a start brings them back', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.change(add(address, 8001));
  const { pid } = await backend.status();
  expect(await backend.stop({ drainMs: 0 })).toBe(true);
  await gone(pid!);
  expect(await backend.entries()).toMatchObject([
    { listenPort: '8001', state: 'stopped', reason: 'The relay service is not running.' },
  ]);
  expect(await backend.start()).toMatchObject({ entries: { listening: 1 } });
});

test('kill -9 loses nothing: the next change finds the entries and listens again', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.change(add(address, 8001));
  await killed((await backend.status()).pid!);
  expect(await backend.entries()).toMatchObject([{ listenPort: '8001', state: 'stopped' }]);
  expect(await backend.change(add(address, 8002))).toEqual({ kind: 'done', notices: [] });
  expect(await backend.status()).toMatchObject({ entries: { listening: 2 } });
});

test('ten one-shots that start at once make one service and lose nothing, also beside what a killed one left', async () => {
  const box = sandbox();
  const address = ownAddress();
  const ran = await Promise.all(
    Array.from({ length: 10 }, (_, index) => box.run('one-shot.ts', [8000 + index, 1, address])),
  );
  expect(ran.map(({ code, out }) => ({ code, out }))).toEqual(ran.map(() => ({ code: 0, out: '' })));
  const starts = ran.flatMap(({ err }) => err.split('\n').filter((line) => line !== ''));
  const { pid } = await box.status();
  expect(starts).toEqual([`The relay service was started in the background (process ${pid}).`]);
  const entries = await box.backend().entries();
  expect(entries.map(({ listenPort, state }) => `${listenPort} ${state}`).toSorted()).toEqual(
    Array.from({ length: 10 }, (_, index) => `${8000 + index} listening`),
  );

  await killed(pid!);
  const again = await Promise.all(
    Array.from({ length: 10 }, (_, index) => box.run('one-shot.ts', [8010 + index, 1, address])),
  );
  expect(again.map(({ code }) => code)).toEqual(again.map(() => 0));
  expect(again.filter(({ err }) => err.includes('was started'))).toHaveLength(1);
  expect(await box.status()).toMatchObject({ entries: { listening: 20 } });
});

test('two shells and ten one-shots that change the table at once lose no update', async () => {
  const box = sandbox();
  const address = ownAddress();
  const shells = [box.backend(), box.backend()];
  const typed = shells.map(async (shell, index) => {
    for (let port = 0; port < 20; port += 1) {
      expect(await shell.change(add(address, 9000 + index * 100 + port))).toEqual({
        kind: 'done',
        notices: [],
      });
    }
    for (let port = 0; port < 20; port += 2) {
      expect((await shell.change(remove(address, 9000 + index * 100 + port))).kind).toBe('done');
    }
  });
  const shots = Array.from({ length: 10 }, (_, index) =>
    box.run('one-shot.ts', [8000 + 10 * index, 5, address]),
  );
  await Promise.all(typed);
  for (const { code, out } of await Promise.all(shots)) expect({ code, out }).toEqual({ code: 0, out: '' });
  const entries = await box.backend().entries();
  expect(entries).toHaveLength(2 * 10 + 10 * 5);
  expect(entries.filter(({ state }) => state !== 'listening')).toEqual([]);
});

test('a service that cannot start tells why, with the end of its log', async () => {
  const box = sandbox();
  await expect(box.backend('service', 'soon').start()).rejects.toMatchObject({
    code: 'start',
    message: expect.stringContaining('The relay service was not started: it ended at once.'),
  });
});

test('a program that cannot be run is told of', async () => {
  const box = sandbox();
  const backend = openBackend({
    home: box.home,
    mode: 'service',
    launcher: { command: join(box.home, 'missing'), args: [] },
    onNotice: () => {},
  });
  await expect(backend.start()).rejects.toMatchObject({
    code: 'start',
    message: expect.stringMatching(/^The relay service was not started: it cannot be run \(.*ENOENT\)\.$/),
  });
});

test('what a starting service finds wrong with the table is told to who started it', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.change(add(address, 8001));
  await backend.change(add(address, 8002));
  await killed((await backend.status()).pid!);
  writeFileSync(box.paths.table, '{"table":');
  expect(await backend.entries()).toMatchObject([{ listenPort: '8001' }]);
  expect(await backend.change(add(address, 8003))).toEqual({ kind: 'done', notices: [] });
  expect(box.notices.slice(1)).toEqual([
    expect.stringMatching(/is broken: .*The last good copy is used instead; .*\.$/),
    expect.stringContaining('was started in the background'),
    expect.stringMatching(/is broken: .*The broken file is kept as /),
  ]);
  expect(await backend.entries()).toMatchObject([{ listenPort: '8001' }, { listenPort: '8003' }]);
});

test('a table of a later netsh stops the start, and says so', async () => {
  const box = sandbox();
  prepareHome(box.paths);
  writeFileSync(box.paths.table, '{"table":{"version":2}}');
  const expected = { code: 'version', message: expect.stringContaining('it has version 2') };
  await expect(box.backend().entries()).rejects.toMatchObject(expected);
  await expect(box.backend().change(add('127.0.0.1', 1))).rejects.toMatchObject(expected);
});
