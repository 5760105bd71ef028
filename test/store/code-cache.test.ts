import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeFolder } from '../../src/store/code-cache.ts';
import { readCode, writeCode } from '../../src/store/kept-code.ts';
import { temporaryFolder, temporaryHome } from './temporary.ts';

/** Only root can give files to somebody else. */
const asRoot = test.runIf(process.geteuid?.() === 0);
const onPosix = test.runIf(process.geteuid !== undefined);
const SOMEBODY = 65_533;

/** A file that stands for the program. */
function program(text = 'x'): string {
  const file = join(temporaryFolder(), 'main.js');
  writeFileSync(file, text);
  return file;
}

onPosix('the folder is made for its owner alone, in a home in which a relay has run', () => {
  const { home } = temporaryHome();
  const folder = codeFolder(home, program())!;
  for (const path of [join(home, 'code'), folder]) expect(lstatSync(path).mode & 0o777).toBe(0o700);
  const [other, none] = [temporaryFolder(), join(home, 'none')];
  for (const place of [other, none]) expect(codeFolder(place, program())).toBeUndefined();
  expect(readdirSync(other)).toEqual([]);
  expect(existsSync(none)).toBe(false);
});

test('the same program has the same folder, one that replaces it another', () => {
  const { home } = temporaryHome();
  const file = program();
  const before = codeFolder(home, file);
  expect(codeFolder(home, file)).toBe(before);
  writeFileSync(file, 'another');
  expect(codeFolder(home, file)).not.toBe(before);
});

test('the code of programs that were replaced is removed, the oldest first', () => {
  const { home } = temporaryHome();
  const folders = ['a', 'bc', 'def', 'ghij', 'klmno'].map((text, at) => {
    const folder = codeFolder(home, program(text))!;
    utimesSync(folder, at, at);
    return folder;
  });
  const last = codeFolder(home, program('klmnop'))!;
  expect(readdirSync(join(home, 'code')).map((name) => join(home, 'code', name))).toHaveLength(4);
  for (const folder of [...folders.slice(2), last]) expect(existsSync(folder)).toBe(true);
});

onPosix('there is none where others could write: in the home, in the folder, or through a link', () => {
  const { home } = temporaryHome();
  const folder = join(home, 'code');
  const file = program();
  chmodSync(home, 0o777);
  expect(codeFolder(home, file)).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  chmodSync(home, 0o700);
  mkdirSync(folder);
  for (const mode of [0o770, 0o707, 0o750]) {
    chmodSync(folder, mode);
    expect(codeFolder(home, file), mode.toString(8)).toBeUndefined();
  }
  rmSync(folder, { recursive: true });
  symlinkSync(temporaryFolder(), folder);
  expect(codeFolder(home, file)).toBeUndefined();
});

asRoot('there is none in the home or the folder of somebody else', () => {
  const { home } = temporaryHome();
  const file = program();
  expect(codeFolder(home, file)).toBeDefined();
  chownSync(join(home, 'code'), SOMEBODY, SOMEBODY);
  expect(codeFolder(home, file)).toBeUndefined();
  rmSync(join(home, 'code'), { recursive: true });
  chownSync(home, SOMEBODY, SOMEBODY);
  expect(codeFolder(home, file)).toBeUndefined();
  expect(existsSync(join(home, 'code'))).toBe(false);
});

test('code is read as it was written; a file that is not whole, or none, is no code', () => {
  const path = join(temporaryFolder(), 'code');
  expect(readCode(path)).toBeUndefined();
  const data = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
  writeCode(path, { data, commands: 2 });
  expect(readCode(path)).toEqual({ data, commands: 2 });
  for (const length of [5000, 4999, 10, 0]) {
    truncateSync(path, length);
    expect(readCode(path), `${length} bytes`).toBeUndefined();
  }
});

test('code that cannot be written leaves what is there', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'code');
  writeCode(path, { data: Buffer.from('one'), commands: 1 });
  mkdirSync(`${path}.${process.pid}`);
  writeCode(path, { data: Buffer.from('two'), commands: 1 });
  expect(readCode(path)?.data.toString()).toBe('one');
});
