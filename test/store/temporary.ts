import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type HomePaths, homePaths, prepareHome } from '../../src/store/home.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A prepared home directory that is removed after the test. */
export function temporaryHome(): HomePaths {
  const folder = mkdtempSync(join(tmpdir(), 'netsh-test-'));
  made.push(folder);
  const paths = homePaths(join(folder, 'home'));
  prepareHome(paths);
  return paths;
}
