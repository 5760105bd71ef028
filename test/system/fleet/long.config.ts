import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from '../../compile-cache.ts';
import { V8_FLAGS } from '../../v8-flags.ts';

keepCompiledCode();

/** `npm run test:fleet`: all tests of fleets, those that wait for long too, and a minute of changes at random while servers and members are killed. */
export default defineConfig({
  test: {
    execArgv: V8_FLAGS,
    include: ['test/system/fleet/**/*.test.ts'],
    env: { NETSH_LONG: '1' },
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
