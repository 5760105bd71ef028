import { test } from 'vitest';

/** A test that waits for long by what it tries: `npm run test:fleet` runs it. */
export const longTest = test.runIf(process.env['NETSH_LONG'] === '1');
