import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '../../../src/portproxy/formats/read-table.ts';
import { read, summary } from './support.ts';

function fixture(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
}

test.each([
  ['windows', 'windows-global.txt'],
  ['registry', 'portproxy.reg.txt'],
  ['haproxy', 'haproxy.cfg'],
  ['nginx', 'nginx.conf'],
  ['rinetd', 'rinetd.conf'],
  ['realm', 'realm.toml'],
])('%s is known by its looks and read line by line', async (name, file) => {
  const text = fixture(file);
  expect(detectFormat(text)?.name).toBe(name);
  expect(summary(await read(name, text))).toMatchSnapshot();
});

describe('scripts of netsh', () => {
  test('short words, bare values, set, delete, batch lines and contexts are taken as netsh takes them', async () => {
    const script = `
@echo off
@netsh interface portproxy add v4tov4 8080 10.0.0.5
netsh int po a v4tov4 l=81 c=10.0.0.6 connectp=82 listena=10.1.1.1
interface portproxy
set v4tov4 listenport=8080 connectport=80
add v6tov6 port connectaddress=::1
add v4tov4 listenport=http connectaddress = "web.example"
delete v4tov4 81 10.1.1.1
delete v4tov4 82
#netsh: set v4tov4 listenport=http state=disabled
`;
    expect(summary(await read('windows', script))).toEqual({
      entries: ['3: v4tov4 *:8080 > 10.0.0.5:80', '8: v4tov4 *:http > web.example:http x'],
      faults: [
        '7: port is not an acceptable value for listenport. Not a port number or a known service. Use 1-65535, a range such as 30000-30010, or a service name such as http.',
      ],
      leftOut: ['10: It deletes an entry that the lines before it do not add.'],
      notes: [],
      counted: ['echo: 1'],
    });
  });

  test('two adds of one listen side contradict each other, the same twice does not', async () => {
    const twice = 'pushd interface portproxy\nadd v4tov4 80 10.0.0.1\nadd v4tov4 80 10.0.0.1\npopd\n';
    expect(summary(await read('windows', twice))).toMatchObject({
      entries: ['2: v4tov4 *:80 > 10.0.0.1:80'],
      faults: [],
      notes: ['3: It says the same as line 2.'],
    });
    const against = twice.replace('10.0.0.1\npopd', '10.0.0.2\npopd');
    expect(summary(await read('windows', against))).toMatchObject({
      entries: ['2: v4tov4 *:80 > 10.0.0.1:80'],
      faults: ['3: It contradicts line 2, where v4tov4 *:80 goes to 10.0.0.1:80.'],
    });
  });

  test('a block that is cut is told of, and what stands in no block of portproxy is not taken for it', async () => {
    const cut = 'pushd interface portproxy\nreset\nadd v4tov4 80 10.0.0.1\n';
    expect(summary(await read('windows', cut)).faults).toEqual([
      '1: No popd ends this block; the file may be cut.',
    ]);
    expect(summary(await read('windows', 'add v4tov4 80 10.0.0.1\n'))).toMatchObject({
      entries: [],
      counted: ['add: 1'],
    });
    const nested =
      'pushd interface ipv4\nreset\npushd interface portproxy\nadd v4tov4 80 10.0.0.1\npopd\nset x\npopd\n';
    expect(summary(await read('windows', nested))).toMatchObject({
      entries: ['4: v4tov4 *:80 > 10.0.0.1:80'],
      counted: ['interface ipv4: 2'],
    });
    const wrong =
      'interface portproxy\nadd v4tov4 connectaddress=10.0.0.1\nadd v4tov9 1 2\nfoo\nadd v4tov4 80 x=1\n';
    expect(summary(await read('windows', wrong)).faults).toEqual([
      '2: It lacks listenport.',
      '3: It is no command of portproxy.',
      '4: It is no command of portproxy.',
      '5: x is not a valid argument for this command.',
    ]);
  });
});

describe('the registry', () => {
  const key = (set: string, family = 'v4tov4') =>
    `[HKEY_LOCAL_MACHINE\\SYSTEM\\${set}\\Services\\PortProxy\\${family}\\tcp]`;
  const head = 'Windows Registry Editor Version 5.00\n\n';

  test('of several control sets the first one counts, and other keys are counted', async () => {
    const text = `${head}${key('ControlSet001')}\n"*/80"="10.0.0.1/80"\n\n${key('ControlSet002')}\n"*/80"="10.0.0.2/80"\n
[HKEY_LOCAL_MACHINE\\SOFTWARE\\Other]
"Long"=hex:00,01,\\
  02,03
@="x"
`;
    expect(summary(await read('registry', text))).toEqual({
      entries: ['4: v4tov4 *:80 > 10.0.0.1:80'],
      faults: [],
      leftOut: [],
      notes: [],
      counted: [
        'controlset002\\Services\\PortProxy (controlset001 is taken): 1',
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Other: 2',
      ],
    });
  });

  test('values that are cut, deleted or of another type are told of', async () => {
    const text = `${head}${key('CurrentControlSet', 'v6tov4')}
"::/80"=-
"::/81"=dword:00000001
"::/82"="10.0.0.1"
"::/83"="10.0.0.1/8
[-${key('CurrentControlSet').slice(1)}
`;
    const { faults, leftOut } = summary(await read('registry', text));
    expect(faults.map((line) => line.slice(0, 20))).toEqual([
      '5: Its data is no te',
      '6: Accepted is "ADDR',
      '7: Its text has no e',
    ]);
    expect(leftOut).toHaveLength(2);
  });
});

describe('tables of show all', () => {
  test('rows are read whatever the language and the code page of the words above them', async () => {
    const text = [
      'C:\\Users\\me>netsh interface portproxy show all',
      '',
      '侦听 ipv4:                 连接到 ipv6:',
      '',
      '地址            端口        地址            端口',
      '--------------- ----------  --------------- ----------',
      '*               1024        fd00::1         1024',
      '0.0.0.0         1025        srv01           ms-wbt-server',
      '',
      '\uFFFD\uFFFD ipv6:                 \uFFFD\uFFFD\uFFFD ipv4:',
      '',
      '\uFFFD\uFFFD            \uFFFD        x            x',
      '--------------- ----------  --------------- ----------',
      '*               81          10.0.0.1        81',
      'fe80::1234:5678:9abc:def0 80          10.0.0.1        80',
      '',
      'C:\\Users\\me>',
    ].join('\r\n');
    expect(detectFormat(text)?.name).toBe('show');
    expect(summary(await read('show', text))).toEqual({
      entries: [
        '7: v4tov6 *:1024 > fd00::1:1024',
        '8: v4tov6 0.0.0.0:1025 > srv01:ms-wbt-server',
        '14: v6tov4 *:81 > 10.0.0.1:81',
        '15: v6tov4 fe80::1234:5678:9abc:def0:80 > 10.0.0.1:80',
      ],
      faults: [],
      leftOut: [],
      notes: [],
      counted: ['lines outside of the tables: 2'],
    });
  });

  test('without a title the addresses tell the family; a row that is cut is a fault', async () => {
    const text = `--------------- ----------  --------------- ----------
10.0.0.1        80          ::1             80
*               81          10.0.0.2        81
10.0.0.1        82          10.0.
`;
    expect(summary(await read('show', text))).toMatchObject({
      entries: ['2: v4tov6 10.0.0.1:80 > ::1:80'],
      faults: [
        '3: Neither a title nor its addresses tell whether it listens on IPv4 or IPv6.',
        '4: A row has four values: two addresses with their ports.',
      ],
    });
  });
});

describe('realm', () => {
  test('JSON is read as TOML is, and a cut file names its place', async () => {
    const json =
      '{\n "endpoints": [\n  {"listen": "127.0.0.1:1", "remote": "10.0.0.1:2"},\n  {"listen": "[::1]:3", "remote": "[::2]:4"}\n ]\n}\n';
    expect(detectFormat(json)?.name).toBe('realm');
    expect(summary(await read('realm', json)).entries).toEqual([
      '3: v4tov4 127.0.0.1:1 > 10.0.0.1:2',
      '4: v6tov6 ::1:3 > ::2:4',
    ]);
    expect(summary(await read('realm', json.slice(0, 60))).faults[0]).toMatch(/^3: It is no valid JSON: /);
    expect(summary(await read('realm', '[[endpoints]]\nlisten = "127.0.0.1:1\n')).faults[0]).toMatch(
      /^2: It is no valid TOML: /,
    );
  });
});

test('nginx: what does not fit its syntax is told of with its line', async () => {
  const faults = async (text: string) => summary(await read('nginx', text)).faults;
  expect(await faults('stream {\n server { listen 80; proxy_pass 10.0.0.1:80; }\n')).toEqual([
    '2: The brace of line 1 is not closed; the file may be cut.',
  ]);
  expect(await faults('stream {\n server { listen 80\n }\n}\n}\n')).toEqual([
    '2: It is not ended by a semicolon.',
    '5: This brace closes nothing.',
    '2: A server of the stream module has listen, and one proxy_pass.',
  ]);
  expect(await faults('a {'.repeat(100_000))).toEqual(['1: It is nested too deeply.']);
});

test('a file of servers alone, as stream blocks include it, is read', async () => {
  const text = 'server {\n listen 127.0.0.1:80;\n proxy_pass "10.0.0.1:80";\n}\n';
  expect(detectFormat(text)?.name).toBe('nginx');
  expect(summary(await read('nginx', text)).entries).toEqual(['2: v4tov4 127.0.0.1:80 > 10.0.0.1:80']);
});
