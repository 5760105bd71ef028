import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFound } from '../../../src/tui/terminal/pager.ts';
import { temporaryFolder } from '../../store/temporary.ts';

test('on Windows the program of a pager is looked for before it is run', () => {
  const folder = join(temporaryFolder(), 'with blanks');
  mkdirSync(folder);
  for (const name of ['less.EXE', 'most']) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  mkdirSync(join(folder, 'folder'));
  const env = { PATH: `/none;;${folder}`, PATHEXT: '.COM;.EXE' };
  expect(isFound('less -R', env, 'win32')).toBe(true);
  expect(isFound('"less" -R', env, 'win32')).toBe(true);
  expect(isFound('most', env, 'win32')).toBe(true);
  expect(isFound(`"${join(folder, 'less')}" -R`, env, 'win32')).toBe(true);
  expect(isFound('folder', env, 'win32')).toBe(false);
  expect(isFound('other', env, 'win32')).toBe(false);
  expect(isFound('', env, 'win32')).toBe(false);
  expect(isFound(join(folder, 'none'), env, 'win32')).toBe(false);
});

test('elsewhere the shell says so by itself', () => {
  expect(isFound('no-such-pager', {}, 'linux')).toBe(true);
});
