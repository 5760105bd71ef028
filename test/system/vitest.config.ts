import { defineConfig } from 'vitest/config';
import { keepCompiledCode } from '../compile-cache.ts';
import { reporters } from '../failed-files.ts';
import { V8_FLAGS } from '../v8-flags.ts';

keepCompiledCode();

/** Tests that need other programs; packages.txt beside this file names the Debian packages that bring them. */
export default defineConfig({
  test: {
    execArgv: V8_FLAGS,
    reporters: reporters(),
    include: ['test/system/**/*.test.ts'],
    exclude: ['test/system/fleet/long/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
