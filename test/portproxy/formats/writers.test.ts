import { describe, expect, test } from 'vitest';
import { parseAllDocuments, parse } from 'yaml';
import type { Entry } from '../../../src/portproxy/entry.ts';
import { entryFrom } from '../../../src/portproxy/entry.ts';
import { fileText, write } from './support.ts';

const TABLE: readonly Entry[] = [
  entryFrom({ family: 'v4tov4', listenPort: '8080', connectAddress: '10.0.0.5', connectPort: '80' }),
  entryFrom({
    family: 'v4tov4',
    listenPort: 'http',
    connectAddress: 'web.example',
    listenAddress: '10.1.1.1',
  }),
  entryFrom({
    family: 'v4tov6',
    listenPort: '30000-30002',
    connectAddress: '[fd00::5]',
    connectPort: '40000-40002',
    listenAddress: '10.1.1.1',
  }),
  entryFrom({ family: 'v6tov6', listenPort: '443-444', connectAddress: 'fd00::6', connectPort: '443' }),
  entryFrom({
    family: 'v6tov4',
    listenPort: '53',
    connectAddress: '10.0.0.53',
    listenAddress: 'fd00::1',
    state: 'disabled',
  }),
  entryFrom({ family: 'v4tov4', listenPort: '8080', connectAddress: '10.0.0.6', listenAddress: '0.0.0.0' }),
];

test.each(['windows', 'haproxy', 'nginx', 'realm', 'rinetd', 'systemd'])('%s', async (name) => {
  const { files } = await write(name, TABLE);
  expect(files.map((file) => `==> ${file.name}\n${fileText(file)}`).join('\n')).toMatchSnapshot();
});

test('envoy: a listener and a cluster for each port, and each listener leads to its cluster', async () => {
  const { files, notCarried } = await write('envoy', TABLE);
  const config = parse(fileText(files[0])) as {
    static_resources: {
      listeners: {
        name: string;
        address: { socket_address: { address: string; port_value: number } };
        filter_chains: { filters: { name: string; typed_config: Record<string, unknown> }[] }[];
      }[];
      clusters: {
        name: string;
        type: string;
        dns_lookup_family?: string;
        load_assignment: {
          cluster_name: string;
          endpoints: { lb_endpoints: { endpoint: { address: { socket_address: object } } }[] }[];
        };
      }[];
    };
  };
  const { listeners, clusters } = config.static_resources;
  const routes = listeners.map(({ name, address, filter_chains }) => {
    const { name: filter, typed_config } = filter_chains[0]!.filters[0]!;
    expect(filter).toBe('envoy.filters.network.tcp_proxy');
    expect(typed_config).toMatchObject({
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      stat_prefix: name,
      idle_timeout: '0s',
    });
    const cluster = clusters.find((one) => one.name === typed_config['cluster'])!;
    expect(cluster.load_assignment.cluster_name).toBe(cluster.name);
    const { socket_address: to } = cluster.load_assignment.endpoints[0]!.lb_endpoints[0]!.endpoint.address;
    return [address.socket_address, to, cluster.type, cluster.dns_lookup_family];
  });
  const at = (address: string, port_value: number) => ({ address, port_value });
  expect(routes).toEqual([
    [at('10.1.1.1', 80), at('web.example', 80), 'LOGICAL_DNS', 'V4_ONLY'],
    [at('10.1.1.1', 30000), at('fd00::5', 40000), 'STATIC', undefined],
    [at('10.1.1.1', 30001), at('fd00::5', 40001), 'STATIC', undefined],
    [at('10.1.1.1', 30002), at('fd00::5', 40002), 'STATIC', undefined],
    [at('::', 443), at('fd00::6', 443), 'STATIC', undefined],
    [at('::', 444), at('fd00::6', 443), 'STATIC', undefined],
    [at('0.0.0.0', 8080), at('10.0.0.6', 8080), 'STATIC', undefined],
  ]);
  expect(new Set(listeners.map(({ name }) => name)).size).toBe(listeners.length);
  expect(notCarried.map(({ reason }) => reason)).toEqual([
    'v4tov4 0.0.0.0:8080 to 10.0.0.6:8080 listens there too, and goes before it.',
    'It is disabled: Envoy has no listeners that are switched off.',
  ]);
  expect(parse(fileText((await write('envoy', [])).files[0]))).toEqual({
    static_resources: { listeners: [], clusters: [] },
  });
});

describe('kubernetes', () => {
  interface Service {
    kind: 'Service';
    metadata: { name: string };
    spec: {
      type: string;
      externalIPs?: string[];
      ipFamilies: string[];
      selector?: object;
      ports: { name: string; port: number; targetPort: number }[];
    };
  }
  interface Slice {
    kind: 'EndpointSlice';
    metadata: { name: string; labels: Record<string, string> };
    addressType: string;
    ports: { name: string; port: number }[];
    endpoints: { addresses: string[] }[];
  }
  interface Other {
    kind: 'ConfigMap' | 'Deployment';
    data?: Record<string, string>;
    metadata: { name: string };
  }

  async function objects(entries: readonly Entry[]): Promise<(Service | Slice | Other)[]> {
    const { files } = await write('kubernetes', entries);
    return parseAllDocuments(fileText(files[0])).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Service | Slice | Other;
    });
  }

  test('Services lead to their EndpointSlice by name, or to the relay by its ports', async () => {
    const all = await objects(TABLE);
    expect(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Service netsh-v4tov4-10-1-1-1-80',
      'Service netsh-v4tov6-10-1-1-1-30000-30002',
      'Service netsh-v6tov6-any-443-444',
      'EndpointSlice netsh-v6tov6-any-443-444',
      'Service netsh-v4tov4-0-0-0-0-8080',
      'EndpointSlice netsh-v4tov4-0-0-0-0-8080',
      'ConfigMap netsh-portproxy-relay',
      'Deployment netsh-portproxy-relay',
    ]);
    const services = all.filter((one) => one.kind === 'Service');
    expect(services.map(({ spec }) => [spec.type, spec.externalIPs, spec.ipFamilies])).toEqual([
      ['ClusterIP', ['10.1.1.1'], ['IPv4']],
      ['ClusterIP', ['10.1.1.1'], ['IPv4']],
      ['LoadBalancer', undefined, ['IPv6']],
      ['LoadBalancer', undefined, ['IPv4']],
    ]);
    const slices = all.filter((one) => one.kind === 'EndpointSlice');
    for (const slice of slices) {
      const service = services.find(
        ({ metadata }) => metadata.name === slice.metadata.labels['kubernetes.io/service-name'],
      )!;
      expect(service.spec.selector).toBeUndefined();
      expect(slice.ports.map(({ name, port }) => [name, port])).toEqual(
        service.spec.ports.map(({ name, targetPort }) => [name, targetPort]),
      );
    }
    expect(slices.map((one) => [one.addressType, one.endpoints[0]?.addresses])).toEqual([
      ['IPv6', ['fd00::6']],
      ['IPv4', ['10.0.0.6']],
    ]);
    const relayed = services.slice(0, 2);
    expect(relayed.map(({ spec }) => spec.selector)).toEqual([
      { app: 'netsh-portproxy-relay' },
      { app: 'netsh-portproxy-relay' },
    ]);
    expect(
      relayed.flatMap(({ spec }) => spec.ports.map(({ port, targetPort }) => [port, targetPort])),
    ).toEqual([
      [80, 10_000],
      [30_000, 10_001],
      [30_001, 10_002],
      [30_002, 10_003],
    ]);
    const config = all.find((one): one is Other => one.kind === 'ConfigMap')?.data?.['haproxy.cfg'] ?? '';
    expect(config).toMatch(/bind \*:10000\n {4}server target ipv4@web\.example:80 /);
    expect(config).toMatch(/bind \*:10001-10003\n {4}server target \[fd00::5\]:\+29999\n/);
  });

  test('names are labels of at most 63 characters, all different', async () => {
    const host = '2001:db8:1111:2222:3333:4444:5555:666';
    const entries = Array.from({ length: 10 }, (_, at) =>
      entryFrom({
        family: 'v6tov6',
        listenPort: `${50_000 + at}-${50_100 - at}`,
        listenAddress: `${host}${at}`,
        connectAddress: 'fd00::1',
      }),
    );
    const names = (await objects(entries))
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(10);
    for (const name of names) expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/);
  });

  test('what means the machine itself is not carried over', async () => {
    const { notCarried } = await write('kubernetes', [
      entryFrom({
        family: 'v4tov4',
        listenPort: '1',
        listenAddress: '127.0.0.1',
        connectAddress: '10.0.0.1',
      }),
      entryFrom({ family: 'v4tov4', listenPort: '2' }),
      entryFrom({ family: 'v4tov4', listenPort: '3', connectAddress: 'localhost' }),
      entryFrom({ family: 'v6tov6', listenPort: '4', connectAddress: 'fe80::1' }),
    ]);
    expect(notCarried.map(({ entry }) => entry.listenPort)).toEqual(['1', '2', '3', '4']);
  });
});

test('a range too long to be written port by port is named, where ports are written alone', async () => {
  const [one] = [
    entryFrom({
      family: 'v4tov4',
      listenPort: '1-2000',
      connectAddress: '10.0.0.1',
      connectPort: '3001-5000',
    }),
  ];
  expect((await write('haproxy', [one])).notCarried).toEqual([]);
  for (const name of ['nginx', 'realm', 'rinetd', 'envoy', 'systemd', 'kubernetes']) {
    const { notCarried, written } = await write(name, [one]);
    expect([notCarried[0]?.reason, written]).toEqual([
      'Its 2000 ports would each be written alone; at most 1000 are.',
      0,
    ]);
  }
});
