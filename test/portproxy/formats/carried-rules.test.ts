import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { addressKey } from '../../../src/firewall/conditions/address-bits.ts';
import { has } from '../../../src/firewall/conditions/spans.ts';
import { compileRules } from '../../../src/firewall/judge.ts';
import type { FirewallRule, Rulebook } from '../../../src/firewall/rule.ts';
import { type Entry, entryFrom } from '../../../src/portproxy/entry.ts';
import { clientsByRules } from '../../../src/portproxy/formats/clients-by-rules.ts';
import type { Row } from '../../../src/portproxy/formats/format.ts';
import { openTo } from '../../../src/portproxy/formats/row-clients.ts';
import { bookOf, withPolicy } from '../../firewall/rulebook.ts';
import { fileText, read, write } from './support.ts';

const WEB = entryFrom({
  family: 'v4tov4',
  listenPort: '8080',
  connectAddress: '10.0.0.5',
  connectPort: '80',
});
const RANGE = entryFrom({
  family: 'v6tov6',
  listenPort: '90-91',
  listenAddress: 'fd00::1',
  connectAddress: 'fd00::5',
  connectPort: '190-191',
});
const tcp = { protocol: 'tcp' } as const;

/** An allow list with an exception, and a block of IPv6. */
const BOOK = bookOf(
  { ...tcp, localPort: '8080', remoteIp: '10.0.0.0/8,192.168.7.20' },
  { action: 'block', remoteIp: '10.0.66.0/24' },
  { action: 'block', remoteIp: 'fd00:66::/32,fd00::6-fd00::7' },
);

async function text(name: string, entries: readonly Entry[], book: Rulebook): Promise<string> {
  const { files, notCarried } = await write(name, entries, book);
  expect(notCarried).toEqual([]);
  return files.map(fileText).join('');
}

async function refusal(name: string, book: Rulebook, entry = WEB): Promise<string | undefined> {
  const { files, notCarried, written } = await write(name, [entry], book);
  expect(written).toBe(1 - notCarried.length);
  if (written === 0)
    expect(files.map(fileText).join('').replaceAll(/^#.*$/gm, '')).not.toContain(entry.connectAddress);
  return notCarried[0]?.reason;
}

test('HAProxy: rejects whom rules block, accepts whom they allow, and rejects the others', async () => {
  const lines = (await text('haproxy', [WEB, RANGE], BOOK)).match(/^ {4}(bind|tcp-request).*$/gm);
  expect(lines).toEqual([
    '    bind *:8080',
    '    tcp-request connection reject if { src 10.0.66.0/24 }',
    '    tcp-request connection accept if { src 10.0.0.0/8 192.168.7.20 }',
    '    tcp-request connection reject',
    '    bind [fd00::1]:90-91 v6only',
    '    tcp-request connection reject if { src fd00::6/127 fd00:66::/32 }',
  ]);
});

test('HAProxy: a long list takes several lines', async () => {
  const remoteIp = Array.from({ length: 61 }, (_, at) => `10.0.0.${at * 2 + 1}`).join(',');
  const file = await text('haproxy', [WEB], bookOf({ action: 'block', remoteIp }));
  const lines = file.match(/^ *tcp-request.*$/gm) ?? [];
  expect(lines.map((line) => line.match(/10\.0\.0\.\d+/g)?.length)).toEqual([30, 30, 1]);
});

test('nginx: deny, allow, deny all; in each server of a range', async () => {
  const lines = (await text('nginx', [WEB, RANGE], BOOK)).match(/^ {8}\S.*$/gm);
  expect(lines).toEqual(
    [
      'listen *:8080;',
      'deny 10.0.66.0/24;',
      'allow 10.0.0.0/8;',
      'allow 192.168.7.20;',
      'deny all;',
      'proxy_pass 10.0.0.5:80;',
      ...['90', '91'].flatMap((port) => [
        `listen [fd00::1]:${port};`,
        'deny fd00::6/127;',
        'deny fd00:66::/32;',
        `proxy_pass [fd00::5]:1${port};`,
      ]),
    ].map((line) => `        ${line}`),
  );
});

test('rinetd: lines behind each rule; what no pattern says is refused', async () => {
  const lines = (await text('rinetd', [WEB], BOOK)).match(/^\w.*$/gm);
  expect(lines).toEqual([
    '0.0.0.0 8080 10.0.0.5 80',
    'deny 10.0.66.*',
    'allow 10.*.*.*',
    'allow 192.168.7.20',
  ]);
  const dot = 'and rinetd knows networks of IPv4 that end at a dot, such as 10.0.0.*.';
  expect(await refusal('rinetd', bookOf({ action: 'block', remoteIp: '10.0.0.0/9' }))).toBe(
    `Rules name 10.0.0.0/9, ${dot}`,
  );
  // A block inside what is allowed is a network of its own.
  const inside = bookOf({ remoteIp: '10.0.0.0/8' }, { action: 'block', remoteIp: '10.0.0.4-10.0.0.9' });
  expect(await refusal('rinetd', inside)).toBe(`Rules name 10.0.0.4/30, ${dot}`);
  expect(await refusal('rinetd', bookOf({ action: 'block', remoteIp: 'fd00::/16' }), RANGE)).toBe(
    `Rules name fd00::/16, ${dot}`,
  );
  expect(await text('rinetd', [WEB], bookOf({ action: 'block' }))).toMatch(/ 80\ndeny \*\n$/);
});

test('Envoy: a filter chain for those who may connect, and no other', async () => {
  const file = parse(await text('envoy', [WEB, { ...WEB, listenPort: '81' }], BOOK)) as {
    static_resources: {
      listeners: {
        filter_chains: {
          filter_chain_match?: { source_prefix_ranges: { address_prefix: string; prefix_len: number }[] };
          filters: object[];
        }[];
      }[];
    };
  };
  const chains = file.static_resources.listeners.map(({ filter_chains: [chain] }) => {
    expect(chain?.filters).toHaveLength(1);
    return chain?.filter_chain_match?.source_prefix_ranges.map(
      ({ address_prefix, prefix_len }) => `${address_prefix}/${prefix_len}`,
    );
  });
  expect(chains[0]).toEqual([
    '10.0.0.0/18',
    '10.0.64.0/23',
    '10.0.67.0/24',
    '10.0.68.0/22',
    '10.0.72.0/21',
    '10.0.80.0/20',
    '10.0.96.0/19',
    '10.0.128.0/17',
    ...[1, 2, 4, 8, 16, 32, 64, 128].map((second, at) => `10.${second}.0.0/${16 - at}`),
    '192.168.7.20/32',
  ]);
  expect(chains[1]).not.toContain('0.0.0.0/0');
  expect(chains[1]).toContain('0.0.0.0/5');
  expect(await refusal('envoy', bookOf({ action: 'block' }))).toBe('Rules let nobody connect to it.');
});

test('Kubernetes: clients are told to the relay and in a NetworkPolicy, which leaves open rows open', async () => {
  const open = entryFrom({ family: 'v4tov6', listenPort: '81', connectAddress: 'fd00::9' });
  const book = bookOf(
    { ...tcp, localPort: '8080', remoteIp: '10.0.0.0/8,192.168.7.20' },
    { ...tcp, action: 'block', localPort: '8080', remoteIp: '10.0.66.0/24,192.168.7.0/24' },
    { ...tcp, action: 'block', localPort: '90-91', remoteIp: 'fd00:66::/32' },
  );
  const all = parseAllDocuments(await text('kubernetes', [WEB, RANGE, open], book)).map(
    (one) => one.toJS() as Record<string, unknown> & { kind: string; spec: Record<string, unknown> },
  );
  expect(all.map(({ kind }) => kind)).toEqual([
    'Service',
    'Service',
    'Service',
    'ConfigMap',
    'Deployment',
    'NetworkPolicy',
  ]);
  expect(all.slice(0, 3).map(({ spec }) => [spec['selector'], spec['externalTrafficPolicy']])).toEqual([
    [{ app: 'netsh-portproxy-relay' }, 'Local'],
    [{ app: 'netsh-portproxy-relay' }, 'Local'],
    [{ app: 'netsh-portproxy-relay' }, undefined],
  ]);
  expect(JSON.stringify(all[3])).toContain(
    'tcp-request connection reject if { src 10.0.66.0/24 192.168.7.20 }',
  );
  expect(all[5]?.spec).toEqual({
    podSelector: { matchLabels: { app: 'netsh-portproxy-relay' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        ports: [{ protocol: 'TCP', port: 10_000 }],
        from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.66.0/24'] } }],
      },
      {
        ports: [{ protocol: 'TCP', port: 10_001, endPort: 10_002 }],
        from: [{ ipBlock: { cidr: '::/0', except: ['fd00:66::/32'] } }],
      },
      { ports: [{ protocol: 'TCP', port: 10_003 }] },
    ],
  });
  const closed = await text('kubernetes', [WEB], bookOf({ action: 'block' }));
  expect(parseAllDocuments(closed).at(-1)?.toJS()).toMatchObject({ spec: { ingress: [] } });
});

describe('what a program cannot be told is refused, never written open', () => {
  test.each<[string, Partial<FirewallRule>, string]>([
    [
      'a part of its ports',
      { ...tcp, localPort: '90', remoteIp: 'fd00::7' },
      'is about some of its ports only (localport)',
    ],
    [
      'a block of some',
      { ...tcp, action: 'block', localPort: '91-95' },
      'is about some of its ports only (localport)',
    ],
    [
      'ports of clients',
      { ...tcp, action: 'block', remotePort: '1-1023' },
      'names ports of clients (remoteport)',
    ],
    [
      'localsubnet',
      { action: 'block', remoteIp: 'localsubnet' },
      'means the networks of this machine (localsubnet)',
    ],
    [
      'localsubnet here',
      { action: 'block', localIp: 'localsubnet' },
      'means the networks of this machine (localsubnet)',
    ],
  ])('%s', async (_, rule, what) => {
    for (const [name, title] of [
      ['haproxy', 'HAProxy'],
      ['envoy', 'Envoy'],
      ['nginx', 'nginx stream'],
    ] as const) {
      expect(await refusal(name, bookOf(rule), RANGE)).toBe(`Rule r0 ${what}, which ${title} cannot tell.`);
    }
    expect(await refusal('systemd', bookOf(rule), RANGE)).toBe(
      'Rules of advfirewall say who may connect to it, which systemd cannot tell.',
    );
  });

  test('one address of a machine, where it listens on all of them', async () => {
    const one = bookOf({ action: 'block', localIp: '10.1.1.1' });
    expect(await refusal('haproxy', one)).toBe(
      'Rule r0 is about some addresses of this machine only (localip), which HAProxy cannot tell.',
    );
    expect(await refusal('haproxy', one, { ...WEB, listenAddress: '10.1.1.2' })).toBeUndefined();
    expect(await text('haproxy', [{ ...WEB, listenAddress: '10.1.1.1' }], one)).toMatch(
      /connection reject\n/,
    );
    const localhost = { ...WEB, listenAddress: 'localhost' };
    expect(await refusal('nginx', one, localhost)).toMatch(/\(localip\)/);
    expect(await text('nginx', [localhost], bookOf({ action: 'block', remoteIp: 'fd00::/8' }))).toContain(
      ' deny fd00::/8;',
    );
  });

  test('rules about the target', async () => {
    const out = { direction: 'out', action: 'block' } as const;
    const told = 'Rule r0 is about its target (dir=out), which HAProxy cannot tell.';
    const name = { ...WEB, connectAddress: 'web.example' };
    for (const [rule, entry, expected] of [
      [{ remoteIp: '10.0.0.0/8' }, WEB, told],
      [{ remoteIp: '10.1.0.0/16' }, WEB, undefined],
      [{ remoteIp: '10.1.0.0/16' }, name, told],
      [{ remoteIp: 'localsubnet' }, WEB, told],
      [{ ...tcp, remotePort: '80' }, WEB, told],
      [{ ...tcp, remotePort: '81' }, WEB, undefined],
      [{ protocol: 'udp' }, WEB, undefined],
      [{ enabled: false }, WEB, undefined],
      [{ action: 'allow' }, WEB, undefined],
    ] as const) {
      expect(await refusal('haproxy', bookOf({ ...out, ...rule }), entry)).toBe(expected);
    }
    expect(await refusal('systemd', bookOf(out))).toMatch(/^Rule r0 is about its target/);
    expect(await refusal('windows', bookOf(out))).toBeUndefined();
    const closed = withPolicy(bookOf(), { outbound: 'blockoutbound' });
    expect(await refusal('haproxy', closed)).toBe(
      'The policy blockoutbound keeps the relay from its target, which HAProxy cannot tell.',
    );
    const allowed = bookOf({ direction: 'out', remoteIp: '10.0.0.0/8' });
    const some = withPolicy(allowed, { outbound: 'blockoutbound' });
    expect(await refusal('haproxy', some)).toBeUndefined();
    expect(await refusal('haproxy', some, name)).toMatch(/blockoutbound/);
  });
});

test('open entries stay as they are: no rule about them, or the rules switched off', async () => {
  const plain = await text('systemd', [WEB], bookOf());
  for (const book of [
    bookOf({ ...tcp, localPort: '9' }),
    bookOf({ ...tcp, localPort: '8080' }),
    bookOf({ action: 'block', remoteIp: 'fd00::/8' }),
    bookOf({ action: 'block', program: 'x.exe' }),
    withPolicy(BOOK, { state: 'off' }),
  ]) {
    expect(await text('systemd', [WEB], book)).toBe(plain);
  }
});

test.each(['nginx', 'rinetd', 'haproxy'])(
  '%s: blocks inside what is allowed count by themselves',
  async (name) => {
    const inside = Array.from({ length: 600 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`).filter(
      (_, at) => at % 2 === 0,
    );
    const entry = { ...WEB, listenPort: '8000-8399', connectPort: '9000-9399' };
    const allowed = { ...tcp, localPort: '8000-8399', remoteIp: '10.0.0.0/8' };
    const book = bookOf(allowed, { action: 'block', remoteIp: inside.join(',') });
    expect(await refusal(name, book, entry)).toBe(
      name === 'haproxy' ? undefined : 'Who may connect to its ports would be more than 100000 lines.',
    );
  },
);

const network = fc.constantFrom(
  'any',
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.0.5',
  '10.0.0.66',
  '10.0.0.4-10.0.0.9',
  '0.0.0.0/0',
  'fd00::/8',
  'fd00::5',
  '::/0',
  '10.0.0.66,fd00::66',
  'localsubnet',
);
const anyRule: fc.Arbitrary<Partial<FirewallRule>> = fc
  .record({
    action: fc.constantFrom('allow', 'block', 'bypass'),
    protocol: fc.constantFrom('any', 'tcp', 'tcp', 'udp'),
    localPort: fc.constantFrom('any', '80', '80-81', '80,81', '81', '1-100'),
    localIp: fc.constantFrom('any', 'any', 'any', '10.1.1.1', '0.0.0.0/0', 'fd00::1'),
    remoteIp: network,
    remotePort: fc.constantFrom('any', 'any', 'any', '1024-65535'),
    enabled: fc.constantFrom(true, true, true, false),
    profiles: fc.constantFrom('any', 'any', 'public'),
  })
  .map((rule) => (rule.protocol === 'any' ? { ...rule, localPort: 'any', remotePort: 'any' } : rule));
const anyBook: fc.Arbitrary<Rulebook> = fc
  .tuple(
    fc.array(anyRule, { maxLength: 4 }),
    fc.constantFrom('allowinbound', 'blockinbound'),
    fc.constantFrom('on', 'on', 'on', 'off'),
  )
  .map(([rules, inbound, state]) => withPolicy(bookOf(...rules), { inbound, state }));

const CLIENTS = {
  4: ['10.0.0.4', '10.0.0.5', '10.0.0.66', '10.0.1.1', '10.9.9.9', '11.0.0.0', '0.0.0.0', '255.255.255.255'],
  6: ['fd00::5', 'fd00::66', 'fd01::1', '::1', '2001:db8::1'],
} as const;

/** Whether rules here let a client in, at every port of a row. */
function judged(book: Rulebook, client: string, address: string, ports: Row['from'], localSubnets: string[]) {
  const { inbound } = compileRules(book, { localSubnets });
  const answers = new Set<boolean>();
  for (let localPort = ports.from; localPort <= ports.to; localPort += 1) {
    for (const remotePort of [80, 50_000]) {
      const question = { protocol: 'tcp', localPort, remoteAddress: client, remotePort } as const;
      answers.add(inbound?.({ ...question, localAddress: () => address }) === undefined);
    }
  }
  return answers;
}

test('who may connect is what the judge of the relay says, for every client, address and port', () => {
  const sides = fc.constantFrom<[Row['listen'], string[]]>(
    [{ version: 4, kind: 'literal', host: '10.1.1.1' }, ['10.1.1.1']],
    [{ version: 4, kind: 'every', host: '0.0.0.0' }, ['10.1.1.1', '10.1.1.2']],
    [{ version: 4, kind: 'literal', host: '0.0.0.0' }, ['10.1.1.1', '10.1.1.2']],
    [{ version: 6, kind: 'literal', host: 'fd00::1' }, ['fd00::1']],
    [{ version: 6, kind: 'every', host: '::' }, ['fd00::1', 'fd00::2']],
  );
  const spans = fc.constantFrom({ from: 80, to: 80 }, { from: 80, to: 81 });
  let told = 0;
  fc.assert(
    fc.property(anyBook, sides, spans, (book, [listen, addresses], from) => {
      const clients = clientsByRules(book, 'X')({ entry: WEB, listen, from });
      if (typeof clients === 'string') return;
      if (clients !== undefined) told += 1;
      for (const client of CLIENTS[listen.version]) {
        const expected = clients === undefined || has(openTo(clients), addressKey(client)!);
        for (const address of addresses) {
          for (const subnets of [[], ['10.0.0.0/8', 'fd00::/16']]) {
            expect([...judged(book, client, address, from, subnets)]).toEqual([expected]);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(told).toBeGreaterThan(100);
});

test.each(['nginx', 'rinetd'])(
  '%s: what was written comes back as rules that mean the same',
  async (name) => {
    const entry = { ...WEB, listenAddress: '10.1.1.1', listenPort: '80' };
    let told = 0;
    await fc.assert(
      fc.asyncProperty(anyBook, async (book) => {
        const { files, written } = await write(name, [entry], book);
        if (written === 0) return;
        const table = await read(name, fileText(files[0]));
        expect(table.entries).toHaveLength(1);
        told += table.rules.length > 0 ? 1 : 0;
        const back = bookOf(...table.rules.map(({ rule }) => rule));
        for (const client of CLIENTS[4]) {
          const [ports, address] = [{ from: 80, to: 80 }, '10.1.1.1'];
          expect(judged(back, client, address, ports, [])).toEqual(judged(book, client, address, ports, []));
        }
      }),
      { numRuns: 200 },
    );
    expect(told).toBeGreaterThan(20);
  },
);
