import { describe, expect, test } from 'vitest';
import { read, summary } from './support.ts';

/** What a reader makes of a text: the entries without their lines, and all that it says. */
async function told(name: string, text: string) {
  const { entries, faults, leftOut, lost = [], notes } = summary(await read(name, text));
  return {
    entries: entries.map((one) => one.replace(/^\d+: /, '')),
    said: [...faults, ...leftOut, ...lost, ...notes],
  };
}

describe('HAProxy', () => {
  const section = (lines: string, back = ' server s 10.0.0.1:80\n') =>
    told('haproxy', `listen a\n mode tcp\n bind 127.0.0.1:1\n${lines}${back}`);
  const servers = (...lines: readonly string[]) =>
    told('haproxy', `listen a\n bind 127.0.0.1:1\n${lines.map((line) => ` ${line}\n`).join('')}`);

  test.each([
    [' timeout client 90s\n timeout server 90s\n', 'idletimeout=90s'],
    [' timeout client 1500\n', 'idletimeout=1500ms'],
    [' timeout client 1h\n timeout server 1h\n timeout tunnel 2h\n', 'idletimeout=2h'],
    [' timeout client 24d\n timeout server 24d\n timeout connect 10s\n', ''],
    [' timeout client 0\n timeout connect 3s\n', 'connecttimeout=3s'],
    [' timeout client-fin 5s\n timeout server-fin 5s\n', 'halfclosetimeout=5s'],
    [' timeout client-fin 24d\n timeout server-fin 24d\n', 'halfclosetimeout=0'],
    [' maxconn 100\n', 'maxconnections=100'],
    [String.raw` description "it's \$5 # \"" and more` + '\n', undefined],
    [' description a web server # or so\n', 'comment="a web server"'],
  ])('%j', async (lines, options) => {
    const { entries, said } = await section(lines);
    if (options === undefined) {
      expect(entries).toEqual(['v4tov4 127.0.0.1:1 > 10.0.0.1:80']);
      expect(said.join('\n')).toContain('The text has no "');
    } else
      expect({ entries, said }).toEqual({
        entries: [`v4tov4 127.0.0.1:1 > 10.0.0.1:80 ${options}`.trim()],
        said: [],
      });
  });

  test('the shorter timeout of two ends is taken, and said', async () => {
    expect(await section(' timeout client 1m\n timeout server 30s\n')).toEqual({
      entries: ['v4tov4 127.0.0.1:1 > 10.0.0.1:80 idletimeout=30s'],
      said: ['4: The shorter of timeout client and timeout server is taken for both ends.'],
    });
  });

  test('limits that several addresses share are said to hold for each entry', async () => {
    const { said } = await told(
      'haproxy',
      'listen a\n bind 127.0.0.1:1,127.0.0.1:2\n maxconn 5\n server s 10.0.0.1:1\n',
    );
    expect(said).toEqual([
      '1: Its limits hold for its addresses together, and here for each of their entries.',
    ]);
  });

  test('a time that an entry cannot hold is lost, not a fault', async () => {
    expect(await section(' timeout client 5ms\n')).toEqual({
      entries: ['v4tov4 127.0.0.1:1 > 10.0.0.1:80'],
      said: ['3: idletimeout=5ms is lost: The shortest time is 100ms.'],
    });
  });

  test('checks that only follow up failures of clients are none of the entry', async () => {
    const passive =
      'check inter 60s downinter 5s fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down';
    const { entries } = await servers(`server a 10.0.0.1:80 ${passive}`, `server b 10.0.0.2:80 ${passive}`);
    expect(entries).toEqual(['v4tov4 127.0.0.1:1 > 10.0.0.1,10.0.0.2:80 balance=roundrobin']);
    const active = passive.replace('60s', '7s');
    expect((await servers(`server a 10.0.0.1:80 ${active}`)).entries).toEqual([
      'v4tov4 127.0.0.1:1 > 10.0.0.1:80 check=7s',
    ]);
  });

  test('the lines of a limit for each client are taken together only', async () => {
    const table = ' stick-table type ip size 1m expire 10s store conn_cur\n';
    const track = ' tcp-request session track-sc0 src,ipmask(32,64)\n';
    const reject = ' tcp-request session reject if { sc0_conn_cur gt 3 }\n';
    expect((await section(table + track + reject)).entries).toEqual([
      'v4tov4 127.0.0.1:1 > 10.0.0.1:80 maxperclient=3',
    ]);
    for (const some of [table + track, table + reject, track + reject]) {
      expect((await section(some)).entries).toEqual([]);
    }
  });

  test.each([
    [['server a 10.0.0.1:80', 'server b 10.0.0.2:80'], '10.0.0.1,10.0.0.2:80 balance=roundrobin'],
    [
      ['balance leastconn', 'server a 10.0.0.1:80', 'server b 10.0.0.2:81'],
      '10.0.0.1,10.0.0.2:81:80 balance=leastconnections',
    ],
    [['balance source', 'server a 10.0.0.1', 'server b 10.0.0.2'], '10.0.0.1,10.0.0.2:1 balance=source'],
    [
      ['server b 10.0.0.2:80 backup', 'server a 10.0.0.1:80', 'server c 10.0.0.3:80 backup'],
      '10.0.0.1,10.0.0.2,10.0.0.3:80',
    ],
    [['server a 10.0.0.1:80 disabled', 'server b 10.0.0.2:80'], '10.0.0.2:80'],
    [
      [
        'server a 10.0.0.1:80 check inter 5s fall 1 rise 1',
        'server b 10.0.0.2:80 check inter 5s fall 1 rise 1',
      ],
      '10.0.0.1,10.0.0.2:80 balance=roundrobin check=5s',
    ],
    [
      [
        'server a 10.0.0.1:80 send-proxy source 10.9.9.9:0',
        'server b 10.0.0.2:80 send-proxy source 10.9.9.9',
      ],
      '10.0.0.1,10.0.0.2:80 balance=roundrobin sourceaddress=10.9.9.9 sendproxy=v1',
    ],
    [['server a 10.0.0.1:80 send-proxy-v2 no-send-proxy-v2'], '10.0.0.1:80'],
  ])('servers %j', async (lines, target) => {
    expect((await servers(...lines)).entries).toEqual([`v4tov4 127.0.0.1:1 > ${target}`]);
  });

  test.each([
    [['server a 10.0.0.1:80 weight 10', 'server b 10.0.0.2:80'], 'different shares'],
    [['balance random', 'server a 10.0.0.1:80', 'server b 10.0.0.2:80'], 'no counterpart for balance random'],
    [['server a 10.0.0.1:80', 'server b [fd00::2]:80'], 'targets of IPv4 and of IPv6'],
    [['server a 10.0.0.1:80 send-proxy', 'server b 10.0.0.2:80'], 'differ in send-proxy'],
    [['server a 10.0.0.1:80 check', 'server b 10.0.0.2:80'], 'differ in their checks'],
    [['server a 10.0.0.1:80', 'server b 10.0.0.1:80'], 'one target twice'],
    [['server a 10.0.0.1:80 source 10.9.9.9:99'], 'a port in source'],
    [
      ['server a 10.0.0.1:80', 'server b 10.0.0.2:80', 'server c 10.0.0.3:80 backup'],
      'backup servers beside several others',
    ],
    [Array.from({ length: 33 }, (_, at) => `server s${at} 10.0.0.${at + 1}:80`), 'at most 32'],
  ])('servers %j are left out', async (lines, reason) => {
    const { entries, said } = await servers(...lines);
    expect(entries).toEqual([]);
    expect(said.join('\n')).toContain(reason);
  });
});

describe('nginx', () => {
  const stream = (text: string) => told('nginx', `stream {\n${text}\n}\n`);

  test.each([
    [
      'server { listen 127.0.0.1:1 udp; proxy_timeout 20s; proxy_pass 10.0.0.1:53; }',
      'udp 127.0.0.1:1 > 10.0.0.1:53 idletimeout=20s',
    ],
    [
      'proxy_timeout "1h 30m"; server { listen 127.0.0.1:1; proxy_pass 10.0.0.1:1; }',
      '127.0.0.1:1 > 10.0.0.1:1 idletimeout=90m',
    ],
    [
      'proxy_timeout 1h; server { listen 127.0.0.1:1; proxy_timeout 24d; proxy_connect_timeout 500ms; proxy_pass 10.0.0.1:1; }',
      '127.0.0.1:1 > 10.0.0.1:1 connecttimeout=500ms',
    ],
    [
      'server { listen 127.0.0.1:1 proxy_protocol; proxy_protocol on; proxy_bind 10.9.9.9; proxy_pass 10.0.0.1:1; }',
      '127.0.0.1:1 > 10.0.0.1:1 sourceaddress=10.9.9.9 sendproxy=v1 acceptproxy=yes',
    ],
    [
      'limit_conn_zone $binary_remote_addr zone=z:1m; server { listen 127.0.0.1:1; limit_conn z 5; proxy_pass 10.0.0.1:1; }',
      '127.0.0.1:1 > 10.0.0.1:1 maxperclient=5',
    ],
    [
      'upstream u { least_conn; server 10.0.0.1:1; server 10.0.0.2:2; } server { listen 127.0.0.1:1; proxy_pass u; }',
      '127.0.0.1:1 > 10.0.0.1,10.0.0.2:2:1 balance=leastconnections',
    ],
    [
      'upstream u { hash $remote_addr consistent; server 10.0.0.1:1; server 10.0.0.2:1; } server { listen 127.0.0.1:1; proxy_pass u; }',
      '127.0.0.1:1 > 10.0.0.1,10.0.0.2:1 balance=source',
    ],
    [
      'upstream u { server 10.0.0.2:1 backup; server 10.0.0.1:1; } server { listen 127.0.0.1:1; proxy_pass u; }',
      '127.0.0.1:1 > 10.0.0.1,10.0.0.2:1',
    ],
  ])('%j', async (text, entry) => {
    expect(await stream(text)).toEqual({ entries: [`v4tov4 ${entry}`], said: [] });
  });

  test.each([
    [
      'server { listen 127.0.0.1:1; proxy_bind $remote_addr transparent; proxy_pass 10.0.0.1:1; }',
      'proxy_bind',
    ],
    [
      'limit_conn_zone $server_addr zone=z:1m; server { listen 127.0.0.1:1; limit_conn z 5; proxy_pass 10.0.0.1:1; }',
      'limit_conn',
    ],
    [
      'limit_conn_zone $binary_remote_addr zone=z:1m; limit_conn z 5; server { listen 127.0.0.1:1; proxy_pass 10.0.0.1:1; } server { listen 127.0.0.1:2; proxy_pass 10.0.0.1:1; }',
      'limit_conn',
    ],
    [
      'limit_conn_zone $binary_remote_addr zone=z:1m; server { listen [::1]:1; limit_conn z 5; proxy_pass [::1]:1; }',
      'limit_conn',
    ],
    [
      'server { listen 127.0.0.1:1 proxy_protocol; set_real_ip_from 10.0.0.0/8; proxy_pass 10.0.0.1:1; }',
      'set_real_ip_from',
    ],
    ['server { listen 127.0.0.1:1 udp; proxy_protocol on; proxy_pass 10.0.0.1:1; }', 'proxy_protocol of UDP'],
    [
      'upstream u { random; server 10.0.0.1:1; server 10.0.0.2:1; } server { listen 127.0.0.1:1; proxy_pass u; }',
      'random',
    ],
    [
      'upstream u { server 10.0.0.1:1 weight=2; server 10.0.0.2:1; } server { listen 127.0.0.1:1; proxy_pass u; }',
      'weight',
    ],
    [
      'upstream u { server 10.0.0.1:1; server unix:/run/x; } server { listen 127.0.0.1:1; proxy_pass u; }',
      'socket of the file system',
    ],
  ])('%j is left out', async (text, reason) => {
    const { entries, said } = await stream(text);
    expect(entries).toEqual([]);
    expect(said.join('\n')).toContain(reason);
  });
});

describe('realm', () => {
  const endpoint = (lines: string) =>
    told('realm', `[[endpoints]]\nlisten = "127.0.0.1:1"\nremote = "10.0.0.1:1"\n${lines}\n`);

  test.each([
    [
      'network = { no_tcp = true, use_udp = true, udp_timeout = 20, tcp_timeout = 3 }',
      ['udp 127.0.0.1:1 > 10.0.0.1:1 idletimeout=20s'],
    ],
    [
      'network = { use_udp = true, tcp_timeout = 3 }',
      ['127.0.0.1:1 > 10.0.0.1:1 connecttimeout=3s', 'udp 127.0.0.1:1 > 10.0.0.1:1'],
    ],
    [
      'network = { send_proxy = true, accept_proxy = true }',
      ['127.0.0.1:1 > 10.0.0.1:1 sendproxy=v2 acceptproxy=yes'],
    ],
    ['network = { send_proxy = true, send_proxy_version = 1 }', ['127.0.0.1:1 > 10.0.0.1:1 sendproxy=v1']],
    ['through = "10.9.9.9"', ['127.0.0.1:1 > 10.0.0.1:1 sourceaddress=10.9.9.9']],
    [
      'extra_remotes = ["10.0.0.2:1", "10.0.0.3:2"]\nbalance = "roundrobin: 1, 1, 1"',
      ['127.0.0.1:1 > 10.0.0.1,10.0.0.2,10.0.0.3:2:1 balance=roundrobin'],
    ],
    [
      'extra_remotes = ["10.0.0.2:1"]\nbalance = "iphash"',
      ['127.0.0.1:1 > 10.0.0.1,10.0.0.2:1 balance=source'],
    ],
  ])('%j', async (lines, entries) => {
    expect(await endpoint(lines)).toEqual({ entries: entries.map((entry) => `v4tov4 ${entry}`), said: [] });
  });

  test('datagrams go to remote alone', async () => {
    const lines = 'extra_remotes = ["10.0.0.2:1"]\nbalance = "iphash"\nnetwork = { use_udp = true }';
    expect(await endpoint(lines)).toEqual({
      entries: [
        'v4tov4 127.0.0.1:1 > 10.0.0.1,10.0.0.2:1 balance=source',
        'v4tov4 udp 127.0.0.1:1 > 10.0.0.1:1',
      ],
      said: ['2: realm sends datagrams to remote alone, and so does the entry.'],
    });
  });

  test('remotes without balance are not used, which is said', async () => {
    expect(await endpoint('extra_remotes = ["10.0.0.2:1"]')).toEqual({
      entries: ['v4tov4 127.0.0.1:1 > 10.0.0.1:1'],
      said: ['2: Without balance, realm uses remote alone, and so does the entry.'],
    });
  });

  test.each([
    ['through = "10.9.9.9:99"', 'a port in through'],
    ['extra_remotes = ["10.0.0.2:1"]\nbalance = "roundrobin: 4, 2"', 'different shares'],
    ['extra_remotes = ["10.0.0.2:1"]\nbalance = "chance"', 'balance chance'],
    ['extra_remotes = "10.0.0.2:1"', 'no list'],
    ['extra_remotes = [1]\nbalance = "iphash"', 'an address with a port'],
    ['network = { no_tcp = true }', 'neither TCP nor UDP'],
    ['interface = "eth0"', 'interface'],
  ])('%j is not taken', async (lines, reason) => {
    const { entries, said } = await endpoint(lines);
    expect(entries).toEqual([]);
    expect(said.join('\n')).toContain(reason);
  });
});

test.each([
  ['127.0.0.1 1/udp 10.0.0.1 1/udp [timeout=60]', 'udp 127.0.0.1:1 > 10.0.0.1:1 idletimeout=1m', []],
  [
    '127.0.0.1 1/udp 10.0.0.1 1/udp [timeout=90, src=10.9.9.9]',
    'udp 127.0.0.1:1 > 10.0.0.1:1 idletimeout=90s sourceaddress=10.9.9.9',
    [],
  ],
  ['127.0.0.1 1 10.0.0.1 1 [src=10.9.9.9]', '127.0.0.1:1 > 10.0.0.1:1 sourceaddress=10.9.9.9', []],
  ['127.0.0.1 1 10.0.0.1 1 [other=1]', '127.0.0.1:1 > 10.0.0.1:1', ['1: The option other=1 is left out.']],
])('rinetd: %j', async (text, entry, said) => {
  expect(await told('rinetd', `${text}\n`)).toEqual({ entries: [`v4tov4 ${entry}`], said });
});
