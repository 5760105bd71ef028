import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from './test/compile-cache.ts';
import { reporters } from './test/failed-files.ts';
import { V8_FLAGS } from './test/v8-flags.ts';

keepCompiledCode();

export default defineConfig({
  test: {
    execArgv: V8_FLAGS,
    reporters: reporters(),
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/system/**', 'test/bench/**'],
    // Many tests wait for something, so that two processors have work for three.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for may take long on a busy machine.
    expect: { poll: { timeout: 10_000 } },
  },
});
