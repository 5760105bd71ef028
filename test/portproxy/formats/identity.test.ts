import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../../src/portproxy/family.ts';
import { type Entry, entryFrom } from '../../../src/portproxy/entry.ts';
import { aspectsOf } from '../../../src/portproxy/formats/aspects.ts';
import { carriedBy, type Format } from '../../../src/portproxy/formats/format.ts';
import { WRITABLE } from '../../../src/portproxy/formats/formats.ts';
import { detectFormat } from '../../../src/portproxy/formats/read-table.ts';
import { showTable } from '../../../src/portproxy/show.ts';
import { SERVICES, anyTable, brief, fileText, format, read, write } from './support.ts';

const both = WRITABLE.filter((one) => one.reads);

function isKept(one: Format, entry: Entry): boolean {
  return aspectsOf(entry, SERVICES).every((aspect) => carriedBy(one, aspect) === 'kept');
}

function isNot(one: Format, entry: Entry): boolean {
  return aspectsOf(entry, SERVICES).some((aspect) => {
    const carried = carriedBy(one, aspect);
    return typeof carried === 'object' && 'not' in carried;
  });
}

/** Entries as a format that writes family by family gives them back. */
function inOrder({ order }: Format, entries: readonly Entry[]): readonly Entry[] {
  if (order === 'as created') return entries;
  return FAMILIES.flatMap((family) => entries.filter((entry) => entry.family === family));
}

test('there are formats to go out and in by', () => {
  expect(both.map(({ name }) => name)).toEqual(['windows', 'haproxy', 'nginx', 'realm', 'rinetd']);
});

describe.each(both.map((one) => [one.name, one] as const))('%s', (name, one) => {
  test('what its description calls kept comes back as it was, and the file is known by its looks', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (entries) => {
        const exported = await write(
          name,
          entries.filter((entry) => isKept(one, entry)),
        );
        const [file] = exported.files;
        const text = fileText(file);
        const table = await read(name, text);
        const gone = new Set(exported.notCarried.map(({ entry }) => entry));
        const sent = entries.filter((entry) => isKept(one, entry) && !gone.has(entry));
        expect(table.entries.map(({ entry }) => brief(entry))).toEqual(inOrder(one, sent).map(brief));
        expect(table.faults.total + table.leftOut.total).toBe(0);
        if (sent.length > 0) expect(detectFormat(text)?.name).toBe(name);
      }),
    );
  });

  test('out, in, out and in again gives the same the second time', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (entries) => {
        const [first] = (await write(name, entries)).files;
        const once = (await read(name, fileText(first))).entries.map(({ entry }) => entry);
        const [second] = (await write(name, once)).files;
        const twice = (await read(name, fileText(second))).entries.map(({ entry }) => entry);
        expect(twice.map(brief)).toEqual(once.map(brief));
      }),
    );
  });
});

test.each(WRITABLE.map((one) => [one.name, one] as const))(
  '%s names each entry that it does not carry, and writes every other',
  async (name, one) => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (entries) => {
        const { files, notCarried, written } = await write(name, entries);
        const gone = new Set(notCarried.map(({ entry }) => entry));
        for (const entry of entries) if (isNot(one, entry)) expect(gone.has(entry), brief(entry)).toBe(true);
        expect(written + notCarried.length).toBe(entries.length);
        const comments = files
          .flatMap(({ lines }) => lines)
          .filter((line) => line.trimStart().startsWith('#'));
        for (const { entry, reason } of files.length > 0 ? notCarried : []) {
          expect(reason).toMatch(/^\S.*\.$/);
          expect(comments.some((line) => line.includes(`:${entry.listenPort} to `))).toBe(true);
          expect(comments.some((line) => line.includes(reason))).toBe(true);
        }
      }),
    );
  },
);

test('show all is read back as it was printed, all but what is disabled', async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async (entries) => {
      const enabled = entries.filter((entry) => !entry.disabled);
      const table = await read('show', `${showTable(enabled).join('\n')}\n`);
      expect(table.entries.map(({ entry }) => brief(entry))).toEqual(
        inOrder(format('show'), enabled).map(brief),
      );
      expect(table.faults.total + table.leftOut.total + table.counted.length).toBe(0);
    }),
  );
});

test('a name that is listened on is one socket for other programs, whatever the IP version', async () => {
  const side = { listenAddress: 'gateway', listenPort: '80', connectPort: '81' };
  const first = entryFrom({ ...side, family: 'v4tov4', connectAddress: '10.0.0.5' });
  const second = entryFrom({ ...side, family: 'v6tov6', connectAddress: 'fd00::5' });
  expect((await write('nginx', [first, second])).notCarried).toEqual([
    { entry: second, reason: 'v4tov4 gateway:80 to 10.0.0.5:81 listens there too, and goes before it.' },
  ]);
});
