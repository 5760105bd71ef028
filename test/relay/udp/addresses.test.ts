import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { transports } from '../support/transports.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/relay/datagrams.ts', import.meta.url));

// With the address that the system would choose, answers to all but one of these would come from a stranger.
test.runIf(process.platform === 'linux' && process.getuid?.() === 0).each(transports.map(({ kind }) => kind))(
  '%s: answers leave from the address that the client had sent to, on a machine with several',
  async (kind) => {
    const args = ['--net', process.execPath, PROGRAM, kind];
    const { stdout } = await promisify(execFile)('unshare', args, { timeout: 50_000 });
    expect(JSON.parse(stdout)).toEqual({
      answers: {
        '127.0.0.1': '127.0.0.1 127.0.0.1',
        '192.0.2.1': '192.0.2.1 192.0.2.1',
        '192.0.2.2': '192.0.2.2 192.0.2.2',
        '192.0.2.3': '192.0.2.3 192.0.2.3',
        '::1': '::1 ::1',
        '2001:db8::1': '2001:db8::1 2001:db8::1',
        '2001:db8::2': '2001:db8::2 2001:db8::2',
        'fe80::7': 'fe80::7 fe80::7%lo',
      },
      sessions: 8,
    });
  },
  60_000,
);
