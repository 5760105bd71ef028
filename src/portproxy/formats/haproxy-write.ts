import { networkText, networksOf } from '../../firewall/conditions/networks.ts';
import type { Spans } from '../../firewall/conditions/spans.ts';
import { hostAndPort } from '../host-address.ts';
import type { Row, RowTarget, Writer } from './format.ts';
import { PASSIVE } from './haproxy-server.ts';
import { haproxyQuoted } from './haproxy-words.ts';
import { rowComment, rowNames, spanText } from './labels.ts';
import { DEFAULT_TIMES, boundedTime, longTimes } from './row-options.ts';

/** Writes a `listen` section for each row. */
export const haproxyWriter: Writer = {
  carriesClients: true,
  remarks: haproxyRemarks,
  write: (rows, head) => [
    { name: 'haproxy.cfg', lines: [...head, ...haproxyLines(rows, rows.map(bindText))] },
  ],
};

/** Returns how HAProxy differs because of the values of a row. */
export function haproxyRemarks({ options, targets }: Row): string[] {
  const remarks = longTimes(options, ['idletimeout', 'connecttimeout', 'halfclosetimeout', 'check']);
  if (targets.length > 1 && options.checkMs === 0) {
    remarks.push(
      `HAProxy also checks its targets every ${PASSIVE.inter}, and after a failure every ${PASSIVE.downinter}.`,
    );
  }
  return remarks;
}

/** Returns the lines of a configuration: a section for each row, which listens on its element of `binds`. */
export function haproxyLines(rows: readonly Row[], binds: readonly string[]): string[] {
  const names = rowNames(rows);
  const looksUp = rows.some(({ targets }) => targets.some(({ kind }) => kind === 'name'));
  return [
    ...DEFAULTS,
    // Without this a name is looked up once, when HAProxy starts.
    ...(looksUp ? ['', 'resolvers netsh', '    parse-resolv-conf'] : []),
    ...rows.flatMap((row, at) => [
      '',
      ...rowComment(row),
      `listen ${names[at]}`,
      ...(row.entry.disabled ? ['    disabled'] : []),
      ...(row.entry.comment === undefined ? [] : [`    description ${haproxyQuoted(row.entry.comment)}`]),
      `    bind ${binds[at]}${row.options.acceptProxy ? ' accept-proxy' : ''}`,
      ...limitLines(row),
      ...clientLines(row),
      ...perClientLines(row),
      ...serverLines(row),
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
  '    timeout client-fin 1d',
  '    timeout server-fin 1d',
];

/** Times that are not those of the defaults, and limits. */
function limitLines({ options: { connectMs, idleMs, halfCloseMs, maxConnections } }: Row): string[] {
  const [idle, halfClose] = [boundedTime(idleMs), boundedTime(halfCloseMs)];
  return [
    ...(maxConnections > 0 ? [`maxconn ${maxConnections}`] : []),
    ...(connectMs === DEFAULT_TIMES.connect ? [] : [`timeout connect ${boundedTime(connectMs)}`]),
    ...(idleMs === 0 ? [] : [`timeout client ${idle}`, `timeout server ${idle}`]),
    ...(halfCloseMs === DEFAULT_TIMES.halfClose
      ? []
      : [`timeout client-fin ${halfClose}`, `timeout server-fin ${halfClose}`]),
  ].map((line) => `    ${line}`);
}

/** Connections of one client: rules of a session come behind those of a connection, and see whom a PROXY header tells. */
function perClientLines({ listen, options: { maxPerClient, acceptProxy } }: Row): string[] {
  if (maxPerClient === 0) return [];
  const isIPv4 = listen.version === 4 && listen.kind !== 'name' && !acceptProxy;
  return [
    `stick-table type ${isIPv4 ? 'ip' : 'ipv6'} size 1m expire 10s store conn_cur`,
    // Of IPv6 each /64 counts as a client (entries.md).
    'tcp-request session track-sc0 src,ipmask(32,64)',
    `tcp-request session reject if { sc0_conn_cur gt ${maxPerClient} }`,
  ].map((line) => `    ${line}`);
}

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

const BALANCE = {
  first: 'first',
  roundrobin: 'roundrobin',
  leastconnections: 'leastconn',
  source: 'source',
} as const;

/** The servers, and of several how one is chosen: one that cannot be connected to is passed over at once. */
function serverLines(row: Row): string[] {
  const { targets, options } = row;
  const others = targets.slice(1);
  const choice = [
    `    balance ${BALANCE[options.balance]}`,
    '    option redispatch 1',
    `    retries ${Math.max(3, others.length)}`,
  ];
  return [
    ...(others.length > 0 ? choice : []),
    ...targets.map(
      (target, at) =>
        `    server target${at === 0 ? '' : `-${at + 1}`} ${serverText(row, target)}${optionWords(row, target)}`,
    ),
  ];
}

function optionWords({ targets, to, options }: Row, { port }: RowTarget): string {
  const { checkMs, source, sendProxy } = options;
  const isOne = targets.length === 1;
  const { inter, downinter } = PASSIVE;
  // A server of a range has no port that could be checked.
  const place = port === undefined && to.to > to.from ? ` port ${to.from}` : '';
  const times = checkMs > 0 ? `inter ${boundedTime(checkMs)}` : `inter ${inter} downinter ${downinter}`;
  const words = [
    ...(checkMs > 0 || !isOne ? [`check${place} ${times} fall 1 rise 1`] : []),
    // A target that a client could not be connected to is passed over from then on.
    ...(isOne ? [] : ['observe layer4 error-limit 1 on-error mark-down']),
    ...(source === undefined ? [] : [`source ${source.includes(':') ? `[${source}]:0` : source}`]),
    ...(sendProxy === 'none' ? [] : [sendProxy === 'v1' ? 'send-proxy' : 'send-proxy-v2']),
  ];
  return words.map((word) => ` ${word}`).join('');
}

/** A server without a port is connected to on the port that was listened on; `+N` shifts that. */
function serverText({ from, to }: Row, target: RowTarget): string {
  const isRange = to.to > to.from && target.port === undefined;
  const shift = to.from - from.from;
  const port = !isRange
    ? String(target.port ?? to.from)
    : shift === 0
      ? ''
      : `${shift > 0 ? '+' : ''}${shift}`;
  const { version, host, kind } = target;
  if (kind !== 'name') {
    const address = version === 6 ? `[${host}]` : host;
    return port === '' ? address : `${address}:${port}`;
  }
  const address = `ipv${version}@${host}${port === '' ? '' : `:${port}`}`;
  return `${address} resolvers netsh resolve-prefer ipv${version} init-addr last,libc,none`;
}
