import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withLineEnds } from '../../src/shell/line-ends.ts';
import { TestHome } from '../program/netsh.ts';
import { type Printed, type Row, READERS } from './portproxy-readers.ts';

/**
 * What about 40 programs demand of netsh's layout: each reads what the built program printed of four tables. Programs that
 * read firewall rules or the registry of Windows are not among them.
 */
const FAMILIES = ['v4tov4', 'v4tov6', 'v6tov4', 'v6tov6'] as const;
const row = (family: Row['family'], from: string, fromPort: string, to: string, toPort: string): Row => ({
  family,
  from,
  fromPort,
  to,
  toPort,
});

const ONE_FAMILY = [
  row('v4tov4', '0.0.0.0', '38083', '172.18.106.220', '80'),
  row('v4tov4', '*', '50022', '192.168.186.222', '22'),
  row('v4tov4', '127.0.0.1', '445', '10.0.0.178', '51139'),
  row('v4tov4', '0.0.0.0', '2222', '127.0.0.1', '22'),
  row('v4tov4', '*', '2223', '127.0.0.1', '22'),
];
const TABLES = {
  'no entries': [],
  'one family': ONE_FAMILY,
  'all families': [
    ...ONE_FAMILY,
    row('v4tov6', '127.0.0.1', '3000', '::1', '3001'),
    row('v6tov4', '::1', '8080', '192.168.100.104', '81'),
    row('v6tov6', '::', '38084', 'fe80::215:5dff:fef3:fa06', '82'),
    row('v6tov6', '*', '38085', 'fd00::5', '83'),
  ],
  'long names': [
    row(
      'v4tov4',
      'a-name-that-is-longer-than-its-column.test',
      '65535',
      'and-another-that-is-longer.test',
      '65534',
    ),
    row('v4tov4', '192.168.100.200', '10000', 'x'.repeat(63), '10080'),
  ],
} as const satisfies Readonly<Record<string, readonly Row[]>>;

const printed = new Map<string, Printed>();
let home: TestHome;

beforeAll(async () => {
  home = new TestHome();
  for (const [name, rows] of Object.entries<readonly Row[]>(TABLES)) printed.set(name, await print(rows));
}, 60_000);
afterAll(() => home.close());

/** Makes a table, and returns what netsh prints of it. */
async function print(rows: readonly Row[]): Promise<Printed> {
  const adds = rows.map(
    ({ family, from, fromPort, to, toPort }) =>
      `add ${family} ${fromPort} ${to} ${toPort} ${from} state=disabled\n`,
  );
  writeFileSync(path.join(home.path, 'table.txt'), `interface portproxy\nreset\n${adds.join('')}`);
  expect(await home.netsh(['-f', 'table.txt'])).toMatchObject({ code: 0, out: '\n'.repeat(1 + rows.length) });
  const texts = await Promise.all(
    ['show all', ...FAMILIES.map((family) => `show ${family}`), 'dump'].map((line) => outputOf(line)),
  );
  const [showAll = '', v4tov4 = '', v4tov6 = '', v6tov4 = '', v6tov6 = '', dump = ''] = texts;
  return { showAll, show: { v4tov4, v4tov6, v6tov4, v6tov6 }, dump };
}

async function outputOf(line: string): Promise<string> {
  const { code, out, err } = await home.portproxy(line);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return withLineEnds(out, 'win32');
}

describe.each(Object.entries(READERS))('%s', (_program, { reads, sees, alsoTakes }) => {
  test.each(Object.entries<readonly Row[]>(TABLES))('reads %s', (name, rows) => {
    const sections = FAMILIES.map((family) => rows.filter((one) => one.family === family)).filter(
      (section) => section.length > 0,
    );
    const expected = sections.flatMap((section, at) => [
      ...(alsoTakes && (at > 0 || alsoTakes.of === 'every') ? alsoTakes.lines(section[0]!.family) : []),
      ...section.flatMap((one) => sees(one) ?? []),
    ]);
    expect(reads(printed.get(name)!, rows)).toEqual(expected);
  });
});

describe('programs that read exit codes', () => {
  test.runIf(process.platform === 'linux')(
    'kubernetes: add is 0, delete of an absent rule is not, the line with IP is cut at its colon',
    async () => {
      expect((await home.portproxy('add v4tov4 1 10.0.0.5 80 state=disabled')).code).toBe(0);
      expect((await home.portproxy('delete v4tov4 1')).code).toBe(0);
      expect((await home.portproxy('delete v4tov4 1')).code).not.toBe(0);
      const { code, out } = await home.netsh(['interface', 'ipv4', 'show', 'address', 'name=lo']);
      const line = out.split('\n').find((one) => one.includes('IP'));
      expect({ code, address: line?.slice(line.indexOf(':') + 1).trim() }).toEqual({
        code: 0,
        address: '127.0.0.1',
      });
    },
  );

  test('WSL scripts: an add behind a failed delete works', async () => {
    await home.portproxy('delete v4tov4 4321');
    expect((await home.portproxy('add v4tov4 4321 10.0.0.5 80 state=disabled')).code).toBe(0);
  });

  test.each([
    ['programs that write -f files', '-f'],
    ['67578555825', 'exec'],
  ])('%s: 0 is all lines well', async (_program, how) => {
    writeFileSync(path.join(home.path, 'good.txt'), 'interface portproxy reset\n');
    writeFileSync(
      path.join(home.path, 'bad.txt'),
      'interface portproxy reset\nfoo\ninterface portproxy reset\n',
    );
    expect((await home.netsh([how, 'good.txt'])).code).toBe(0);
    expect(await home.netsh([how, 'bad.txt'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^\n.*\n\n$/),
    });
  });

  test('metasploit: more than two bytes behind an add are an error', async () => {
    expect(await outputOf('add v4tov4 4322 10.0.0.5 80 state=disabled')).toBe('\r\n');
    const { code, out } = await home.portproxy('add v4tov4 0');
    expect(code).toBe(1);
    expect(out.length).toBeGreaterThan(2);
  });
});

describe('what must hold', () => {
  test('1: no entries are one blank line, in show v4tov4 too', () => {
    const { showAll, show } = printed.get('no entries')!;
    expect([showAll, show.v4tov4]).toEqual(['\r\n', '\r\n']);
  });

  test('2: five lines before the first row, one blank behind the last and between sections', () => {
    const sections = printed.get('all families')!.showAll.split('\r\n\r\n');
    expect(sections.at(-1)).toBe('');
    const shapes = sections.slice(0, -1).map((section) => section.split('\r\n').length);
    // Each section: its title, then header, dashes and rows.
    expect(shapes).toEqual([2, 2 + 5, 1, 2 + 1, 1, 2 + 1, 1, 2 + 2]);
    const { showAll } = printed.get('one family')!;
    expect(showAll.split('\r\n').findIndex((line) => line.startsWith('0.0.0.0'))).toBe(5);
    expect(showAll).toMatch(/[^\r\n]\r\n\r\n$/);
  });

  test('3: rows begin in column 0, end in the port, and have no blanks at their ends', () => {
    for (const { showAll } of printed.values()) {
      for (const line of showAll.split('\r\n')) expect(line).toBe(line.trim());
    }
    expect(printed.get('long names')!.showAll).toContain(
      '\r\na-name-that-is-longer-than-its-column.test 65535       and-another-that-is-longer.test 65534\r\n',
    );
  });

  test('4: dashes are the same everywhere', () => {
    const dashes = '\r\n--------------- ----------  --------------- ----------\r\n';
    expect(printed.get('all families')!.showAll.split(dashes)).toHaveLength(5);
  });

  test('5: CR LF where Windows is the system, LF elsewhere', async () => {
    const { out } = await home.portproxy('show all');
    expect(out.includes('\r')).toBe(process.platform === 'win32');
  });

  test('6: add, set, delete and reset that work print one blank line; errors are on standard output', async () => {
    for (const line of [
      'add v4tov4 7 10.0.0.5 7 state=disabled',
      'set v4tov4 7 10.0.0.6',
      'delete v4tov4 7',
      'reset',
    ]) {
      expect(await home.portproxy(line)).toEqual({ code: 0, out: '\n', err: '' });
    }
    expect(await home.portproxy('delete v4tov4 7')).toEqual({
      code: 1,
      out: 'The system cannot find the file specified.\n',
      err: '',
    });
  });

  test('7: * stays *', () => {
    expect(printed.get('all families')!.showAll).toMatch(/\r\n\* {15}50022 {7}192\.168\.186\.222 22\r\n/);
  });
});
