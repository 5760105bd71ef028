import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../src/service/server/log.ts';
import { checkHome } from '../../src/store/check-home.ts';
import { openHistory } from '../../src/store/history.ts';
import { prepareHome } from '../../src/store/home.ts';
import { appendToOwnFile } from '../../src/store/own-file.ts';
import { readTable } from '../../src/store/read-table.ts';
import { openSettings } from '../../src/store/settings.ts';
import { openTableStore } from '../../src/store/table-store.ts';
import { someEntries } from './entries.ts';
import { temporaryHome } from './temporary.ts';

const ENTRIES = someEntries(3);

/** Only root can give files to somebody else. */
const asRoot = test.runIf(process.geteuid?.() === 0);
const SOMEBODY = 65_533;

/** Everything that begins with the home directory. */
function uses(paths: ReturnType<typeof temporaryHome>): (() => unknown)[] {
  return [() => checkHome(paths), () => prepareHome(paths), () => readTable(paths)];
}

function refused(paths: ReturnType<typeof temporaryHome>, message: RegExp): void {
  for (const use of uses(paths)) {
    expect(use).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringMatching(message) }),
    );
  }
}

test.each([0o770, 0o702, 0o775, 0o777, 0o1777])(
  'a home of mode %o is refused: others can write there',
  (mode) => {
    const paths = temporaryHome();
    chmodSync(paths.home, mode);
    refused(paths, /^Others can write to the home directory .*chmod go-w/);
    chmodSync(paths.home, 0o755);
    for (const use of uses(paths)) expect(use).not.toThrow();
  },
);

asRoot('root does not act on the home of somebody else', () => {
  const paths = temporaryHome();
  chownSync(paths.home, SOMEBODY, SOMEBODY);
  refused(paths, /belongs to another user, and netsh runs as root\. Run it without sudo/);
});

asRoot('a folder above that somebody else could exchange is refused, a sticky one is not', () => {
  const paths = temporaryHome();
  const above = dirname(paths.home);
  chmodSync(above, 0o777);
  refused(paths, /^Others can write to the folder .*chmod go-w/);
  chmodSync(above, 0o1777);
  for (const use of uses(paths)) expect(use).not.toThrow();
  chmodSync(above, 0o755);
  chownSync(above, SOMEBODY, SOMEBODY);
  refused(paths, /^The folder .* belongs to another user\.$/);
});

test('a home behind a link is the folder there', () => {
  const paths = temporaryHome();
  const elsewhere = `${paths.home}-elsewhere`;
  renameSync(paths.home, elsewhere);
  symlinkSync(elsewhere, paths.home);
  for (const use of uses(paths)) expect(use).not.toThrow();
  chmodSync(elsewhere, 0o777);
  refused(paths, /^Others can write to the home directory/);
});

asRoot('a link of somebody else in the place of the home is refused', () => {
  const paths = temporaryHome();
  renameSync(paths.home, `${paths.home}-elsewhere`);
  symlinkSync(`${paths.home}-elsewhere`, paths.home);
  lchownSync(paths.home, SOMEBODY, SOMEBODY);
  refused(paths, /belongs to another user/);
});

test('a link in the place of run is refused, and what it points to keeps its mode', () => {
  const paths = temporaryHome();
  const target = join(dirname(paths.home), 'precious');
  mkdirSync(target, { mode: 0o755 });
  rmSync(paths.run, { recursive: true });
  symlinkSync(target, paths.run);
  refused(paths, /run is not private to this user/);
  expect(statSync(target).mode & 0o777).toBe(0o755);
});

test('a run folder to which others can write is refused: a socket may have been placed there', () => {
  const paths = temporaryHome();
  chmodSync(paths.run, 0o777);
  refused(paths, /run is not private to this user/);
});

test('a named pipe in the place of a file is told of at once', async () => {
  const paths = temporaryHome();
  const history = join(paths.home, 'history');
  for (const file of [paths.table, paths.settings, paths.log, history]) execFileSync('mkfifo', [file]);
  const store = await openTableStore(paths, () => {});
  expect(() => readTable(paths)).toThrow(/table\.json cannot be read: it is a named pipe\./);
  await expect(store.load()).rejects.toThrow(/it is a named pipe/);
  expect(() => appendToOwnFile(paths.log, 'The log')).toThrow('The log: it is a named pipe.');
  const notices: string[] = [];
  await openSettings(paths, (text) => notices.push(text));
  expect(notices).toEqual([expect.stringMatching(/settings\.json cannot be read.*: it is a named pipe\.$/)]);
  const kept = openHistory(paths.home);
  await kept.refresh();
  expect(kept.problem).toMatch(/history cannot be used: it is a named pipe\./);
});

test('log and history are not written through a link', async () => {
  const paths = temporaryHome();
  const precious = join(dirname(paths.home), 'precious');
  writeFileSync(precious, 'kept\n');
  symlinkSync(precious, paths.log);
  symlinkSync(precious, join(paths.home, 'history'));
  const log = openLog(paths.log);
  log.line('a line');
  log.close();
  const history = openHistory(paths.home);
  await history.refresh();
  await history.add('dump', true);
  expect(history.problem).toMatch(/it is a link\. Lines are kept for this session only\.$/);
  expect(readFileSync(precious, 'utf8')).toBe('kept\n');
});

asRoot('a table of somebody else, or one that others can write, is refused', () => {
  const paths = temporaryHome();
  writeFileSync(paths.table, '{}');
  chmodSync(paths.table, 0o666);
  expect(() => readTable(paths)).toThrow(/others can write to it \(chmod go-w\)/);
  chmodSync(paths.table, 0o644);
  chownSync(paths.table, SOMEBODY, SOMEBODY);
  expect(() => readTable(paths)).toThrow(/it belongs to another user/);
});

test('a table behind a link stays there, with its backup beside it, and comes back from that', async () => {
  const paths = temporaryHome();
  const dotfiles = join(dirname(paths.home), 'dotfiles');
  mkdirSync(dotfiles);
  symlinkSync(join(dotfiles, 'netsh.json'), paths.table);
  const store = await openTableStore(paths, () => {});
  expect(await store.load()).toEqual([]);
  await store.save(ENTRIES.slice(0, 1));
  await store.save(ENTRIES.slice(0, 2));
  expect(lstatSync(paths.table).isSymbolicLink()).toBe(true);
  expect(readdirSync(dotfiles).toSorted()).toEqual(['netsh.backup.json', 'netsh.json']);
  expect(existsSync(paths.backup)).toBe(false);
  writeFileSync(join(dotfiles, 'netsh.json'), '{"table":');
  expect(readTable(paths)).toMatchObject({ entries: ENTRIES.slice(0, 1), broken: { recovered: true } });
  const next = await openTableStore(paths, () => {});
  expect(await next.load()).toEqual(ENTRIES.slice(0, 1));
  expect(lstatSync(paths.table).isSymbolicLink()).toBe(true);
  expect(readTable(paths)).toEqual({ entries: ENTRIES.slice(0, 1) });
});

asRoot('a table behind a link into a folder that others can write is refused', () => {
  const paths = temporaryHome();
  const shared = join(dirname(paths.home), 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o777);
  writeFileSync(join(shared, 'table.json'), '{}');
  symlinkSync(join(shared, 'table.json'), paths.table);
  expect(() => readTable(paths)).toThrow(/^Others can write to the folder .*shared/);
});

test('a byte order mark in front of the table and the settings is read over', async () => {
  const paths = temporaryHome();
  const store = await openTableStore(paths, () => {});
  await store.load();
  await store.save(ENTRIES);
  for (const file of [paths.table, paths.settings]) {
    const text = file === paths.table ? readFileSync(file, 'utf8') : '{"metrics":1}';
    writeFileSync(file, `\u{FEFF}${text}`, { mode: 0o600 });
  }
  expect(readTable(paths)).toEqual({ entries: ENTRIES });
  const settings = await openSettings(paths, (text) => expect.fail(text));
  expect(settings.get('metrics')).toBe(1);
  settings.set('other', 2);
  expect(JSON.parse(readFileSync(paths.settings, 'utf8'))).toEqual({ metrics: 1, other: 2 });
});
