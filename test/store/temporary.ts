import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { type HomePaths, homePaths, prepareHome } from '../../src/store/home.ts';
import { removeFolder } from './remove-folder.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) removeFolder(folder);
});

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netsh-test-'));
  made.push(folder);
  return folder;
}

/** A prepared home directory that is removed after the test. */
export function temporaryHome(): HomePaths {
  const paths = homePaths(join(temporaryFolder(), 'home'));
  prepareHome(paths);
  return paths;
}

/** Demands the mode of a file or folder where systems have modes: not on Windows, where rights come from the folder above. */
export function expectMode(path: string, mode: number): void {
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(mode);
}
