import { optionsOf } from '../entry.ts';
import { hostAndPort } from '../host-address.ts';
import type { OptionTag } from '../values/values.ts';
import type { Row, Side, Writer } from './format.ts';
import { haproxyLines, haproxyRemarks } from './haproxy-write.ts';
import { relayPolicy } from './kubernetes-policy.ts';
import { comment, portPairs, rowComment, rowNames, tooManyPorts } from './labels.ts';

const RELAY = 'netsh-portproxy-relay';
const IMAGE = 'docker.io/library/haproxy:lts';
/** The relay listens on ports of its own from here on: those below 1024 need a privilege in some clusters. */
const FIRST_PORT = 10_000;
/** Longest name of a Service (RFC 1035 label), and what ports of an entry may at most add to one. */
const MAX_NAME = 63;

/** A row with its name in the cluster, and the first port of the relay where that serves it. */
interface Placed {
  readonly row: Row;
  readonly name: string;
  readonly relayPort: number | undefined;
}

/** Writes Services, and what they lead to. */
export const kubernetesWriter: Writer = {
  carriesClients: true,
  refuse: (row) => unreachable(row) ?? unrelayed(row) ?? tooManyPorts(row),
  remarks: (row) => (isDirect(row) ? [] : haproxyRemarks(row)),
  write(rows, head) {
    const placed = place(rows);
    const relayed = placed.filter(({ relayPort }) => relayPort !== undefined);
    const objects = placed.flatMap(objectsOf).concat(relayed.length > 0 ? relayObjects(relayed) : []);
    return [
      { name: 'portproxy.yaml', lines: head.concat(objects.flatMap((lines) => ['---'].concat(lines))) },
    ];
  },
};

/** Rows that mean the machine itself, or its link, have no counterpart in a cluster. */
function unreachable({ listen, targets }: Row): string | undefined {
  if (isLocal(listen)) return 'It listens for this machine alone, and a Service is for others.';
  if (targets.some(isLocal))
    return 'It connects to this machine itself, which a cluster does not reach by that address.';
  return undefined;
}

function unrelayed(row: Row): string | undefined {
  return row.entry.protocol === 'tcp' || isDirect(row)
    ? undefined
    : 'It forwards UDP, and needs a relay for its targets, options or rules: HAProxy forwards no UDP.';
}

/**
 * Whether a Service alone does what a row says. Of a Service alone, load balancers and node ports may let everybody in, and
 * see no client that a header would have to tell: the relay knows its clients.
 */
function isDirect({ entry, listen, connect, targets, clients }: Row): boolean {
  const isSimple = targets.length === 1 && optionsOf(entry).every(({ value }) => ONLY_TOLD.has(value.tag));
  return (
    isSimple && clients === undefined && connect.kind === 'literal' && connect.version === listen.version
  );
}

/** Options without an effect on what is forwarded; those that are lost are told. */
const ONLY_TOLD = new Set<string>(['comment', 'group', 'log', 'maxage'] satisfies OptionTag[]);

function isLocal({ kind, host, version }: Side): boolean {
  if (kind === 'name') return /(^|\.)localhost\.?$/i.test(host);
  return kind === 'literal' && LOCAL.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

const LOCAL = new (process.getBuiltinModule('node:net').BlockList)();
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

function place(rows: readonly Row[]): Placed[] {
  const names = rowNames(rows, MAX_NAME);
  let next = FIRST_PORT;
  return rows.map((row, at) => {
    const direct = isDirect(row);
    const relayPort = direct ? undefined : next;
    if (!direct) next += row.from.to - row.from.from + 1;
    return { row, name: names[at]!, relayPort };
  });
}

function objectsOf(placed: Placed): string[][] {
  return placed.relayPort === undefined ? [service(placed), endpointSlice(placed)] : [service(placed)];
}

function service({ row, name, relayPort }: Placed): string[] {
  const { listen } = row;
  const isEvery = listen.kind === 'every' || listen.host === '0.0.0.0' || listen.host === '::';
  const ports = portPairs(row).flatMap(({ listen, connect }, at) =>
    portLines(listen, relayPort === undefined ? connect : relayPort + at, row.entry),
  );
  return [
    ...rowComment(row),
    ...(row.clients ? CLIENTS_REMARK : []),
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    `  type: ${isEvery ? 'LoadBalancer' : 'ClusterIP'}`,
    ...(isEvery ? [] : [`  externalIPs: [${JSON.stringify(listen.host)}]`]),
    // Otherwise the relay would see addresses of nodes in place of those of clients.
    ...(needsClients(row) ? ['  externalTrafficPolicy: Local'] : []),
    '  ipFamilyPolicy: SingleStack',
    `  ipFamilies: [IPv${listen.version}]`,
    ...(relayPort === undefined ? [] : ['  selector:', `    app: ${RELAY}`]),
    '  ports:',
    ...ports,
  ];
}

const CLIENTS_REMARK = [
  'Rules say who may connect to it: whatever stands before it in the cluster has to keep the addresses of clients.',
].map(comment);

/** Whether the relay has to see the addresses of clients. */
function needsClients({ clients, targets, options }: Row): boolean {
  const { maxPerClient, sendProxy, balance } = options;
  const isBySource = balance === 'source' && targets.length > 1;
  return clients !== undefined || maxPerClient > 0 || sendProxy !== 'none' || isBySource;
}

function portLines(port: number, target: number, { protocol }: Row['entry']): string[] {
  return [
    `    - name: port-${port}`,
    `      protocol: ${protocol.toUpperCase()}`,
    `      port: ${port}`,
    `      targetPort: ${target}`,
  ];
}

function endpointSlice({ row, name }: Placed): string[] {
  return [
    'apiVersion: discovery.k8s.io/v1',
    'kind: EndpointSlice',
    'metadata:',
    `  name: ${name}`,
    '  labels:',
    `    kubernetes.io/service-name: ${name}`,
    `addressType: IPv${row.connect.version}`,
    'ports:',
    ...portPairs(row).flatMap(({ listen, connect }) => [
      `  - name: port-${listen}`,
      `    protocol: ${row.entry.protocol.toUpperCase()}`,
      `    port: ${connect}`,
    ]),
    'endpoints:',
    `  - addresses: [${JSON.stringify(row.connect.host)}]`,
  ];
}

function relayObjects(relayed: readonly Placed[]): string[][] {
  const rows = relayed.map(atRelayPort);
  const binds = rows.map(({ listen, from }) => {
    const ports = from.to > from.from ? `${from.from}-${from.to}` : String(from.from);
    return listen.version === 4 ? `*:${ports}` : `${hostAndPort('::', ports)} v6only`;
  });
  const policy = relayPolicy(RELAY, rows);
  const config = haproxyLines(rows, binds).map((line) => (line === '' ? '' : `    ${line}`));
  return [
    [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      `  name: ${RELAY}`,
      'data:',
      '  haproxy.cfg: |',
      ...config,
    ],
    DEPLOYMENT,
    ...(policy ? [policy] : []),
  ];
}

/** A row as the relay serves it: on its own ports, to the ports that the entry connects to. */
function atRelayPort({ row, relayPort = 0 }: Placed): Row {
  return { ...row, from: { from: relayPort, to: relayPort + row.from.to - row.from.from } };
}

const DEPLOYMENT = [
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  `  name: ${RELAY}`,
  'spec:',
  '  replicas: 1',
  '  selector:',
  '    matchLabels:',
  `      app: ${RELAY}`,
  '  template:',
  '    metadata:',
  '      labels:',
  `        app: ${RELAY}`,
  '    spec:',
  '      containers:',
  '        - name: haproxy',
  `          image: ${IMAGE}`,
  '          volumeMounts:',
  '            - name: config',
  '              mountPath: /usr/local/etc/haproxy',
  '      volumes:',
  '        - name: config',
  '          configMap:',
  `            name: ${RELAY}`,
];
