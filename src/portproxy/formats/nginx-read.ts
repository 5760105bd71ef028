import { EVERY_ADDRESS } from '../address.ts';
import { type ClientLine, type Clients, clientAddresses, firstDecides } from './clients.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Reader } from './format.ts';
import { type Directive, parseNginx } from './nginx-parse.ts';
import { lostSetting } from './lost.ts';
import type { Rows } from './rows.ts';

/** Reads the servers of `stream` blocks, or of a file that is included in one. */
export const readNginx: Reader = (text, rows) => {
  const top = parseNginx(text.replaceAll(/\r\n?/g, '\n'), (line, reason) => rows.fault(line, reason));
  for (const directive of top) {
    if (directive.name === 'stream' && directive.block) readStream(directive.block, rows);
    else if (directive.name === 'include')
      rows.leftOut(directive.line, 'Files that it includes are not read.');
    else if (directive.name !== 'server' && directive.name !== 'upstream') {
      rows.count(`${directive.name} of nginx`, size(directive));
    }
  }
  // A file of `conf.d` has servers alone; whether they belong to stream or http, what is in them tells.
  const loose = top.filter(({ name }) => name === 'server' || name === 'upstream');
  if (loose.length > 0) readStream(loose, rows);
};

function readStream(block: readonly Directive[], rows: Rows): void {
  const upstreams = new Map(block.filter(({ name }) => name === 'upstream').map((one) => [one.args[0], one]));
  const above = block.filter(({ name }) => INHERITED.test(name));
  for (const directive of block) {
    const lost = lostSetting([directive.name, ...directive.args]);
    if (directive.name === 'server' && directive.block)
      readServer(directive, directive.block, { above, upstreams, rows });
    else if (directive.name === 'include')
      rows.leftOut(directive.line, 'Files that it includes are not read.');
    else if (lost !== undefined) rows.lost(directive.line, lost);
    else if (directive.name !== 'upstream' && !INHERITED.test(directive.name)) {
      rows.count(`${directive.name} of nginx stream`, size(directive));
    }
  }
}

type Upstreams = ReadonlyMap<string | undefined, Directive>;

/** Directives of a server without which it forwards the same bytes; the export writes some of them. */
const HARMLESS =
  /^(proxy_(timeout|connect_timeout|half_close|buffer_size|next_upstream.*|socket_keepalive|download_rate|upload_rate)|access_log|error_log|tcp_nodelay|server_name|preread_.*|resolver.*)$/;
/** Directives of the stream block that change what a server in it does, unless it has its own. */
const INHERITED =
  /^(proxy_(protocol|ssl|bind)|allow|deny|limit_conn|js_(access|preread|filter)|ssl_preread|auth_.*)$/;
/** Directives that are switched off by this word. */
const SWITCHES = /^(proxy_protocol|proxy_ssl|proxy_bind|ssl_preread)$/;
const RULES = /^(allow|deny)$/;

/** Returns the first directive with which a server does something else than to forward; those of its stream count. */
function otherWork(block: readonly Directive[], above: readonly Directive[]): Directive | undefined {
  const inherited = above.filter(({ name }) => !block.some((own) => own.name === name));
  return [...block, ...inherited].find(
    ({ name, args }) =>
      name !== 'listen' &&
      name !== 'proxy_pass' &&
      !RULES.test(name) &&
      !HARMLESS.test(name) &&
      !(SWITCHES.test(name) && args[0] === 'off'),
  );
}

/** Who may connect to a server: its own lines say so, else those of its stream; or the line that rules cannot say. */
function clientsOf(
  block: readonly Directive[],
  above: readonly Directive[],
): Clients | { readonly line: number } {
  const own = block.filter(({ name }) => RULES.test(name));
  const lines: ClientLine[] = [];
  for (const { name, args, line } of own.length > 0 ? own : above.filter((one) => RULES.test(one.name))) {
    const [from = ''] = args;
    if (from === 'unix:') continue;
    const addresses = from === 'all' ? 'any' : clientAddresses(from);
    if (addresses === undefined) return { line };
    lines.push({ isAllowed: name === 'allow', addresses, line });
  }
  return firstDecides(lines);
}

function readServer(
  { line }: Directive,
  block: readonly Directive[],
  {
    above,
    upstreams,
    rows,
  }: { readonly above: readonly Directive[]; readonly upstreams: Upstreams; readonly rows: Rows },
): void {
  const passes = block.filter(({ name }) => name === 'proxy_pass');
  const listens = block.filter(({ name }) => name === 'listen');
  const other = otherWork(block, above);
  const [pass] = passes;
  if (other) {
    rows.leftOut(other.line, `portproxy has no counterpart for ${other.name}.`);
    rows.leftOut(line, `This server does more than forward (line ${other.line}).`);
    return;
  }
  if (!pass || passes.length > 1 || listens.length === 0) {
    rows.fault(line, 'A server of the stream module needs listen, and one proxy_pass.');
    return;
  }
  const target = targetOf(pass, upstreams);
  if (typeof target === 'string') {
    rows.leftOut(pass.line, target);
    return;
  }
  const clients = clientsOf(block, above);
  if ('line' in clients) {
    rows.leftOut(line, `No rule of advfirewall says who may connect to it (line ${clients.line}).`);
    return;
  }
  for (const one of block.filter(({ name }) => HARMLESS.test(name))) {
    const lost = lostSetting([one.name, ...one.args]);
    if (lost !== undefined) rows.lost(one.line, lost);
    else rows.note(one.line, 'It is left out; the entry forwards without it.');
  }
  noteIgnored(target.ignored, target.line, rows);
  for (const listen of listens) readListen(listen, target, { clients, rows });
}

/** Tells of options that are left out, and of those apart that are missed. */
function noteIgnored(options: readonly string[], line: number, rows: Rows): void {
  const others: string[] = [];
  for (const option of options) {
    const lost = lostSetting([option]);
    if (lost === undefined) others.push(option);
    else rows.lost(line, lost);
  }
  if (others.length > 0) rows.note(line, `Left out: ${others.join(' ')}.`);
}

interface Endpoint {
  readonly host: string;
  readonly port: string;
}

interface Target extends Endpoint {
  /** nginx would connect to it no more: `down`. */
  readonly isDown: boolean;
  readonly ignored: readonly string[];
  readonly line: number;
}

/** Where a `proxy_pass` leads, or why that has no counterpart. */
function targetOf({ args, line }: Directive, upstreams: Upstreams): Target | string {
  const [address = ''] = args;
  const upstream = upstreams.get(address);
  if (!upstream) {
    const endpoint = endpointOf(address);
    return typeof endpoint === 'string' ? endpoint : { ...endpoint, isDown: false, ignored: [], line };
  }
  const servers = (upstream.block ?? []).filter(({ name }) => name === 'server');
  const up = servers.filter((server) => !server.args.includes('down'));
  const server = up.length === 1 ? up[0] : servers.length === 1 ? servers[0] : undefined;
  if (!server) {
    return `The upstream ${address} has ${servers.length} servers; portproxy connects to one.`;
  }
  const [to = '', ...options] = server.args;
  const strange = options.find((option) => !SERVER_OPTIONS.test(option));
  if (strange !== undefined) return `portproxy has no counterpart for ${strange} (line ${server.line}).`;
  const endpoint = endpointOf(to);
  if (typeof endpoint === 'string') return endpoint;
  const isDown = options.includes('down');
  return { ...endpoint, isDown, ignored: options.filter((option) => option !== 'down'), line: server.line };
}

/** Options of a server of an upstream without effect where it is the only one, and `down`. */
const SERVER_OPTIONS =
  /^(down|backup|resolve|(weight|max_conns|max_fails|fail_timeout|slow_start|route)=.*)$/;

function endpointOf(address: string): Endpoint | string {
  const endpoint = splitEndpoint(address);
  if (address.startsWith('unix:')) return 'portproxy cannot connect to a socket of the file system.';
  if (!endpoint || (address.includes('$') && !isSamePort(endpoint))) {
    return `${address} is neither an address with a port nor an upstream of this file.`;
  }
  return endpoint;
}

function isSamePort({ host, port }: Endpoint): boolean {
  return !host.includes('$') && /^\$(server_port|\{server_port\})$/.test(port);
}

function readListen(
  { args, line }: Directive,
  target: Target,
  { clients, rows }: { readonly clients: Clients; readonly rows: Rows },
): void {
  const [address = '', ...options] = args;
  if (options.includes('udp')) {
    rows.leftOut(line, 'It forwards UDP; portproxy forwards TCP only.');
    return;
  }
  const strange = options.find((option) => option === 'ssl' || option === 'proxy_protocol');
  if (strange !== undefined || address.startsWith('unix:')) {
    rows.leftOut(line, `portproxy has no counterpart for ${strange ?? address}.`);
    return;
  }
  const ignored = options.filter((option) => !option.startsWith('ipv6only='));
  noteIgnored(ignored, line, rows);
  const listen = splitEndpoint(address) ?? { host: EVERY_ADDRESS, port: address };
  const listenAddress = listen.host === '' ? EVERY_ADDRESS : listen.host;
  const row = {
    listenPort: listen.port,
    connectAddress: target.host,
    connectPort: isSamePort(target) ? listen.port : target.port,
    ...(target.isDown && { state: 'disabled' as const }),
  };
  rows.add({ ...row, listenAddress }, line);
  rows.clients({ listenAddress, listenPort: listen.port }, clients, line);
  if (options.includes('ipv6only=off')) rows.alsoOnIpv4(row, line);
}

function size({ block = [] }: Directive): number {
  return block.reduce((sum, one) => sum + size(one), 1);
}
