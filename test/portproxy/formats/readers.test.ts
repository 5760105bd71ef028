import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '../../../src/portproxy/formats/read-table.ts';
import { fileText, read, summary, write } from './support.ts';

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
      '3: Not a command of portproxy.',
      '4: Not a command of portproxy.',
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
      '5: Its data is not t',
      '6: Use "ADDRESS/PORT',
      '7: The closing quota',
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
    expect(summary(await read('realm', json.slice(0, 60))).faults[0]).toMatch(/^3: Not valid JSON: /);
    expect(summary(await read('realm', '[[endpoints]]\nlisten = "127.0.0.1:1\n')).faults[0]).toMatch(
      /^2: Not valid TOML: /,
    );
  });
});

test('nginx: what does not fit its syntax is told of with its line', async () => {
  const faults = async (text: string) => summary(await read('nginx', text)).faults;
  expect(await faults('stream {\n server { listen 80; proxy_pass 10.0.0.1:80; }\n')).toEqual([
    '2: The brace of line 1 is not closed; the file may be cut.',
  ]);
  expect(await faults('stream {\n server { listen 80\n }\n}\n}\n')).toEqual([
    '2: The semicolon at its end is missing.',
    '5: This brace closes nothing.',
    '2: A server of the stream module needs listen, and one proxy_pass.',
  ]);
  expect(await faults('a {'.repeat(100_000))).toEqual(['1: It is nested too deeply.']);
});

test('a file of servers alone, as stream blocks include it, is read', async () => {
  const text = 'server {\n listen 127.0.0.1:80;\n proxy_pass "10.0.0.1:80";\n}\n';
  expect(detectFormat(text)?.name).toBe('nginx');
  expect(summary(await read('nginx', text)).entries).toEqual(['2: v4tov4 127.0.0.1:80 > 10.0.0.1:80']);
});

describe('settings of an enclosing level count', () => {
  const haproxy = async (text: string) => {
    const { entries, leftOut, faults } = summary(await read('haproxy', text));
    return { entries, leftOut, faults };
  };

  test('nginx: of the stream block, unless the server has its own', async () => {
    const text = `stream {
 allow 10.0.0.0/8; deny all;
 proxy_protocol on;
 server { listen 127.0.0.1:1; proxy_pass 10.0.0.1:1; }
 server { listen 127.0.0.1:2; proxy_protocol off; allow all; proxy_pass 10.0.0.1:2; }
 server { listen 127.0.0.1:3; proxy_protocol off; proxy_pass 10.0.0.1:3; }
}
`;
    const { entries, leftOut, notes, faults } = summary(await read('nginx', text));
    expect({ entries, notes, faults }).toEqual({
      entries: [
        '4: v4tov4 127.0.0.1:1 > 10.0.0.1:1 sendproxy=v1',
        '5: v4tov4 127.0.0.1:2 > 10.0.0.1:2',
        '6: v4tov4 127.0.0.1:3 > 10.0.0.1:3',
      ],
      notes: [],
      faults: [],
    });
    expect(leftOut).toEqual([]);
  });

  test('nginx: a server that is down is a disabled entry, ipv6only=off makes two', async () => {
    const text = `stream {
 upstream u { server 10.0.0.1:9 down; }
 upstream v { server 10.0.0.1:9 down; server 10.0.0.2:9 max_fails=3; }
 upstream w { server 10.0.0.1:9 service=http; }
 server { listen 1; proxy_pass u; }
 server { listen 2; proxy_pass v; }
 server { listen 3; proxy_pass w; }
 server { listen [::]:4 ipv6only=off; proxy_pass 10.0.0.1:4; }
}
`;
    const { entries, leftOut, notes } = summary(await read('nginx', text));
    expect(entries).toEqual([
      '5: v4tov4 *:1 > 10.0.0.1:9 x',
      '6: v4tov4 *:2 > 10.0.0.2:9',
      '8: v6tov4 :::4 > 10.0.0.1:4',
      '8: v4tov4 *:4 > 10.0.0.1:4',
    ]);
    expect(leftOut).toEqual(['7: portproxy has no counterpart for service=http (line 4).']);
    expect(notes).toEqual([
      '3: Left out: max_fails=3.',
      '8: It listens on IPv4 too, so that it becomes two entries.',
    ]);
  });

  test('HAProxy: default-server as if its words stood on the server lines below it', async () => {
    const section = (word: string) =>
      haproxy(`defaults\n mode tcp\n default-server ${word}\nlisten a\n bind *:1\n server s 10.0.0.1:1\n`);
    expect(await section('inter 2s')).toMatchObject({ entries: ['5: v4tov4 *:1 > 10.0.0.1:1'], leftOut: [] });
    expect(await section('disabled')).toMatchObject({ entries: ['5: v4tov4 *:1 > 10.0.0.1:1 x'] });
    expect(await section('send-proxy-v2')).toMatchObject({
      entries: ['5: v4tov4 *:1 > 10.0.0.1:1 sendproxy=v2'],
    });
    expect(await section('source 10.0.0.9')).toMatchObject({
      entries: ['5: v4tov4 *:1 > 10.0.0.1:1 sourceaddress=10.0.0.9'],
    });
    expect(await section('ssl')).toMatchObject({
      entries: [],
      leftOut: ['4: portproxy has no counterpart for ssl (line 6).'],
    });
    const own = 'listen a\n bind *:1\n default-server ssl\n server s 10.0.0.1:1 no-ssl\n';
    expect(await haproxy(own)).toMatchObject({ entries: ['2: v4tov4 *:1 > 10.0.0.1:1'] });
  });

  test('HAProxy: defaults by name, source and transparent in them', async () => {
    const text = `defaults tcp
 mode tcp
defaults web from tcp
 mode http
defaults odd
 source 10.0.0.9
listen a from tcp
 bind *:1
 server s 10.0.0.1:1
listen b from web
 bind *:2
 server s 10.0.0.1:1
listen c
 bind *:3
 server s 10.0.0.1:1
listen d from none
 bind *:4
 server s 10.0.0.1:1
`;
    expect(await haproxy(text)).toEqual({
      entries: ['8: v4tov4 *:1 > 10.0.0.1:1', '17: v4tov4 *:4 > 10.0.0.1:1'],
      leftOut: [
        '10: It works in http mode; portproxy forwards TCP as it is.',
        '13: portproxy has no counterpart for source (line 6).',
      ],
      faults: ['16: No defaults section above it is named none.'],
    });
  });

  test('HAProxy: frontends with the backend that they lead to', async () => {
    const text = `frontend f
 mode tcp
 bind *:1 name web,*:2
 bind [::]:3
 bind [::]:4 v6only
 default_backend b
frontend g
 bind *:5
 use_backend b if { src 10.0.0.0/8 }
 default_backend c
frontend h
 bind *:6
 default_backend c
frontend i
 bind *:7
 default_backend none
backend b
 mode tcp
 balance roundrobin
 server s 192.0.2.5:3306 check maxqueue 10 backup
backend c
 server s 192.0.2.5:1
 server t 192.0.2.6:1 backup
backend d
 server s 192.0.2.5:1
`;
    expect(await haproxy(text)).toEqual({
      entries: [
        '3: v4tov4 *:1 > 192.0.2.5:3306 check=2s',
        '4: v6tov4 :::3 > 192.0.2.5:3306 check=2s',
        '4: v4tov4 *:3 > 192.0.2.5:3306 check=2s',
        '5: v6tov4 :::4 > 192.0.2.5:3306 check=2s',
        '12: v4tov4 *:6 > 192.0.2.5,192.0.2.6:1',
      ],
      leftOut: [
        '7: It chooses its backend by a condition (line 9).',
        '14: The file has no backend none.',
        '24: No frontend that is read leads to it.',
      ],
      faults: [],
    });
  });

  test('rinetd and others: IPv4 addresses as inet_aton reads them', async () => {
    const text = '0 80 127.1 8080\n0.0.0.0 81 0x7f000001 81\n0.0.0.0 82 010.1 82\n0.0.0.0 83 256.1 83\n';
    expect(summary(await read('rinetd', text)).entries).toEqual([
      '1: v4tov4 0.0.0.0:80 > 127.0.0.1:8080',
      '2: v4tov4 0.0.0.0:81 > 127.0.0.1:81',
      '3: v4tov4 0.0.0.0:82 > 8.0.0.1:82',
    ]);
  });
});

describe('settings that entries do not have are lost, and told by name', () => {
  const lost = async (name: string, text: string) => {
    const { entries, lost } = await read(name, text);
    expect(entries.length).toBeGreaterThan(0);
    return lost.first.map(({ line, reason }) => `${line}: ${reason}`);
  };

  test.each([
    ['haproxy', 'listen a\n maxconn 9\n bind *:1\n server s 10.0.0.1:1 check maxconn 5\n', ['4: maxconn 5']],
    [
      'haproxy',
      'defaults\n timeout queue 1m\nlisten a\n bind *:1,*:2\n server s 10.0.0.1:1\n',
      ['2: timeout queue 1m'],
    ],
    [
      'nginx',
      'stream {\nproxy_upload_rate 1m;\nserver { listen 1; proxy_pass 10.0.0.1:1; }\n}\n',
      ['2: proxy_upload_rate 1m'],
    ],
    [
      'nginx',
      'stream {\nupstream u { server 10.0.0.1:1 max_conns=3; }\nserver { listen 1; proxy_pass u; }\n}\n',
      ['2: max_conns=3'],
    ],
    ['rinetd', '0.0.0.0 1 10.0.0.1 1 [timeout=60]\n', ['1: timeout=60']],
    [
      'realm',
      '[network]\ntcp_keepalive = 5\n[[endpoints]]\nlisten = "0.0.0.0:1"\nremote = "10.0.0.1:1"\n',
      ['4: tcp_keepalive 5'],
    ],
  ])('%s: %j', async (name, text, names) => {
    expect((await lost(name, text)).map((one) => one.split(' is lost: entries have no ')[0])).toEqual(names);
  });

  test('what export writes loses nothing', async () => {
    for (const name of ['haproxy', 'nginx', 'rinetd']) {
      const [entry] = (await read('rinetd', '0.0.0.0 1 10.0.0.1 1\n')).entries;
      expect(await lost(name, fileText((await write(name, [entry!.entry])).files[0]))).toEqual([]);
    }
  });
});

describe('calls of netsh in files of command interpreters', () => {
  const add = 'interface portproxy add v4tov4 61050 192.0.2.9 50 127.0.0.1';
  const entry = 'v4tov4 127.0.0.1:61050 > 192.0.2.9:50';

  test.each([
    `netsh ${add}`,
    `@netsh ${add}`,
    `C:\\Windows\\System32\\netsh.exe ${add}`,
    `"C:\\Windows\\System32\\netsh.exe" ${add}`,
    `%SystemRoot%\\System32\\netsh ${add}`,
    `$env:SystemRoot\\System32\\netsh.exe ${add}`,
    `& "C:\\Program Files\\x\\netsh.exe" ${add}`,
    `call netsh ${add}`,
    `cmd /c netsh ${add}`,
    `cmd /c "netsh ${add} && netsh interface show interface"`,
    `start /wait netsh ${add}`,
    `sudo netsh ${add}`,
    `( netsh ${add} )`,
    `netsh ${add} >nul`,
    `netsh ${add} >nul 2>&1`,
    `netsh ${add} 2>nul`,
    `netsh ${add} > NUL || exit /b 1`,
    `netsh ${add} && echo ok`,
    `netsh ${add} & echo ok`,
    `netsh ${add} | Out-Null;`,
    `netsh ${add};`,
    `netsh ${add} # the web server`,
    `Invoke-Expression "netsh ${add}";`,
    `execSync('netsh ${add}');`,
    `ssh host 'netsh ${add}'`,
    `netsh interface portproxy ^\r\n  add v4tov4 61050 ^\r\n  192.0.2.9 50 127.0.0.1\r\n`,
    'netsh interface portproxy `\n  add v4tov4 61050 `\n  192.0.2.9 50 127.0.0.1\n',
    'netsh interface portproxy \\\n  add v4tov4 61050 \\\n  192.0.2.9 50 127.0.0.1\n',
  ])('%s', async (text) => {
    expect(detectFormat(text)?.name).toBe('windows');
    expect(summary(await read('windows', text))).toMatchObject({
      entries: [`1: ${entry}`],
      faults: [],
      leftOut: [],
    });
  });

  test('what is not read is named with its line, and foreign commands are no faults', async () => {
    const text = `@echo off
pushd "%~dp0"
rem netsh ${add}
:: netsh ${add}
wsl -d Ubuntu -- ip addr
echo netsh ${add}
set PORTPROXY=1
netsh interface portproxy delete v4tov4 listenport=%P%
netsh ${add}
netsh interface portproxy add v4tov4 listenport=81 connectaddress=%IP%
netsh interface portproxy add v4tov4 listenport=82 connectaddress=$(wsl hostname -I)
netsh advfirewall firewall add rule name=x dir=in action=allow
popd
`;
    const { entries, faults, leftOut } = summary(await read('windows', text));
    expect({ entries, faults, leftOut }).toEqual({
      entries: [`9: ${entry}`],
      faults: [
        '10: %IP% is not set by the file before this line. Give it: with="IP=10.0.0.5".',
        '11: The file does not tell what $(wsl hostname -I) is; write the value instead.',
      ],
      leftOut: [
        '6: It only prints the command.',
        '8: %P% is not set by the file before this line. Give it: with="P=8080".',
        '7: It is a remark, or a value that no command of the file uses.',
      ],
    });
  });
});
