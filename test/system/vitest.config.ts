import { defineConfig } from 'vitest/config';

/** Tests that need other programs; packages.txt beside this file names the Debian packages that bring them. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
