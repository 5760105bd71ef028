import { networkText, networksOf } from '../../firewall/conditions/networks.ts';
import { hostAndPort } from '../host-address.ts';
import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, spanText, tooManyPorts } from './labels.ts';

/** Writes a `stream` block with a server for each row, or for each port where ports are shifted. */
export const nginxWriter: Writer = {
  carriesClients: true,
  refuse: (row) => (isExpanded(row) ? tooManyPorts(row) : undefined),
  write: (rows, head) => [{ name: 'stream.conf', lines: [...head, ...streamLines(rows)] }],
};

function streamLines(rows: readonly Row[]): string[] {
  return [
    'stream {',
    '    # portproxy ends no connection because it is idle; nginx needs a time.',
    '    proxy_timeout 24d;',
    '    proxy_connect_timeout 10s;',
    '    proxy_half_close on;',
    ...rows.flatMap((row) => ['', ...rowComment(row).map((line) => `    ${line}`), ...servers(row)]),
    '}',
  ];
}

function servers(row: Row): string[] {
  const { connect, from, to } = row;
  if (isExpanded(row)) {
    return portPairs(row).flatMap((pair) => server(row, String(pair.listen), `${pair.connect}`));
  }
  const isSame = to.to > to.from && connect.kind === 'literal';
  return server(row, spanText(from), isSame ? '$server_port' : String(to.from));
}

/** A variable as port would make nginx look a name up at each connection, which needs a resolver. */
function isExpanded({ connect, from, to }: Row): boolean {
  return to.to > to.from && (to.from !== from.from || connect.kind === 'name');
}

function server(row: Row, ports: string, target: string): string[] {
  const { listen, connect } = row;
  const host = listen.version === 4 && listen.kind === 'every' ? '*' : listen.host;
  return [
    '    server {',
    `        listen ${hostAndPort(host, ports)};`,
    ...clientLines(row),
    `        proxy_pass ${hostAndPort(connect.host, target)};`,
    '    }',
  ];
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
