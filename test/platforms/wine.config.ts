import { defineConfig } from 'vitest/config';
import { V8_FLAGS } from '../v8-flags.ts';

/** The suite as Windows sees it, under Wine; what is left out, and why, stands in docs of `npm run test:wine`. */
export default defineConfig({
  test: {
    execArgv: V8_FLAGS,
    root: '.',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/system/**', 'test/bench/**', 'test/pty/**', 'test/transcripts/**', 'test/house/**'],
    setupFiles: ['test/platforms/wine-setup.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: [['default', { summary: false }], 'json'],
    outputFile: { json: 'wine-results.json' },
  },
});
