import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { sandbox } from '../../service/sandbox.ts';
import { NatsServer } from './nats-server.ts';

vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = path.join(import.meta.dirname, '../../fixtures/service/fill-disk-of-member.ts');

test('a member whose disk is full has the newest table in memory, says so, and leaves the copy before whole', async () => {
  const server = await NatsServer.start();
  const box = sandbox();
  mkdirSync(box.home);
  // Its own small disk, seen by this program and the service it starts (needs root, as CI is).
  const script = 'mount -t tmpfs -o size=256k,mode=700 tmpfs "$1" && exec "$2" "$3" "$4"';
  const { stdout } = await promisify(execFile)(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', box.home, process.execPath, PROGRAM, server.url],
    { env: { ...process.env, NETSH_HOME: box.home } },
  );
  expect(JSON.parse(stdout)).toEqual({
    full: {
      link: 'current',
      revision: 2,
      entries: 2_001,
      copied: 1,
      files: ['fleet.json'],
      told: [
        expect.stringMatching(/The copy of the fleet's table .* cannot be written: the disk is full\.$/),
      ],
      own: { kind: 'done', notices: [] },
    },
    after: 3,
  });
});
