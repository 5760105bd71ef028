import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { preferred } from '../support/transports.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/relay/vanishing.ts', import.meta.url));

// Keep-alive does not run while bytes are under way, and the system alone would repeat them for a quarter of an hour.
test.runIf(preferred.kind === 'native' && process.getuid?.() === 0)(
  'a client that vanishes with bytes under way is found as soon as an idle one; one that only reads nothing stays',
  async () => {
    const args = ['--net', process.execPath, PROGRAM];
    const { stdout } = await promisify(execFile)('unshare', args, { timeout: 50_000 });
    const told: unknown = JSON.parse(stdout);
    expect(told).toMatchObject({ ends: { 'timeout data ETIMEDOUT': 1 }, left: 1 });
  },
  60_000,
);
