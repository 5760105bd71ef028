import { expect, test } from 'vitest';
import { durationText, endingText } from '../../contexts/ending.ts';

test.each([
  [{ by: 'client', phase: 'data', how: 'closed' }, 'closed by the client'],
  [{ by: 'backend', phase: 'data', how: 'reset' }, 'reset by the target'],
  [{ by: 'client', phase: 'connect', how: 'reset' }, 'reset by the client before the target answered'],
  [{ by: 'client', phase: 'data', how: 'EPIPE' }, 'cut off (EPIPE) by the client'],
  [
    { by: 'backend', phase: 'connect', how: 'ECONNREFUSED' },
    'not connected: nothing listens there (ECONNREFUSED)',
  ],
  [{ by: 'backend', phase: 'connect', how: 'EWHAT' }, 'not connected: EWHAT'],
  [
    { by: 'timeout', phase: 'connect', how: 'ETIMEDOUT' },
    'not connected: there was no answer in time (ETIMEDOUT)',
  ],
  [{ by: 'timeout', phase: 'data', how: 'reset' }, 'idle for too long'],
  [{ by: 'timeout', phase: 'half-closed', how: 'reset' }, 'silent for too long after one side had closed'],
  [{ by: 'timeout', phase: 'half-closed', how: 'maxage' }, 'older than its entry allows'],
  [{ by: 'netsh', phase: 'data', how: 'reset' }, 'ended by netsh'],
  [
    { by: 'client', phase: 'header', how: 'closed' },
    'closed by the client before its PROXY protocol header was there',
  ],
  [{ by: 'timeout', phase: 'header', how: 'reset' }, 'no PROXY protocol header in time'],
  [{ by: 'netsh', phase: 'header', how: 'signature' }, 'a wrong PROXY protocol header (signature)'],
  [{ by: 'netsh', phase: 'header', how: 'reset' }, 'ended by netsh'],
  [{ by: 'netsh', phase: 'header', how: 'denied' }, 'denied by rules of advfirewall'],
  [{ by: 'netsh', phase: 'header', how: 'bound' }, 'denied by a bound on each client'],
  [{ by: 'netsh', phase: 'connect', how: 'ELOOP' }, 'refused: the target leads back to the entry'],
] as const)('%j reads: %s', (end, text) => expect(endingText({ end })).toBe(text));

test.each([
  [-5, '0ms'],
  [7, '7ms'],
  [999, '999ms'],
  [1000, '1.0s'],
  [9949, '9.9s'],
  [10_000, '10s'],
  [61_000, '1m 01s'],
])('%d ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));
