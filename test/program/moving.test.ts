import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestHome, closed, freePorts, listen, portOf } from './netsh.ts';

const FIXTURES = path.join(import.meta.dirname, '../portproxy/formats/fixtures');

let home: TestHome;

beforeEach(() => {
  home = new TestHome();
});

afterEach(async () => {
  await home.close();
});

function fixture(name: string): string {
  return readFileSync(path.join(FIXTURES, name), 'utf8');
}

function file(name: string, content: string | Uint8Array): string {
  const where = path.join(home.path, name);
  writeFileSync(where, content);
  return where;
}

async function shown(): Promise<string> {
  return (await home.portproxy('show all')).out;
}

describe('moving in from Windows', () => {
  test('a dump of a whole machine gives the table that show all had there', async () => {
    const dump = file('dump.txt', fixture('windows-global.txt'));
    const preview = await home.portproxy(`import ${dump} --check`);
    expect(preview).toMatchObject({ code: 0, out: expect.stringContaining('Adds 4 entries:') });
    expect(preview.out).toMatch(/Also in the file:\n interface reset: 1 line\n interface 6to4: 1 line\n/);
    expect(await shown()).toBe('\n');

    const imported = await home.portproxy(`import ${dump}`);
    expect(imported.code, imported.err).toBe(0);
    expect(imported.out).toMatch(/\nDone\.\n\n$/);
    expect(await shown()).toBe(`
Listen on ipv4:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
127.0.0.1       13389       10.20.30.40     3389
127.0.0.1       18080       intranet.example 8080

Listen on ipv4:             Connect to ipv6:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
127.0.0.1       18443       fd12:3456::7    443

Listen on ipv6:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
::1             15432       10.20.30.41     5432

`);
    const again = await home.portproxy(`import ${dump} mode=replace`);
    expect(again.out).toMatch(
      /Keeps 4 entries that the file has too\.\n[^]*\nThere is nothing to change\.\n\n$/,
    );
  });

  test.each(['with its mark', 'without'])('an export of the registry in UTF-16 %s', async (how) => {
    const text = fixture('portproxy.reg.txt').replaceAll('\n', '\r\n');
    const bytes = Buffer.from((how === 'without' ? '' : '\uFEFF') + text, 'utf16le');
    const imported = await home.portproxy(`import ${file('portproxy.reg', bytes)}`);
    expect(imported.code, imported.err).toBe(0);
    expect(imported.out).toContain('is read as registry export, UTF-16.');
    expect(await shown()).toBe(`
Listen on ipv4:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
127.0.0.1       19999       192.0.2.101     22
127.0.0.2       11337       192.0.2.12      3389
127.0.0.2       11338       files.example   445

Listen on ipv6:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
::1             18000       192.0.2.131     7001

`);
  });

  test('what show all prints here comes back, through a file', async () => {
    await home.portproxy('add v4tov4 18091 10.0.0.1 80 127.0.0.1');
    await home.portproxy('add v6tov6 18092 fd00::1 https ::1');
    const before = await shown();
    const table = file('table.txt', before);
    await home.portproxy('reset');
    expect((await home.portproxy(`import ${table}`)).code).toBe(0);
    expect(await shown()).toBe(before);
  });
});

describe('files that call netsh', () => {
  const script = `@echo off
for /f %%i in ('wsl hostname -I') do set WSL_IP=%%i
for %%p in (18301 18302) do (
  netsh advfirewall firewall add rule name="port %%p" dir=in action=allow protocol=TCP localport=%%p
  netsh interface portproxy add v4tov4 listenport=%%p listenaddress=127.0.0.1 connectport=80 connectaddress=%WSL_IP%
)
if exist more.txt netsh interface portproxy add v4tov4 18303 10.0.0.1 80 127.0.0.1
`;

  test('what is missing is told with the way to give it, and then it is filled in', async () => {
    const where = file('wsl.cmd', script.replaceAll('\n', '\r\n'));
    expect(await home.portproxy(`import ${where}`)).toEqual({
      code: 1,
      out: '',
      err: `The file ${where} was not imported: 1 line is not understood.
${where}:5: netsh interface portproxy add v4tov4 listenport=%%p listenaddress=127.0.0.1 connectport=80 connectaddress=%WSL_IP%
  %WSL_IP% is set by a command (line 2). Give it: with="WSL_IP=10.0.0.5".
Nothing was changed; partial=yes imports the rest.
`,
    });
    const given = await home.portproxy(`import ${where} "with=WSL_IP=10.0.0.9"`);
    expect(given.code, given.err).toBe(0);
    expect(given.out).toBe(`
${where} is read as netsh script, UTF-8.

Adds 2 entries:
 v4tov4 127.0.0.1:18301 to 10.0.0.9:80 (line 5)
 v4tov4 127.0.0.1:18302 to 10.0.0.9:80 (line 5)

Adds 2 rules:
 name="port 18301" dir=in action=allow localport=18301 protocol=tcp (line 4)
 name="port 18302" dir=in action=allow localport=18302 protocol=tcp (line 4)

Filled in:
 %%p = 18301, 18302 (line 3)
 %WSL_IP% = 10.0.0.9 (given)

Left out:
 line 7: if exist more.txt netsh interface portproxy add v4tov4 18303 10.0.0.1 80 127.0.0.1 - It runs only if the condition of line 7 holds; conditions=yes takes it.

Also in the file:
 echo: 1 line

Done.

`);
    const all = await home.portproxy(`import ${where} "with=WSL_IP=10.0.0.9" conditions=yes --json`);
    expect(JSON.parse(all.out)).toMatchObject({
      added: [{ listenPort: '18303', line: 7 }],
      kept: [{ listenPort: '18301' }, { listenPort: '18302' }],
      filledIn: [{ reference: '%%p' }, { reference: '%WSL_IP%', values: ['10.0.0.9'], line: 0 }],
      rules: { added: [], kept: [{ line: 4 }, { line: 4, localPort: '18302' }], leftOut: [], notTaken: [] },
      leftOut: [],
    });
  });

  test('rules of advfirewall come along: those about a port of the table, all, or none', async () => {
    const where = file(
      'rules.cmd',
      `netsh interface portproxy add v4tov4 18301 10.0.0.1 80 127.0.0.1
netsh advfirewall firewall delete rule name=web
netsh advfirewall firewall add rule name=web dir=in action=allow protocol=TCP localport=18300-18310
netsh advfirewall firewall add rule name=out dir=out action=allow protocol=TCP remoteport=80
netsh advfirewall firewall add rule name=rdp dir=in action=allow protocol=TCP localport=3389
netsh advfirewall firewall add rule name=bad dir=in action=allow protocol=TCP localport=sshd
netsh advfirewall set allprofiles state off
`,
    );
    const names = async (): Promise<string[]> => {
      const { out } = await home.netsh(['advfirewall', 'firewall', 'show', 'rule', 'name=all']);
      return [...out.matchAll(/^Rule Name: +(.*)$/gm)].map((match) => match[1]!);
    };
    expect((await home.portproxy(`import ${where} rules=none`)).out).toContain('\nRules, left out:\n');
    expect(await names()).toEqual([]);
    const { out } = await home.portproxy(`import ${where}`);
    expect(out).toContain('\nAdds 2 rules:\n');
    expect(out).toContain(
      '\nRules about no port of the table, left out (rules=all takes them):\n name=rdp dir=in',
    );
    expect(out).toMatch(/line 6: .* - Use a port from 0 to 65535/);
    expect(out).toContain('- Import takes rules, and no policies.');
    expect(await names()).toEqual(['web', 'out']);
    await home.portproxy(`import ${where} rules=all`);
    expect(await names()).toEqual(['web', 'out', 'rdp']);
  });

  test('export carries rules, and leaves out what it cannot close', async () => {
    await home.portproxy('add v4tov4 18301 10.0.0.1 80 127.0.0.1');
    const add = 'advfirewall firewall add rule dir=in protocol=tcp';
    for (const rule of [
      'name=web action=allow localport=18301 remoteip=10.0.0.0/8',
      'name=bad action=block remoteip=10.0.0.66',
      'name=other action=allow localport=9',
      'name=app action=allow localport=18301 program=x.exe',
    ])
      await home.netsh(`${add} ${rule}`.split(' '));
    const windows = await home.portproxy('export windows');
    expect(windows.out.match(/^advfirewall.*$/gm)).toEqual([
      'advfirewall firewall add rule name=web dir=in action=allow remoteip=10.0.0.0/8 localport=18301 protocol=tcp',
      'advfirewall firewall add rule name=bad dir=in action=block remoteip=10.0.0.66 protocol=tcp',
    ]);
    expect(windows.err).toBe('');
    const haproxy = await home.portproxy('export haproxy');
    expect(haproxy.err).toBe('');
    expect(haproxy.out.match(/^ *tcp-request .*$/gm)).toEqual([
      '    tcp-request connection reject if { src 10.0.0.66 }',
      '    tcp-request connection accept if { src 10.0.0.0/8 }',
      '    tcp-request connection reject',
    ]);
    const systemd = await home.portproxy('export systemd');
    const refused = 'Rules of advfirewall say who may connect to it, which systemd cannot tell.';
    expect(systemd.err).toContain(refused);
    expect(systemd.out).not.toContain('ListenStream');
    await home.netsh(['advfirewall', 'reset']);
    expect((await home.portproxy('export systemd')).out).toContain('ListenStream=127.0.0.1:18301');
    await home.netsh('advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound'.split(' '));
    expect((await home.portproxy('export nginx')).out).toContain('\n        deny all;\n');
  });

  test('a dump of here brings its rules back', async () => {
    await home.portproxy('add v4tov4 18301 10.0.0.1 80 127.0.0.1');
    await home.netsh(
      'advfirewall firewall add rule name=web dir=in action=allow protocol=tcp localport=18301'.split(' '),
    );
    const dump = file('dump.txt', (await home.netsh(['dump'])).out);
    await home.netsh(['advfirewall', 'reset']);
    expect((await home.portproxy(`import ${dump}`)).out).toContain('\nAdds 1 rule:\n name=web dir=in');
    expect((await home.portproxy(`import ${dump}`)).out).toContain('\nKeeps 1 rule that the file has too.\n');
  });

  test('with= is checked: its form, and that the file asks for the name', async () => {
    const where = file('wsl.cmd', script);
    for (const [given, text] of [
      ['WSL_IP', 'Not a name with its value: WSL_IP. Use NAME=VALUE, such as WSL_IP=10.0.0.5.'],
      ['WSL_IP=1;wsl_ip=2', 'is given more than once.'],
      ['WSLIP=10.0.0.9', `The file ${where} does not ask for wslip.`],
    ] as const) {
      const ran = await home.portproxy(`import ${where} "with=${given}"`);
      expect(ran.code).toBe(1);
      expect(ran.out + ran.err).toContain(text);
    }
    expect(await shown()).toBe('\n');
  });

  test('a file in which nothing is to be imported fails, and says why', async () => {
    const where = file(
      'none.cmd',
      'if exist x netsh interface portproxy add v4tov4 80 10.0.0.1\nnetsh winsock reset\n',
    );
    expect((await home.portproxy(`import ${where}`)).err).toBe(
      `No entry was found in the file ${where}, which was read as netsh script.
${where}:1: if exist x netsh interface portproxy add v4tov4 80 10.0.0.1
  It runs only if the condition of line 1 holds; conditions=yes takes it.
It holds: winsock: 1 line.
Nothing was changed.
`,
    );
  });
});

describe('bad files leave the table as it was', () => {
  beforeEach(async () => {
    await home.portproxy('add v4tov4 18095 10.0.0.1 80 127.0.0.1');
  });

  afterEach(async () => {
    expect(await shown()).toMatch(/127\.0\.0\.1 {7}18095 {7}10\.0\.0\.1 {8}80\n\n$/);
  });

  test('rows that contradict each other are both named', async () => {
    const script = file(
      'two.txt',
      'pushd interface portproxy\nadd v4tov4 18096 10.0.0.1\nadd v4tov4 18096 10.0.0.2\npopd\n',
    );
    const { code, out, err } = await home.portproxy(`import ${script}`);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `The file ${script} was not imported: 1 line is not understood.
${script}:3: add v4tov4 18096 10.0.0.2
  It contradicts line 2, where v4tov4 *:18096 goes to 10.0.0.1:18096.
Nothing was changed; partial=yes imports the rest.
`,
    );
    const asJson = await home.portproxy(`import ${script} --json`);
    expect(JSON.parse(asJson.err)).toMatchObject({ error: { code: 'import' } });
  });

  test('files that are cut, are none, are too large or hold nothing', async () => {
    const bytes = Buffer.from(`\uFEFF${fixture('portproxy.reg.txt')}`, 'utf16le');
    const cut = file('cut.reg', bytes.subarray(0, bytes.length - 21));
    expect((await home.portproxy(`import ${cut}`)).err).toContain('the file may be cut');
    const large = file('large.txt', '');
    truncateSync(large, 10 * 1024 * 1024 + 1);
    const problems = [
      [large, 'it is larger than 10 MiB.'],
      [file('binary', Buffer.from([1, 0, 0, 0, 2, 0, 0, 3])), 'is not a text file.'],
      [file('prose', 'Nothing to see here.\n'), 'is not recognized.'],
      [path.join(home.path, 'absent'), 'it does not exist.'],
      [home.path, 'it is a directory.'],
      ['/dev/zero', 'it is not a regular file.'],
      [file('lines', '\n'.repeat(600_000)), 'has 600000 lines; at most 500000 are read.'],
    ] as const;
    for (const [name, text] of problems) {
      const ran = await home.portproxy(`import ${name}`);
      expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining(text) });
    }
    const empty = file('empty.txt', 'pushd interface portproxy\nreset\npopd\n');
    expect(await home.portproxy(`import ${empty} mode=replace`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('No entry was found in the file'),
    });
  });

  test('a dry run tells all and does nothing, export included', async () => {
    const out = path.join(home.path, 'out.cfg');
    const script = file(
      'script',
      `interface portproxy\nexport haproxy file=${out}\nimport ${file('x.conf', '127.0.0.1 1 10.0.0.1 1\n')}\n`,
    );
    expect(await home.netsh(['-f', script, '--check'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Would write 1 entry[^]*Nothing was changed\./),
    });
    expect(await home.netsh(['exec', script, '--check'])).toMatchObject({ code: 0 });
    expect(readdirSync(home.path)).not.toContain('out.cfg');
  });
});

test('replace keeps what stays with its connections, takes the order of the file, and says what it does as data', async () => {
  const target = await listen(createServer((socket) => socket.pipe(socket)));
  const [one = 0, two = 0, three = 0] = await freePorts(3);
  await home.portproxy(`add v4tov4 ${one} 127.0.0.1 9 127.0.0.1`);
  await home.portproxy(`add v4tov4 ${two} 127.0.0.1 ${portOf(target)} 127.0.0.1`);
  const client = connect({ host: '127.0.0.1', port: two });
  client.write('before');
  expect(String((await once(client, 'data'))[0])).toBe('before');

  const conf = file(
    'r.conf',
    `127.0.0.1 ${three} 127.0.0.1 9\n127.0.0.1 ${two} 127.0.0.1 ${portOf(target)}\nlogcommon\n`,
  );
  const { code, out } = await home.portproxy(`import ${conf} mode=replace --json`);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    format: 'rinetd',
    mode: 'replace',
    added: [{ listenPort: String(three), line: 1 }],
    changed: [],
    kept: [{ listenPort: String(two), line: 2 }],
    deleted: [{ listenPort: String(one) }],
    leftOut: [{ line: 3, text: 'logcommon' }],
    applied: true,
  });
  client.write('after');
  expect(String((await once(client, 'data'))[0])).toBe('after');
  client.destroy();
  const { entries } = JSON.parse((await home.portproxy('show all --json')).out) as {
    entries: { listenPort: string; state: string }[];
  };
  expect(entries.map(({ listenPort, state }) => [listenPort, state])).toEqual([
    [String(three), 'listening'],
    [String(two), 'listening'],
  ]);
  await closed(target);
});

test('more entries than one request takes are imported and replaced as well', async () => {
  const line = (at: number, to: string) => `add v4tov4 ${10_000 + at} ${to} 80 192.0.2.77`;
  const script = (from: number, length: number, to = '10.0.0.1') =>
    ['pushd interface portproxy', ...Array.from({ length }, (_, at) => line(from + at, to)), 'popd', ''].join(
      '\n',
    );
  const first = await home.portproxy(`import ${file('a.txt', script(0, 2500))} --json`);
  expect(JSON.parse(first.out)).toMatchObject({ applied: true, added: { length: 2500 } });
  const second = await home.portproxy(`import ${file('b.txt', script(100, 2500))} mode=replace --json`);
  const told = JSON.parse(second.out) as Record<string, unknown[]>;
  expect([told['added'], told['deleted'], told['kept']].map((list) => list?.length)).toEqual([
    100, 100, 2400,
  ]);
  const { entries } = JSON.parse((await home.portproxy('show all --json')).out) as { entries: unknown[] };
  expect(entries.length).toBe(2500);
});

test('an export is printed, or written into a file that is not there yet', async () => {
  await home.portproxy('add v4tov4 18097 10.0.0.1 80 127.0.0.1');
  await home.portproxy('add v4tov4 18098 10.0.0.1 80 127.0.0.1 state=disabled');
  const printed = await home.portproxy('export rinetd');
  expect(printed.code).toBe(0);
  expect(printed.out).toMatch(/\n127\.0\.0\.1 18097 10\.0\.0\.1 80\n$/);
  expect(printed.err).toBe(
    'Not carried over: v4tov4 127.0.0.1:18098 to 10.0.0.1:80. It is disabled: rinetd has no rules that are switched off.\n',
  );

  const target = path.join(home.path, 'rinetd.conf');
  expect(await home.portproxy(`export rinetd file=${target}`)).toMatchObject({
    code: 0,
    out: `\nWrote 1 entry to ${target}.\n\n`,
  });
  expect(readFileSync(target, 'utf8')).toBe(printed.out);
  expect(await home.portproxy(`export haproxy file=${target}`)).toMatchObject({
    code: 1,
    out: '',
    err: `${target} exists already.\nNothing was written; force=yes overwrites it.\n`,
  });
  expect(readFileSync(target, 'utf8')).toBe(printed.out);
  expect((await home.portproxy(`export haproxy file=${target} force=yes`)).code).toBe(0);
  expect(readFileSync(target, 'utf8')).toContain('listen netsh-v4tov4-127-0-0-1-18098\n    disabled\n');

  const units = path.join(home.path, 'units');
  expect((await home.portproxy(`export systemd file=${units}`)).out).toBe(
    `\nWrote 1 entry to ${units}, 2 files.\n\n`,
  );
  expect(readdirSync(units).toSorted()).toEqual([
    'netsh-v4tov4-127-0-0-1-18097.service',
    'netsh-v4tov4-127-0-0-1-18097.socket',
  ]);
  const windows = path.join(home.path, 'windows.txt');
  expect((await home.portproxy(`export windows file=${windows}`)).out).toMatch(
    /^\nWrote \d+ entr\w+ to .*\. It begins with reset, which empties the table that it is replayed on\.\n\n$/,
  );
  expect(readFileSync(windows, 'utf8')).toMatch(/\r\nreset\r\nadd v4tov4 listenport=18097 [^\n]*\r\n/);
  const absent = path.join(home.path, 'no', 'such', 'folder.cfg');
  expect(await home.portproxy(`export haproxy file=${absent}`)).toMatchObject({
    code: 1,
    err: `${absent} cannot be written: it does not exist.\n`,
  });
});
