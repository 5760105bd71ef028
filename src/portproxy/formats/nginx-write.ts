import { networkText, networksOf } from '../../firewall/conditions/networks.ts';
import { hostAndPort } from '../host-address.ts';
import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, rowNames, spanText, targetsAt, tooManyPorts } from './labels.ts';
import { DEFAULT_TIMES, boundedTime, longTimes } from './row-options.ts';

/** Writes a `stream` block with a server for each row, or for each port where ports are shifted. */
export const nginxWriter: Writer = {
  carriesClients: true,
  refuse: (row) => unsaidOption(row) ?? (isExpanded(row) ? tooManyPorts(row) : undefined),
  remarks: nginxRemarks,
  write: (rows, head) => [{ name: 'stream.conf', lines: [...head, ...streamLines(rows)] }],
};

/** Returns why nginx cannot say an option of a row, as a full sentence. */
function unsaidOption(row: Row): string | undefined {
  const { options, listen, clients } = row;
  if (options.sendProxy === 'v2') return 'It has sendproxy=v2: nginx stream sends version 1.';
  if (options.maxPerClient > 0) {
    if (listen.version === 6 || listen.kind === 'name' || options.acceptProxy) {
      return 'It has maxperclient: nginx stream counts each address of IPv6 by itself, not a /64.';
    }
    if (options.maxPerClient > MOST_PER_CLIENT)
      return `It has maxperclient: nginx stream counts to ${MOST_PER_CLIENT}.`;
    if (isExpanded(row)) return 'It has maxperclient: nginx stream would count each of its ports by itself.';
  }
  if (isTold(row) && clients !== undefined) {
    return 'Rules say who may connect to it, and nginx stream would ask them about the clients that acceptproxy tells.';
  }
  return undefined;
}

/** The largest number of limit_conn. */
const MOST_PER_CLIENT = 65_535;

/** Whether a row needs the client that a PROXY header tells in place of the peer. */
function isTold({ options: { acceptProxy, sendProxy, balance }, targets }: Row): boolean {
  return acceptProxy && (sendProxy !== 'none' || (balance === 'source' && targets.length > 1));
}

function nginxRemarks({ options, targets }: Row): string[] {
  const remarks = longTimes(options, ['idletimeout', 'connecttimeout']);
  if (options.balance === 'first' && targets.length > 2) {
    remarks.push('While its first target does not answer, the others take turns in nginx.');
  }
  return remarks;
}

function streamLines(rows: readonly Row[]): string[] {
  const names = rowNames(rows);
  return [
    'stream {',
    '    # portproxy ends no connection because it is idle; nginx needs a time.',
    '    proxy_timeout 24d;',
    '    proxy_connect_timeout 10s;',
    '    proxy_half_close on;',
    ...rows.flatMap((row, at) => [
      '',
      ...rowComment(row).map((line) => `    ${line}`),
      ...zone(row, names[at]!),
      ...servers(row, names[at]!),
    ]),
    '}',
  ];
}

/** Where connections are counted by client. */
function zone({ options: { maxPerClient } }: Row, name: string): string[] {
  return maxPerClient > 0 ? [`    limit_conn_zone $binary_remote_addr zone=${name}-clients:10m;`] : [];
}

function servers(row: Row, name: string): string[] {
  const { connect, targets, from, to } = row;
  if (isExpanded(row)) {
    return portPairs(row).flatMap((pair) =>
      one(row, `${name}-port-${pair.listen}`, { ports: String(pair.listen), target: pair.connect }),
    );
  }
  const isSame = to.to > to.from && connect.kind === 'literal';
  if (!isSame || targets.length > 1) return one(row, name, { ports: spanText(from), target: to.from });
  return server(row, name, { ports: spanText(from), pass: hostAndPort(connect.host, '$server_port') });
}

/** A server, and before it the targets that it has. */
function one(
  row: Row,
  name: string,
  { ports, target }: { readonly ports: string; readonly target: number },
): string[] {
  if (row.targets.length === 1)
    return server(row, name, { ports, pass: hostAndPort(row.connect.host, target) });
  return [...upstream(row, name, target), ...server(row, name, { ports, pass: name })];
}

const BALANCE = {
  first: [],
  roundrobin: [],
  leastconnections: ['        least_conn;'],
  source: ['        hash $remote_addr;'],
} as const;

function upstream(row: Row, name: string, port: number): string[] {
  const isFirst = row.options.balance === 'first';
  return [
    `    upstream ${name} {`,
    // All processes of nginx know which targets do not answer.
    `        zone ${name} 64k;`,
    ...BALANCE[row.options.balance],
    ...targetsAt(row, port).map(
      ({ target, port: at }, index) =>
        `        server ${hostAndPort(target.host, at)}${isFirst && index > 0 ? ' backup' : ''};`,
    ),
    '    }',
  ];
}

/** A variable as port would make nginx look a name up at each connection, which needs a resolver; an upstream has none. */
function isExpanded({ connect, targets, from, to }: Row): boolean {
  return to.to > to.from && (to.from !== from.from || connect.kind === 'name' || targets.length > 1);
}

function server(
  row: Row,
  name: string,
  { ports, pass }: { readonly ports: string; readonly pass: string },
): string[] {
  const { listen, entry, options } = row;
  const host = listen.version === 4 && listen.kind === 'every' ? '*' : listen.host;
  // Datagrams of a client have to come to one process of nginx.
  const how = `${entry.protocol === 'udp' ? ' udp reuseport' : ''}${options.acceptProxy ? ' proxy_protocol' : ''}`;
  return [
    '    server {',
    `        listen ${hostAndPort(host, ports)}${how};`,
    ...clientLines(row),
    ...optionLines(row, name),
    `        proxy_pass ${pass};`,
    '    }',
  ];
}

function optionLines(row: Row, name: string): string[] {
  const { idleMs, connectMs, maxPerClient, source, sendProxy } = row.options;
  return [
    ...(isTold(row) ? ['set_real_ip_from 0.0.0.0/0', 'set_real_ip_from ::/0'] : []),
    ...(maxPerClient > 0 ? [`limit_conn ${name}-clients ${maxPerClient}`] : []),
    ...(idleMs === 0 ? [] : [`proxy_timeout ${boundedTime(idleMs)}`]),
    ...(connectMs === DEFAULT_TIMES.connect ? [] : [`proxy_connect_timeout ${boundedTime(connectMs)}`]),
    ...(source === undefined ? [] : [`proxy_bind ${source}`]),
    ...(sendProxy === 'none' ? [] : ['proxy_protocol on']),
  ].map((line) => `        ${line};`);
}

/** Who may connect: the first line that meets a client decides. */
function clientLines({ clients }: Row): string[] {
  if (clients === undefined) return [];
  const { block, allow, others } = clients;
  return [
    ...networksOf(block).map((network) => `        deny ${networkText(network)};`),
    ...networksOf(allow).map((network) => `        allow ${networkText(network)};`),
    ...(others === 'deny' ? ['        deny all;'] : []),
  ];
}
