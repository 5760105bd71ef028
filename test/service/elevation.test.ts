import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Sandbox, sandbox } from './sandbox.ts';
import { add, entryAt, ownAddress } from './values.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../fixtures/service/ask.ts');

const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

/** Runs one request as another user; gives what it answers. Tests run as root, who may do everything. */
async function asNobody(box: Sandbox, request: 'entries' | 'change' | 'status'): Promise<unknown> {
  const { stdout } = await run('setpriv', [...AS_NOBODY.slice(1), process.execPath, PROGRAM, request], {
    env: { ...process.env, NETSH_HOME: box.home },
  });
  return JSON.parse(stdout);
}

/** A home that everybody may look into. */
function openHome(): Sandbox {
  const box = sandbox();
  chmodSync(dirname(box.home), 0o755);
  mkdirSync(box.home, { mode: 0o755 });
  return box;
}

const REFUSED = {
  rejected: {
    name: 'ServiceError',
    code: 'elevation',
    message: expect.stringContaining('(with sudo where that is root)'),
  },
};

test('a home that may not be entered', async () => {
  const box = sandbox();
  mkdirSync(box.home);
  for (const request of ['entries', 'change', 'status'] as const) {
    expect(await asNobody(box, request)).toMatchObject(REFUSED);
  }
});

test('a home that may not be written: it is read, and a change is refused', async () => {
  const box = openHome();
  const table = { version: 1, entries: [entryAt(ownAddress(), 8001)] };
  writeFileSync(box.paths.table, JSON.stringify({ table }));
  expect(await asNobody(box, 'entries')).toMatchObject({
    resolved: [{ listenPort: '8001', state: 'stopped' }],
  });
  expect(await asNobody(box, 'change')).toMatchObject(REFUSED);
});

test('a table that may not be read', async () => {
  const box = openHome();
  writeFileSync(box.paths.table, '{}', { mode: 0o600 });
  expect(await asNobody(box, 'entries')).toMatchObject(REFUSED);
});

test("another user's service", async () => {
  const box = openHome();
  await box.backend().change(add(ownAddress(), 8001));
  expect(await asNobody(box, 'entries')).toMatchObject(REFUSED);
  expect(await asNobody(box, 'change')).toMatchObject(REFUSED);
  expect(await box.backend().entries()).toHaveLength(1);
});

test('a home that turns read-only under its service: refused, and the old table stands', async () => {
  const box = openHome();
  chownSync(box.home, 65_534, 65_534);
  const child = box.spawn('run.ts', ['foreground'], {}, AS_NOBODY);
  await once(child.stdout!, 'data');
  expect(await asNobody(box, 'change')).toEqual({
    resolved: { kind: 'done', notices: [expect.any(String)] },
  });
  const entries = await asNobody(box, 'entries');
  expect(entries).toMatchObject({ resolved: [{ listenPort: '7000-7001' }] });
  chmodSync(box.home, 0o555);
  expect(await asNobody(box, 'change')).toEqual({
    resolved: {
      kind: 'refused',
      code: 'elevation',
      detail: expect.stringMatching(/cannot be written: permission denied\. Run netsh as the owner/),
    },
  });
  expect(await asNobody(box, 'entries')).toEqual(entries);
  chmodSync(box.home, 0o755);
  expect(await asNobody(box, 'change')).toEqual({
    resolved: { kind: 'done', notices: [expect.any(String)] },
  });
  expect(child.exitCode).toBeNull();
});

test('a home on a read-only file system', async () => {
  const box = openHome();
  const script = 'mount -t tmpfs -o ro,mode=755 tmpfs "$1" && exec "$2" "$3" change';
  const { stdout } = await run(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', box.home, process.execPath, PROGRAM],
    { env: { ...process.env, NETSH_HOME: box.home } },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    rejected: { code: 'elevation', message: expect.stringContaining('the file system is read-only') },
  });
});
