import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HomePaths } from '../../src/store/home.ts';
import { readTable } from '../../src/store/read-table.ts';
import { openTableStore } from '../../src/store/table-store.ts';
import { someEntries } from './entries.ts';
import { expectMode, temporaryHome } from './temporary.ts';

/** Loads as a service does; gives the entries and what was said. */
async function load(paths: HomePaths) {
  const notices: string[] = [];
  const store = await openTableStore(paths, (text) => notices.push(text));
  return { entries: await store.load(), notices, store };
}

/** A home whose table was written twice and then spoilt. */
async function broken(text: string): Promise<HomePaths> {
  const paths = temporaryHome();
  const { store } = await load(paths);
  await store.save(someEntries(2));
  await store.save(someEntries(3));
  writeFileSync(paths.table, text);
  return paths;
}

function filesOf(paths: HomePaths): string[] {
  return readdirSync(paths.home).filter((name) => name.startsWith('table'));
}

test('a home without a table has no entries, and reading makes no file', async () => {
  const paths = temporaryHome();
  expect((await load(paths)).entries).toEqual([]);
  expect(filesOf(paths)).toEqual([]);
});

test('what was saved is loaded by the next service, and read without one', async () => {
  const paths = temporaryHome();
  const { store } = await load(paths);
  await store.save(someEntries(3));
  expect((await load(paths)).entries).toEqual(someEntries(3));
  expect(readTable(paths)).toEqual({ entries: someEntries(3) });
  expectMode(paths.table, 0o600);
});

test('the backup is the table before the last write', async () => {
  const paths = temporaryHome();
  const { store } = await load(paths);
  for (const count of [1, 2, 3]) await store.save(someEntries(count));
  expect(JSON.parse(readFileSync(paths.backup, 'utf8'))).toEqual({
    table: { version: 1, entries: someEntries(2) },
  });
  expect(store.writes).toBe(3);
  expect(filesOf(paths)).toEqual(['table.backup.json', 'table.json']);
});

test('10,000 entries are written and read back', async () => {
  const paths = temporaryHome();
  const { store } = await load(paths);
  await store.save(someEntries(10_000));
  expect((await load(paths)).entries).toHaveLength(10_000);
});

test('what a writer that was killed left behind is removed, what is not ours stays', async () => {
  const paths = temporaryHome();
  for (const name of ['table.json.tmp-1234567890abcdef', 'table.json.txt']) {
    writeFileSync(join(paths.home, name), '{');
  }
  await load(paths);
  expect(filesOf(paths)).toEqual(['table.json.txt']);
});

describe('a broken table', () => {
  test.each(['', '{"table":{"version":1,"entries":[{"fam', 'null', '\0\0\0\0', '{"table":{"version":1}}'])(
    'is set aside and the last good copy is used: %j',
    async (text) => {
      const paths = await broken(text);
      const { entries, notices } = await load(paths);
      expect(entries).toEqual(someEntries(2));
      expect(notices).toEqual([
        expect.stringMatching(
          /is broken: .*\. The last good copy is used instead; .*\. The broken file is kept as /,
        ),
      ]);
      const aside = filesOf(paths).filter((name) => name.startsWith('table.broken-'));
      expect(aside).toHaveLength(1);
      expect(readFileSync(join(paths.home, aside[0]!), 'utf8')).toBe(text);
      expect(readTable(paths)).toEqual({ entries: someEntries(2) });
    },
  );

  test('is told of but left alone by readers', async () => {
    const paths = await broken('{');
    expect(readTable(paths)).toEqual({
      entries: someEntries(2),
      broken: { reason: 'it is not valid JSON', recovered: true },
    });
    expect(readFileSync(paths.table, 'utf8')).toBe('{');
  });

  test('is told of once, and the next save works', async () => {
    const paths = await broken('{');
    const { store } = await load(paths);
    await store.save(someEntries(4));
    expect(await load(paths)).toMatchObject({ entries: someEntries(4), notices: [] });
  });

  test('together with a broken backup: both are kept, the table is empty', async () => {
    const paths = await broken('{1');
    writeFileSync(paths.backup, '{2');
    const { entries, notices, store } = await load(paths);
    expect(entries).toEqual([]);
    expect(notices[0]).toContain('No good copy exists, so the table is empty.');
    for (const count of [1, 2, 3]) await store.save(someEntries(count));
    const kept = filesOf(paths).filter((name) => name.includes('broken'));
    expect(kept.map((name) => readFileSync(join(paths.home, name), 'utf8')).toSorted()).toEqual(['{1', '{2']);
  });

  test('without a backup: it is kept, the table is empty', async () => {
    const paths = await broken('{1');
    rmSync(paths.backup);
    expect((await load(paths)).entries).toEqual([]);
    expect(filesOf(paths)).toEqual([expect.stringMatching(/^table\.broken-/)]);
  });
});

describe('a table that another program writes meanwhile', () => {
  test('is taken over by a reload', async () => {
    const paths = temporaryHome();
    const { store, notices } = await load(paths);
    await store.save(someEntries(2));
    const edited = JSON.stringify({ table: { version: 1, entries: someEntries(5) } });
    writeFileSync(paths.table, edited);
    expect(await store.reload()).toEqual(someEntries(5));
    await store.save(someEntries(6));
    expect(notices).toEqual([]);
    expect(readFileSync(paths.backup, 'utf8')).toBe(edited);
  });

  test.each(['{"table":{"version":1,"entries":[]}}', '{"ta'])(
    'is kept under another name by the next save: %s',
    async (text) => {
      const paths = temporaryHome();
      const { store, notices } = await load(paths);
      await store.save(someEntries(1));
      await store.save(someEntries(2));
      const backup = readFileSync(paths.backup, 'utf8');
      writeFileSync(paths.table, text);
      await store.save(someEntries(3));
      const aside = filesOf(paths).find((name) => name.startsWith('table.changed-'));
      expect(readFileSync(join(paths.home, aside!), 'utf8')).toBe(text);
      expect(notices).toEqual([
        expect.stringContaining(`what it held is kept as ${join(paths.home, aside!)}.`),
      ]);
      expect(readFileSync(paths.backup, 'utf8')).toBe(backup);
      expect(readTable(paths)).toEqual({ entries: someEntries(3) });
      await store.save(someEntries(4));
      expect(filesOf(paths)).toHaveLength(3);
    },
  );

  test('is written anew where it was removed', async () => {
    const paths = temporaryHome();
    const { store, notices } = await load(paths);
    await store.save(someEntries(1));
    rmSync(paths.table);
    await store.save(someEntries(2));
    expect(notices).toEqual([]);
    expect(readTable(paths)).toEqual({ entries: someEntries(2) });
  });

  test('is set aside by a reload where it is broken, and memory stays in force', async () => {
    const paths = temporaryHome();
    const { store, notices } = await load(paths);
    await store.save(someEntries(2));
    await store.save(someEntries(3));
    writeFileSync(paths.table, '{');
    expect(await store.reload()).toBeUndefined();
    expect(notices).toEqual([
      expect.stringMatching(/is broken: .* in memory stays in force\. .* is kept as /),
    ]);
    await store.save(someEntries(3));
    expect(readTable(paths)).toEqual({ entries: someEntries(3) });
  });
});

test('a table of a later netsh is neither used nor touched', async () => {
  const paths = temporaryHome();
  const text = '{"table":{"version":2}}';
  writeFileSync(paths.table, text);
  await expect(load(paths)).rejects.toThrow(expect.objectContaining({ code: 'newer' }));
  expect(readFileSync(paths.table, 'utf8')).toBe(text);
  expect(filesOf(paths)).toEqual(['table.json']);
});

test('a folder in the place of the table is a fault, not a broken table', async () => {
  const paths = temporaryHome();
  rmSync(paths.run, { recursive: true });
  chmodSync(paths.home, 0o700);
  await expect(load({ ...paths, table: paths.home })).rejects.toThrow(/cannot be read: it is a folder/);
});

test('loading conf leaves signals alone', async () => {
  const before = process.eventNames().filter((name) => String(name).startsWith('SIG'));
  await openTableStore(temporaryHome(), () => {});
  expect(process.eventNames().filter((name) => String(name).startsWith('SIG'))).toEqual(before);
});
