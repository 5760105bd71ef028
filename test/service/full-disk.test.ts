import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sandbox } from './sandbox.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../fixtures/service/fill-disk.ts');

test('on a full disk a change is refused, memory and disk agree, and there is a way out', async () => {
  const box = sandbox();
  mkdirSync(box.home);
  // Its own small disk, seen by this program and the service it starts (needs root, as CI is).
  const script = 'mount -t tmpfs -o size=160k,mode=700 tmpfs "$1" && exec "$2" "$3"';
  const { stdout } = await run(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', box.home, process.execPath, PROGRAM],
    { env: { ...process.env, NETSH_HOME: box.home } },
  );
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    // A batch is taken whole or refused whole.
    kinds: ['done', 'refused'],
    details: [expect.stringMatching(/^storage: The table .* cannot be written: the disk is full\.$/)],
    transaction: {
      kind: 'conflict',
      conflicts: [{ code: 'storage', detail: expect.stringContaining('the disk is full') }],
    },
    reset: { kind: 'done', notices: [] },
  });
  expect(report.done).toBeGreaterThan(0);
  expect(report.shown).toBe(report.done);
  expect(report.stored).toBe(report.done);
});
