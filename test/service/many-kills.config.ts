import { defineConfig } from 'vitest/config';
import { V8_FLAGS } from '../v8-flags.ts';

/** `npm run test:kill`: kills the service 200 times. An environment variable in the script would be no line of cmd. */
export default defineConfig({
  test: {
    execArgv: V8_FLAGS,
    include: ['test/service/kill.test.ts'],
    env: { NETSH_KILLS: '200' },
    testTimeout: 600_000,
  },
});
