import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSandbox } from '../../src/learn/sandbox.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'netsh-test-sandbox-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a sandbox is a folder for its owner only, and goes as a whole', () => {
  const sandbox = openSandbox(root);
  writeFileSync(path.join(sandbox.files, 'table.txt'), 'x');
  mkdirSync(sandbox.home);
  expect(readdirSync(root).length).toBe(1);
  sandbox.remove();
  expect(readdirSync(root)).toEqual([]);
  sandbox.remove();
});

test('leftovers are removed; sandboxes in use, other folders and links are not', () => {
  const used = openSandbox(root);
  mkdirSync(path.join(root, 'netsh-lesson-dead', 'home'), { recursive: true });
  mkdirSync(path.join(root, 'netsh-other'));
  const target = path.join(root, 'target');
  mkdirSync(target);
  symlinkSync(target, path.join(root, 'netsh-lesson-link'));
  writeFileSync(path.join(root, 'netsh-lesson-file'), '');
  const next = openSandbox(root);
  expect(existsSync(path.join(root, 'netsh-lesson-dead'))).toBe(false);
  expect(existsSync(used.files)).toBe(true);
  expect(readdirSync(root)).toEqual(
    expect.arrayContaining(['netsh-other', 'target', 'netsh-lesson-link', 'netsh-lesson-file']),
  );
  expect(readdirSync(target)).toEqual([]);
  used.remove();
  next.remove();
});

test.skipIf(process.platform === 'win32')('a folder that cannot be made is an error that says so', () => {
  expect(() => openSandbox(path.join(root, 'nowhere'))).toThrow(/ENOENT/);
});
