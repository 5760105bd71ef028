import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { transports } from '../support/transports.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/relay/vanishing.ts', import.meta.url));

// Keep-alive does not run while bytes are under way, and the system alone would repeat them for a quarter of an hour.
describe.runIf(process.platform === 'linux' && process.getuid?.() === 0).each(transports)(
  'vanishing ($kind)',
  ({ kind }) => {
    // All they do is wait.
    test.concurrent.each(['client', 'backend'])(
      'a %s that vanishes with bytes under way is found as soon as an idle one; a client that only reads nothing stays',
      async (end) => {
        const args = ['--net', process.execPath, PROGRAM, kind, end];
        const { stdout } = await promisify(execFile)('unshare', args, { timeout: 80_000 });
        const told: unknown = JSON.parse(stdout);
        expect(told).toMatchObject({ ends: { 'timeout data ETIMEDOUT': 1 }, left: 1 });
      },
      90_000,
    );
  },
);
