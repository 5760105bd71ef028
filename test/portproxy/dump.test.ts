import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dumpTable } from '../../src/portproxy/dump.ts';
import { type Entry, entryFrom } from '../../src/portproxy/entry.ts';
import { FAMILIES } from '../../src/portproxy/family.ts';
import { readTable } from '../../src/portproxy/formats/read-table.ts';
import { READABLE } from '../../src/portproxy/formats/formats.ts';
import { PROTOCOLS, entryKey } from '../../src/portproxy/key.ts';
import { systemServices } from '../../src/system/services.ts';
import { arbitraryEntry } from './arbitrary-entry.ts';

const windows = READABLE.find(({ name }) => name === 'windows')!;
const table = fc.uniqueArray(arbitraryEntry, { selector: entryKey, maxLength: 20 });

const block = (entries: readonly Entry[]) =>
  dumpTable(entries).filter((line) => /^(?:add|#netsh:)/.test(line));

test('a list of targets: Windows gets the first one with its port, this product all of them', () => {
  const entry = entryFrom({
    family: 'v4tov6',
    listenPort: '80',
    connectAddress: '[fd00::5]:8080,fd00::6',
    connectPort: '81',
    balance: 'roundrobin',
  });
  expect(block([entry])).toEqual([
    'add v4tov6 listenport=80 connectaddress=[fd00::5] connectport=8080',
    '#netsh: set v4tov6 listenport=80 connectaddress=[fd00::5]:8080,fd00::6 connectport=81 balance=roundrobin',
  ]);
});

test('an entry of UDP stands in a comment of its own, behind all others', () => {
  const udp = { family: 'v4tov4', listenPort: '53', connectAddress: '10.0.0.5', protocol: 'udp' } as const;
  const entries = [
    entryFrom({ ...udp, idleTimeout: '2m' }),
    entryFrom({ ...udp, protocol: 'tcp', comment: 'names, too' }),
    entryFrom({ family: 'v6tov6', listenPort: '53' }),
  ];
  expect(block(entries)).toEqual([
    'add v4tov4 listenport=53 connectaddress=10.0.0.5 connectport=53',
    'add v6tov6 listenport=53 connectaddress=::1 connectport=53',
    '#netsh: set v4tov4 listenport=53 comment="names, too"',
    '#netsh: add v4tov4 listenport=53 connectaddress=10.0.0.5 connectport=53 protocol=udp idletimeout=2m',
  ]);
});

test('import reads of a dump the table that was dumped', async () => {
  await fc.assert(
    fc.asyncProperty(table, async (entries) => {
      const sorted = PROTOCOLS.flatMap((protocol) =>
        FAMILIES.flatMap((family) =>
          entries.filter((one) => one.family === family && one.protocol === protocol),
        ),
      );
      const text = `${dumpTable(entries).join('\n')}\n`;
      const read = await readTable(text, windows, systemServices());
      expect(read.faults.first).toEqual([]);
      expect(read.entries.map(({ entry }) => entry)).toEqual(sorted);
    }),
  );
});

test('without the comments, which Windows skips, it is netsh of Windows alone', () => {
  fc.assert(
    fc.property(table, (entries) => {
      const lines = dumpTable(entries).filter((line) => line.startsWith('add '));
      expect(lines).toHaveLength(entries.filter(({ protocol }) => protocol === 'tcp').length);
      for (const line of lines) {
        const tags = line
          .split(' ')
          .slice(2)
          .map((word) => word.split('=')[0]);
        const known = ['listenport', 'connectaddress', 'connectport', 'listenaddress'];
        expect(tags).toEqual(known.slice(0, tags.length));
        expect(line).not.toMatch(/[",]/);
      }
    }),
  );
});
