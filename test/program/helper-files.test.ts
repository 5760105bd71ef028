import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome } from './netsh.ts';

let home: TestHome;

beforeEach(() => {
  home = new TestHome();
});

afterEach(() => home.close());

/** Only root can give files to somebody else. */
const asRoot = test.runIf(process.geteuid?.() === 0);
const OK = { code: 0, out: 'Ok.\n\n', err: '' };

/** Writes a helper below `a/b/c` of the home directory; gives its path. */
function helper(top = ''): string {
  const file = path.join(home.path, 'a/b/c/lamp.mjs');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${top}\nexport default { kind: 'context', name: 'lamp', entries: [
      { kind: 'command', name: 'do', text: 'Does it.', action() { return { kind: 'done' }; } },
    ] };`,
  );
  return file;
}

async function refused(file: string, reason: string): Promise<void> {
  expect(await home.netsh(['add', 'helper', file])).toMatchObject({
    code: 1,
    err: expect.stringContaining(reason),
  });
}

test('a folder far above that others can write: its folders could be exchanged', async () => {
  const file = helper();
  expect(await home.netsh(['add', 'helper', file])).toEqual(OK);
  const far = path.join(home.path, 'a');
  chmodSync(far, 0o777);
  await refused(file, `Others can write to the folder ${far} (chmod go-w).`);
  // Nor is it run where it was added before.
  expect(await home.netsh(['lamp', 'do'])).toMatchObject({ code: 1, err: expect.stringContaining(far) });
  chmodSync(far, 0o1777);
  expect(await home.netsh(['add', 'helper', file])).toEqual(OK);
});

asRoot('a folder far above that belongs to another user', async () => {
  const file = helper();
  const far = path.join(home.path, 'a');
  chownSync(far, 12_345, 12_345);
  await refused(file, `The folder ${far} belongs to another user.`);
});

test('a link to a module is followed; not one that others could exchange, nor to what others could write', async () => {
  const file = helper();
  const links = path.join(home.path, 'links');
  mkdirSync(links);
  const link = path.join(links, 'lamp.mjs');
  symlinkSync(file, link);
  expect(await home.netsh(['add', 'helper', link])).toEqual(OK);
  chmodSync(links, 0o777);
  await refused(link, `Others can write to the folder ${links} (chmod go-w).`);
  chmodSync(links, 0o755);
  chmodSync(path.dirname(file), 0o777);
  await refused(link, `The folder ${path.dirname(file)} can be written by others (chmod go-w).`);
});

test('a linked folder leads to a module as its real folders allow', async () => {
  const file = helper();
  symlinkSync(path.join(home.path, 'a/b'), path.join(home.path, 'short'));
  const short = path.join(home.path, 'short/c/lamp.mjs');
  expect(await home.netsh(['add', 'helper', short])).toEqual(OK);
  chmodSync(path.join(home.path, 'a'), 0o777);
  await refused(short, `Others can write to the folder ${path.join(home.path, 'a')} (chmod go-w).`);
  expect(path.basename(file)).toBe('lamp.mjs');
});

test.each([
  ['imports', "import './part.mjs';", 'part.mjs'],
  ['imports later', "await import('./part.mjs');", 'part.mjs'],
  [
    'requires',
    "import { createRequire } from 'node:module'; createRequire(import.meta.url)('./part.cjs');",
    'part.cjs',
  ],
])('what a module %s is checked as well', async (_how, top, name) => {
  const file = helper(top);
  const part = path.join(path.dirname(file), name);
  writeFileSync(part, 'globalThis.part = 1;');
  expect(await home.netsh(['add', 'helper', file])).toEqual(OK);
  chmodSync(part, 0o666);
  await refused(file, `Others can write to ${part} (chmod go-w).`);
  if (process.geteuid?.() !== 0) return;
  chmodSync(part, 0o644);
  chownSync(part, 12_345, 12_345);
  await refused(file, `${part} belongs to another user.`);
});

test('a list of helpers that cannot be read leaves the other commands, and is not overwritten', async () => {
  const list = path.join(home.path, 'helpers.json');
  execFileSync('mkfifo', [list]);
  const sentence = `The list of helpers ${list} cannot be read: it is a named pipe.\n`;
  expect(await home.netsh(['show', 'mode'])).toEqual({ code: 0, out: 'online\n\n', err: sentence });
  expect(await home.netsh(['add', 'helper', helper()])).toMatchObject({ code: 1, err: sentence.repeat(2) });
  expect(statSync(list).isFIFO()).toBe(true);
});

test('a list of helpers with a byte order mark is read; behind a link it stays there', async () => {
  expect(await home.netsh(['add', 'helper', helper()])).toEqual(OK);
  const list = path.join(home.path, 'helpers.json');
  const elsewhere = path.join(home.path, 'elsewhere.json');
  writeFileSync(elsewhere, `\u{FEFF}${readFileSync(list, 'utf8')}`);
  rmSync(list);
  symlinkSync(elsewhere, list);
  expect(await home.netsh(['lamp', 'do'])).toMatchObject({ code: 0 });
  expect(await home.netsh(['delete', 'helper', 'lamp'])).toEqual(OK);
  expect(lstatSync(list).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(elsewhere, 'utf8'))).toEqual({ helpers: [] });
});
