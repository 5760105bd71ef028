import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sandbox } from './sandbox.ts';
import { add, ownAddress } from './values.ts';

const LONG = join('a-folder-with-a-long-name'.repeat(4), 'home');

const runtimes: string[] = [];
let runtime: string;

beforeEach(() => {
  runtime = mkdtempSync(join(tmpdir(), 'netsh-run-'));
  runtimes.push(runtime);
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
});

afterEach(() => vi.unstubAllEnvs());

// Services use it until they are ended.
afterAll(() => {
  for (const folder of runtimes) rmSync(folder, { recursive: true, force: true });
});

test('a home whose path is too long for a socket has it in a private folder elsewhere', async () => {
  const box = sandbox(LONG);
  const address = ownAddress();
  expect(await box.backend().change(add(address, 8001))).toEqual({ kind: 'done', notices: [] });
  const [folder] = readdirSync(runtime);
  expect(lstatSync(join(runtime, folder!)).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(box.paths.run, 'control.path'), 'utf8')).toBe(
    join(runtime, folder!, 'control.sock'),
  );
  // A client whose environment is another one finds it all the same.
  vi.stubEnv('XDG_RUNTIME_DIR', '/nonexistent');
  expect(await box.backend().entries()).toMatchObject([{ state: 'listening' }]);
});

test('two such homes have two sockets', async () => {
  const boxes = [sandbox(LONG), sandbox(LONG)];
  const pids = await Promise.all(boxes.map(async (box) => (await box.backend().start()).pid));
  expect(new Set(pids).size).toBe(2);
  expect(readdirSync(runtime)).toHaveLength(2);
});

test('a folder that others could have made is not used', async () => {
  const box = sandbox(LONG);
  const backend = box.backend();
  await backend.start();
  await backend.stop({ drainMs: 0 });
  const folder = join(runtime, readdirSync(runtime)[0]!);
  rmSync(folder, { recursive: true });
  mkdirSync(folder, { mode: 0o755 });
  await expect(backend.start()).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('is not private to this user'),
  });
});

// Only root can give a folder to somebody else.
test.runIf(process.geteuid?.() === 0).each([
  ['that belongs to another user', (folder: string) => chownSync(folder, 65_533, 65_533)],
  ['that others can write', (folder: string) => chmodSync(folder, 0o777)],
])('a runtime folder %s is passed by', async (_, spoil) => {
  const box = sandbox(LONG);
  const base = mkdtempSync('/tmp/r-');
  runtimes.push(base);
  vi.stubEnv('TMPDIR', base);
  spoil(runtime);
  await box.backend().start();
  expect(readdirSync(runtime)).toEqual([]);
  expect(readdirSync(base)).toHaveLength(1);
  // The one that is used is looked at by clients, too.
  chmodSync(join(base, readdirSync(base)[0]!), 0o755);
  await expect(box.backend().status()).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('is not private to this user'),
  });
  chmodSync(join(base, readdirSync(base)[0]!), 0o700);
});
