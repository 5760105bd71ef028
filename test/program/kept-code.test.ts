import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome, freePort } from './netsh.ts';

const HOUSE = path.resolve(import.meta.dirname, '../..');

let home: TestHome;
let installed: string;

beforeEach(async () => {
  home = new TestHome();
  installed = mkdtempSync(path.join(tmpdir(), 'netsh-installed-'));
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(path.join(HOUSE, part), path.join(installed, part), { recursive: true });
  }
  symlinkSync(path.join(HOUSE, 'node_modules'), path.join(installed, 'node_modules'));
  await home.portproxy(`add v4tov4 ${await freePort()} 127.0.0.1 9 127.0.0.1`);
});

afterEach(async () => {
  await home.close();
  rmSync(installed, { recursive: true, force: true });
});

/** Shows the table by the installed program. */
async function show(): Promise<string> {
  const program = path.join(installed, 'bin/netsh.js');
  const ran = await home.netsh(['interface', 'portproxy', 'show', 'all'], { program });
  expect(ran).toMatchObject({ code: 0, err: '' });
  return ran.out;
}

/** The files of compiled code, newest first. */
function keptFiles(): string[] {
  const folder = path.join(home.path, 'code');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
}

test('code is kept by the first commands; what is damaged is compiled and kept again', async () => {
  const shown = await show();
  for (let more = 0; more < 3; more += 1) expect(await show()).toBe(shown);
  const [file] = keptFiles() as [string];
  const kept = statSync(file);
  expect(await show()).toBe(shown);
  expect(statSync(file)).toMatchObject({ ino: kept.ino, size: kept.size, mtimeMs: kept.mtimeMs });
  truncateSync(file, kept.size / 2);
  expect(await show()).toBe(shown);
  expect(statSync(file).size).toBeGreaterThan(kept.size / 2);
  expect(await show()).toBe(shown);
});

test('a program that takes the place of another never runs its code, though its files look the same', async () => {
  const shown = await show();
  await show();
  const dist = path.join(installed, 'dist');
  const main = path.join(dist, 'main.js');
  const { atimeMs, mtimeMs } = statSync(main);
  const name = readdirSync(dist).find((file) => /^program-.*\.js$/.test(file))!;
  const next = name.replace(/-.{8}\.js$/, '-netshell.js');
  const text = readFileSync(path.join(dist, name), 'utf8');
  writeFileSync(path.join(dist, name), text.replaceAll('Listen on', 'LISTEN ON'));
  renameSync(path.join(dist, name), path.join(dist, next));
  // In place: the inode, the size and the time of the entry are those of before.
  writeFileSync(main, readFileSync(main, 'utf8').replaceAll(name, next));
  utimesSync(main, atimeMs / 1000, mtimeMs / 1000);
  expect(await show()).toBe(shown.replace('Listen on', 'LISTEN ON'));
  expect(shown).toContain('Listen on');
});
