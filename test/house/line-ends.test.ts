import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const house = path.resolve(import.meta.dirname, '../..');

function git(...args: readonly string[]): string {
  const ran = spawnSync('git', args, { cwd: house, encoding: 'utf8' });
  return ran.status === 0 ? ran.stdout : '';
}

/** The bytes of a file as Git keeps them, as Latin-1. */
function bytes(name: string): string {
  return spawnSync('git', ['cat-file', 'blob', name], { cwd: house, encoding: 'latin1' }).stdout;
}

const isCheckout = git('rev-parse', '--is-inside-work-tree').trim() === 'true';

test.runIf(isCheckout)('a checkout on Windows has the line ends of this one', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsh-checkout-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // What Git for Windows is installed with.
  const settings = ['-c', 'core.autocrlf=true', '-c', 'core.eol=crlf'];
  const files = ['bin/netsh', 'bin/netsh.js', 'README.md', 'package.json', 'src/main.ts', '.gitattributes'];
  const kept = git('ls-files', 'test/wild/scripts', 'test/portproxy/formats/fixtures').trim().split('\n');
  git(...settings, 'checkout-index', `--prefix=${folder}/`, '--', ...files, ...kept);
  expect(kept.length).toBeGreaterThan(10);
  for (const file of [...files, ...kept]) {
    const there = readFileSync(path.join(folder, file), 'latin1');
    expect(there === bytes(`:${file}`), file).toBe(true);
  }
});
