import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dumpTable } from '../../src/portproxy/dump.ts';
import { type EntryValues, entryFrom } from '../../src/portproxy/entry.ts';
import { entryKey, listenSide } from '../../src/portproxy/key.ts';
import { FAMILIES } from '../../src/portproxy/family.ts';
import { showTable } from '../../src/portproxy/show.ts';
import { type Change, Table } from '../../src/portproxy/table.ts';

const star: EntryValues = {
  family: 'v4tov4',
  listenPort: '1024',
  connectAddress: '192.168.198.200',
  connectPort: '1024',
};

describe('changes', () => {
  test('add overwrites in place, and * and 0.0.0.0 are two entries', () => {
    const table = new Table();
    table.apply({ op: 'add', values: star });
    table.apply({ op: 'add', values: { ...star, listenAddress: '0.0.0.0' } });
    table.apply({ op: 'add', values: { ...star, connectPort: '99' } });
    expect(table.entries().map((one) => [one.listenAddress, one.connectPort])).toEqual([
      ['*', '99'],
      ['0.0.0.0', '1024'],
    ]);
  });

  test('set creates with defaults, and changes only what is supplied', () => {
    const table = new Table();
    table.apply({ op: 'set', values: { family: 'v4tov6', listenPort: 'http' } });
    expect(table.entries()).toEqual([
      {
        family: 'v4tov6',
        listenAddress: '*',
        listenPort: 'http',
        connectAddress: '::1',
        connectPort: 'http',
        protocol: 'tcp',
      },
    ]);
    table.apply({ op: 'set', values: { family: 'v4tov6', listenPort: 'HTTP', connectPort: '81' } });
    table.apply({ op: 'set', values: { family: 'v4tov6', listenPort: 'http', connectAddress: 'fd00::1' } });
    expect(table.entries()).toEqual([
      {
        family: 'v4tov6',
        listenAddress: '*',
        listenPort: 'http',
        connectAddress: 'fd00::1',
        connectPort: '81',
        protocol: 'tcp',
      },
    ]);
  });

  test('disabled stays until it is enabled or added anew', () => {
    const table = new Table([entryFrom(star)]);
    const disabled = () => table.entries().map((one) => one.disabled);
    table.apply({ op: 'set', values: { family: 'v4tov4', listenPort: '1024', state: 'disabled' } });
    expect(disabled()).toEqual([true]);
    expect(dumpTable(table.entries())).toContain('#netsh: set v4tov4 listenport=1024 state=disabled');
    table.apply({ op: 'set', values: { family: 'v4tov4', listenPort: '1024', connectPort: '1' } });
    expect(disabled()).toEqual([true]);
    table.apply({ op: 'set', values: { family: 'v4tov4', listenPort: '1024', state: 'enabled' } });
    expect(table.entries()).toEqual([{ ...entryFrom(star), connectPort: '1' }]);
    table.apply({ op: 'set', values: { ...star, state: 'disabled' } });
    table.apply({ op: 'add', values: star });
    expect(table.entries()).toEqual([entryFrom(star)]);
  });

  test('delete removes exactly the entry named, and tells when it is absent', () => {
    const table = new Table([entryFrom(star), entryFrom({ ...star, listenAddress: '127.0.0.1' })]);
    expect(table.apply({ op: 'delete', side: listenSide(star) })).toMatchObject({ ok: true });
    expect(table.entries().map((one) => one.listenAddress)).toEqual(['127.0.0.1']);
    expect(table.apply({ op: 'delete', side: listenSide(star) })).toEqual({ ok: false, code: 'absent' });
  });

  test('reset removes all four families', () => {
    const table = new Table(FAMILIES.map((family) => entryFrom({ family, listenPort: '80' })));
    expect(table.apply({ op: 'reset' })).toMatchObject({ ok: true, removed: { length: 4 } });
    expect(table.size).toBe(0);
  });

  test('no sequence of changes makes two entries of one key', () => {
    const values = fc.record({
      family: fc.constantFrom(...FAMILIES),
      listenPort: fc.constantFrom('80', 'http', 'HTTP'),
      listenAddress: fc.constantFrom(undefined, '*', 'A', 'a'),
      connectPort: fc.constantFrom(undefined, '1'),
    });
    const change: fc.Arbitrary<Change> = fc.oneof(
      values.map((one): Change => ({ op: 'add', values: one })),
      values.map((one): Change => ({ op: 'set', values: one })),
      values.map((one): Change => ({ op: 'delete', side: listenSide(one) })),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const table = new Table();
        for (const one of changes) table.apply(one);
        const keys = table.entries().map(entryKey);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('show', () => {
  test('an empty table is one blank line', () => expect(showTable([])).toEqual(['']));

  test('sections in the order of the families, rows in the order of creation, never cut', () => {
    const entries = [
      entryFrom({
        family: 'v6tov4',
        listenPort: '80',
        listenAddress: 'fe80::1234:5678:9abc:def0',
        connectAddress: '10.0.0.1',
      }),
      entryFrom({
        family: 'v4tov4',
        listenPort: '3333',
        listenAddress: '0.0.0.0',
        connectAddress: '192.168.0.8',
        connectPort: '8888',
      }),
      entryFrom(star),
    ];
    expect(showTable(entries).join('\n')).toBe(`
Listen on ipv4:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
0.0.0.0         3333        192.168.0.8     8888
*               1024        192.168.198.200 1024

Listen on ipv6:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
fe80::1234:5678:9abc:def0 80          10.0.0.1        80
`);
  });
});

test('dump frames the add lines, listenaddress last and only where it is not *', () => {
  const entries = [entryFrom(star), entryFrom({ ...star, listenAddress: '0.0.0.0', listenPort: '1025' })];
  expect(dumpTable(entries).join('\n')).toBe(`
#========================
# Port Proxy configuration
#========================
pushd interface portproxy

reset
add v4tov4 listenport=1024 connectaddress=192.168.198.200 connectport=1024
add v4tov4 listenport=1025 connectaddress=192.168.198.200 connectport=1024 listenaddress=0.0.0.0


popd

# End of Port Proxy configuration
`);
});
