import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sandbox } from './sandbox.ts';
import { add, ownAddress, remove } from './values.ts';

test('a dry run answers as a real one would, and neither writes nor starts anything', async () => {
  const box = sandbox();
  const check = box.backend('check');
  const address = ownAddress();
  expect(await check.change(add(address, 8001))).toEqual({ kind: 'done', notices: [] });
  expect(await check.change(add(address, 0))).toMatchObject({ kind: 'refused', code: 'invalid' });
  expect(await check.change(remove(address, 8001))).toEqual({ kind: 'done', notices: [] });
  expect(await check.change(remove(address, 8001))).toEqual({ kind: 'absent' });
  expect(await check.change({ op: 'add', values: { family: 'v4tov4', listenPort: '80' } })).toMatchObject({
    kind: 'done',
    notices: [expect.stringContaining('It would forward to itself')],
  });
  expect(await check.entries()).toMatchObject([{ listenPort: '80', state: 'stopped' }]);
  expect(await check.start()).toMatchObject({ running: false });
  expect(existsSync(box.home)).toBe(false);
});

test('a dry run begins with the table as it is', async () => {
  const box = sandbox();
  const address = ownAddress();
  await box.backend().change(add(address, 8001));
  const table = readFileSync(box.paths.table, 'utf8');
  const check = box.backend('check');
  expect(await check.entries()).toMatchObject([{ listenPort: '8001', state: 'listening' }]);
  expect((await check.change(remove(address, 8001))).kind).toBe('done');
  expect((await check.change({ op: 'reset' })).kind).toBe('done');
  expect(await check.entries()).toEqual([]);
  expect(await check.stop({ drainMs: 0 })).toBe(true);
  expect(readFileSync(box.paths.table, 'utf8')).toBe(table);
  expect(await box.backend().entries()).toMatchObject([{ state: 'listening' }]);
});

test('a dry run of a run stops at its first failure', async () => {
  const check = sandbox().backend('check');
  const run = { failed: false };
  expect((await check.change(remove('*', 1), run)).kind).toBe('absent');
  expect((await check.change(add('*', 1), run)).kind).toBe('skipped');
  expect(await check.entries()).toEqual([]);
});
