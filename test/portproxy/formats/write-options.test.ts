import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ruleFrom } from '../../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../../src/firewall/policy.ts';
import { type Entry, type EntryValues, entryFrom } from '../../../src/portproxy/entry.ts';
import { WRITABLE } from '../../../src/portproxy/formats/formats.ts';
import { fileText, write } from './support.ts';

/** An entry with these values beside its ports. */
function entry(values: Partial<EntryValues>): Entry {
  return entryFrom({ family: 'v4tov4', listenPort: '80', connectAddress: '10.0.0.1', ...values });
}

const several = { connectAddress: '10.0.0.1,10.0.0.2:81,web.example' };

async function text(name: string, ...entries: readonly Entry[]): Promise<string> {
  return fileText((await write(name, entries)).files[0]);
}

/** Why a format does not write an entry; undefined where it does. */
async function refusal(name: string, values: Partial<EntryValues>): Promise<string | undefined> {
  return (await write(name, [entry(values)])).notCarried[0]?.reason;
}

test.each([
  [
    'haproxy',
    { ...several, balance: 'leastconnections', check: '5s', idleTimeout: '90s', maxPerClient: '3' },
  ],
  ['nginx', { ...several, balance: 'source', acceptProxy: 'yes', sendProxy: 'v1', idleTimeout: '90s' }],
  ['nginx', { listenPort: '80-81', connectPort: '90-91', ...several }],
  [
    'envoy',
    {
      ...several,
      check: '1500ms',
      sendProxy: 'v2',
      acceptProxy: 'yes',
      sourceAddress: '10.9.9.9',
      maxAge: '1h',
    },
  ],
  ['envoy', { protocol: 'udp', ...several, balance: 'source' }],
  [
    'realm',
    { ...several, balance: 'source', sendProxy: 'v1', acceptProxy: 'yes', sourceAddress: '10.9.9.9' },
  ],
  ['realm', { protocol: 'udp', listenPort: '80-81', connectPort: '90-91', idleTimeout: '1500ms' }],
  ['rinetd', { protocol: 'udp', ...several, idleTimeout: '1500ms' }],
  ['systemd', { ...several, comment: 'a web server', group: 'web' }],
] satisfies [string, Partial<EntryValues>][])('%s writes %j', async (name, values) => {
  expect(await text(name, entry(values))).toMatchSnapshot();
});

describe('what would let in more, or show peers something else, is not left away', () => {
  const MEANT: readonly Partial<EntryValues>[] = [
    { maxConnections: '5' },
    { maxPerClient: '5' },
    { newPerClient: '20/10s' },
    { rate: '10M' },
    { sourceAddress: '10.9.9.9' },
    { sendProxy: 'v2' },
    { acceptProxy: 'yes' },
    { protocol: 'udp' },
  ];
  /** Which formats write each; windows is for another netsh and writes all. */
  const WRITTEN: Readonly<Record<string, readonly string[]>> = {
    haproxy: ['maxConnections', 'maxPerClient', 'sourceAddress', 'sendProxy', 'acceptProxy'],
    nginx: ['maxPerClient', 'sourceAddress', 'acceptProxy', 'protocol'],
    realm: ['sourceAddress', 'sendProxy', 'acceptProxy', 'protocol'],
    rinetd: ['sourceAddress', 'protocol'],
    envoy: ['sourceAddress', 'sendProxy', 'acceptProxy', 'protocol'],
    systemd: [],
    kubernetes: ['maxConnections', 'maxPerClient', 'sendProxy', 'acceptProxy', 'protocol'],
  };

  test.each(WRITABLE.filter(({ name }) => name !== 'windows').map(({ name }) => [name]))(
    '%s',
    async (name) => {
      const written: string[] = [];
      for (const values of MEANT) {
        const reason = await refusal(name, values);
        if (reason === undefined) written.push(...Object.keys(values));
        else expect(reason).toMatch(/^It .*: .*\.$/);
      }
      expect(written).toEqual(WRITTEN[name]);
    },
  );

  test.each([
    ['nginx', { maxPerClient: '65536' }, 'counts to 65535'],
    ['nginx', { sendProxy: 'v2' }, 'sends version 1'],
    ['nginx', { maxPerClient: '5', acceptProxy: 'yes' }, 'each address of IPv6'],
    ['nginx', { maxPerClient: '5', listenPort: '80-81', connectPort: '90-91' }, 'each of its ports'],
    ['envoy', { protocol: 'udp', sendProxy: 'v2' }, 'before datagrams'],
    ['envoy', { protocol: 'udp', check: '5s' }, 'connections of TCP'],
    ['envoy', { protocol: 'udp', sourceAddress: '10.9.9.9' }, 'none for UDP'],
    ['realm', several, 'balance=first'],
    ['realm', { ...several, balance: 'source', protocol: 'udp' }, 'balances TCP alone'],
    ['realm', { protocol: 'udp', sendProxy: 'v2' }, 'before datagrams'],
    ['kubernetes', { protocol: 'udp', ...several }, 'HAProxy forwards no UDP'],
    ['kubernetes', { protocol: 'udp', idleTimeout: '5s' }, 'HAProxy forwards no UDP'],
    ['haproxy', { protocol: 'udp' }, 'forwards no UDP'],
  ] satisfies [string, Partial<EntryValues>, string][])('%s: %j', async (name, values, reason) => {
    expect(await refusal(name, values)).toContain(reason);
  });

  test('clients of nginx that a header tells are not judged by rules about peers', async () => {
    const values = { acceptProxy: 'yes', sendProxy: 'v1' } as const;
    const rule = ruleFrom({
      name: 'x',
      direction: 'in',
      action: 'block',
      protocol: 'tcp',
      localPort: '80',
      remoteIp: '10.0.0.0/8',
    });
    const { notCarried } = await write('nginx', [entry(values)], { ...INITIAL_RULEBOOK, rules: [rule] });
    expect(notCarried[0]?.reason).toContain('would ask them about the clients that acceptproxy tells');
  });
});

describe('what is left away is told beside the entry', () => {
  test.each([
    ['haproxy', { maxAge: '1h' }, '# It has maxage: here without it.'],
    [
      'haproxy',
      { idleTimeout: '365d' },
      '# Its idletimeout is as long as the longest time here, or longer: here 24d.',
    ],
    ['haproxy', several, '# HAProxy also checks its targets every 60s, and after a failure every 5s.'],
    ['nginx', { halfCloseTimeout: '5s' }, '# It has halfclosetimeout: here without it.'],
    ['nginx', several, '# While its first target does not answer, the others take turns in nginx.'],
    ['rinetd', several, '# It has several targets: here its first target alone.'],
    ['systemd', { check: '5s' }, '# It has check: here without it.'],
    ['envoy', { comment: 'a web server' }, '# a web server'],
    [
      'windows',
      several,
      '#  v4tov4 *:80 to 10.0.0.1,10.0.0.2:81,web.example port 80 has several targets: it takes the first, and skips the line that names all of them.',
    ],
    [
      'windows',
      { protocol: 'udp' },
      '#  v4tov4 udp *:80 to 10.0.0.1:80 forwards UDP: it skips the whole line.',
    ],
    ['windows', { check: '5s' }, '#  v4tov4 *:80 to 10.0.0.1:80 has check: it skips the line that says so.'],
    ['nginx', { group: 'web' }, '# group web'],
  ] satisfies [string, Partial<EntryValues>, string][])('%s: %j', async (name, values, line) => {
    expect((await text(name, entry(values))).split('\n').map((one) => one.trim())).toContain(line);
  });

  test('a value that means its default in other words is none', async () => {
    expect(await refusal('systemd', { rate: '0K', maxConnections: '0' })).toBeUndefined();
    expect(await text('nginx', entry({ balance: 'source' }))).not.toContain('balance');
  });
});

test('envoy: each target has its priority with first, and none with another balance', async () => {
  const priorities = async (values: Partial<EntryValues>): Promise<unknown> => {
    const config = parse(await text('envoy', entry({ ...several, ...values }))) as {
      static_resources: {
        clusters: { type: string; load_assignment: { endpoints: { priority?: number }[] } }[];
      };
    };
    const [cluster] = config.static_resources.clusters;
    return [cluster?.type, ...cluster!.load_assignment.endpoints.map(({ priority }) => priority)];
  };
  expect(await priorities({})).toEqual(['STRICT_DNS', 0, 1, 2]);
  expect(await priorities({ balance: 'roundrobin' })).toEqual(['STRICT_DNS', undefined]);
  expect(await priorities({ connectAddress: '10.0.0.1,10.0.0.2' })).toEqual(['STATIC', 0, 1]);
});

test('kubernetes: options lead to a relay that sees its clients, and UDP to its target alone', async () => {
  const all = parseAllDocuments(
    await text(
      'kubernetes',
      entry({ idleTimeout: '90s', maxPerClient: '3' }),
      entry({ listenPort: '81', ...several }),
      entry({ listenPort: '53', protocol: 'udp', comment: 'names' }),
      entry({ listenPort: '82', comment: 'plain' }),
    ),
  ).map(
    (document) =>
      document.toJS() as {
        kind: string;
        metadata: { name: string };
        spec?: Record<string, unknown>;
        data?: Record<string, string>;
        ports?: unknown;
      },
  );
  const service = (port: string) =>
    all.find(({ kind, metadata }) => kind === 'Service' && metadata.name.endsWith(`-${port}`))?.spec;
  expect(service('80')).toMatchObject({
    externalTrafficPolicy: 'Local',
    selector: { app: 'netsh-portproxy-relay' },
  });
  expect(service('81')).not.toHaveProperty('externalTrafficPolicy');
  expect(service('53')).toMatchObject({ ports: [{ protocol: 'UDP', port: 53, targetPort: 53 }] });
  expect(service('82')).not.toHaveProperty('selector');
  expect(all.filter(({ kind }) => kind === 'EndpointSlice').map(({ ports }) => ports)).toEqual([
    [{ name: 'port-53', protocol: 'UDP', port: 53 }],
    [{ name: 'port-82', protocol: 'TCP', port: 82 }],
  ]);
  const config = all.find(({ kind }) => kind === 'ConfigMap')?.data?.['haproxy.cfg'] ?? '';
  expect(config).toContain('timeout client 90s');
  expect(config).toContain('server target-3 ipv4@web.example:81');
});
