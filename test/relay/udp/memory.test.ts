import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { descriptorLimit } from '../../../src/relay/common/descriptors.ts';
import { preferred } from '../support/transports.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/relay/many-sessions.ts', import.meta.url));
const SESSIONS = 10_000;

test.runIf(preferred.kind === 'native' && descriptorLimit() > SESSIONS + 1_500)(
  '10,000 idle sessions take 2 KiB each, and each is found again',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, String(SESSIONS)], {
      timeout: 110_000,
      // Code out of Node's cache is moved in memory between the two looks.
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    const told: unknown = JSON.parse(stdout);
    const sessions = SESSIONS + 500;
    expect(told).toMatchObject({
      answers: sessions + 200,
      connections: sessions,
      connectionsTotal: sessions,
      dropped: 0,
    });
    const { bytesEach } = told as { bytesEach: number };
    expect(bytesEach).toBeLessThan(2_048);
  },
  120_000,
);
