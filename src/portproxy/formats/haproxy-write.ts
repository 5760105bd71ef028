import { networkText, networksOf } from '../../firewall/conditions/networks.ts';
import type { Spans } from '../../firewall/conditions/spans.ts';
import type { Row, Writer } from './format.ts';
import { hostAndPort } from '../host-address.ts';
import { rowComment, rowNames, spanText } from './labels.ts';

/** Writes a `listen` section for each row. */
export const haproxyWriter: Writer = {
  carriesClients: true,
  write: (rows, head) => [
    { name: 'haproxy.cfg', lines: [...head, ...haproxyLines(rows, rows.map(bindText))] },
  ],
};

/** Returns the lines of a configuration: a section for each row, which listens on its element of `binds`. */
export function haproxyLines(rows: readonly Row[], binds: readonly string[]): string[] {
  const names = rowNames(rows);
  const looksUp = rows.some(({ connect }) => connect.kind === 'name');
  return [
    ...DEFAULTS,
    // Without this a name is looked up once, when HAProxy starts.
    ...(looksUp ? ['', 'resolvers netsh', '    parse-resolv-conf'] : []),
    ...rows.flatMap((row, at) => [
      '',
      ...rowComment(row),
      `listen ${names[at]}`,
      ...(row.entry.disabled ? ['    disabled'] : []),
      `    bind ${binds[at]}`,
      ...clientLines(row),
      `    server target ${serverText(row)}`,
    ]),
  ];
}

const DEFAULTS = [
  'defaults',
  '    mode tcp',
  '    timeout connect 10s',
  '    # portproxy ends no connection because it is idle; HAProxy needs a time.',
  '    timeout client 24d',
  '    timeout server 24d',
];

/** Who may connect: the first line that meets a client decides. */
function clientLines({ clients }: Row): string[] {
  if (clients === undefined) return [];
  const { block, allow, others } = clients;
  const lines = [...sources('reject', block), ...sources('accept', allow)];
  return others === 'deny' ? [...lines, '    tcp-request connection reject'] : lines;
}

function sources(action: 'accept' | 'reject', spans: Spans): string[] {
  const networks = networksOf(spans).map(networkText);
  const count = Math.ceil(networks.length / MOST_ON_A_LINE);
  return Array.from({ length: count }, (_, at) => {
    const some = networks.slice(at * MOST_ON_A_LINE, (at + 1) * MOST_ON_A_LINE);
    return `    tcp-request connection ${action} if { src ${some.join(' ')} }`;
  });
}

/** HAProxy takes 64 words and 2048 characters on a line. */
const MOST_ON_A_LINE = 30;

function bindText({ listen, from }: Row): string {
  const ports = spanText(from);
  if (listen.kind === 'name') return `ipv${listen.version}@${listen.host}:${ports}`;
  if (listen.version === 4) return listen.kind === 'every' ? `*:${ports}` : `${listen.host}:${ports}`;
  return `${listen.kind === 'every' ? `ipv6@*:${ports}` : hostAndPort(listen.host, ports)} v6only`;
}

/** A server without a port is connected to on the port that was listened on; `+N` shifts that. */
function serverText({ connect, from, to }: Row): string {
  const isRange = to.to > to.from;
  const shift = to.from - from.from;
  const port = !isRange ? String(to.from) : shift === 0 ? '' : `${shift > 0 ? '+' : ''}${shift}`;
  if (connect.kind !== 'name') {
    const host = connect.version === 6 ? `[${connect.host}]` : connect.host;
    return port === '' ? host : `${host}:${port}`;
  }
  const { version, host } = connect;
  const address = `ipv${version}@${host}${port === '' ? '' : `:${port}`}`;
  return `${address} resolvers netsh resolve-prefer ipv${version} init-addr last,libc,none`;
}
