import { EVERY_ADDRESS } from '../address.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Reader } from './format.ts';
import { type Directive, parseNginx } from './nginx-parse.ts';
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
  for (const directive of block) {
    if (directive.name === 'server' && directive.block)
      readServer(directive, directive.block, { upstreams, rows });
    else if (directive.name === 'include')
      rows.leftOut(directive.line, 'Files that it includes are not read.');
    else if (directive.name !== 'upstream') rows.count(`${directive.name} of nginx stream`, size(directive));
  }
}

type Upstreams = ReadonlyMap<string | undefined, Directive>;

/** Directives of a server without which it forwards the same bytes; the export writes some of them. */
const HARMLESS =
  /^(proxy_(timeout|connect_timeout|half_close|buffer_size|next_upstream.*|socket_keepalive|download_rate|upload_rate)|access_log|error_log|tcp_nodelay|server_name|preread_.*)$/;

function readServer(
  { line }: Directive,
  block: readonly Directive[],
  { upstreams, rows }: { readonly upstreams: Upstreams; readonly rows: Rows },
): void {
  const passes = block.filter(({ name }) => name === 'proxy_pass');
  const listens = block.filter(({ name }) => name === 'listen');
  const other = block.find(({ name }) => name !== 'listen' && name !== 'proxy_pass' && !HARMLESS.test(name));
  const [pass] = passes;
  if (other) {
    rows.leftOut(other.line, `portproxy has no counterpart for ${other.name}.`);
    rows.leftOut(line, `This server does more than to forward (line ${other.line}).`);
    return;
  }
  if (!pass || passes.length > 1 || listens.length === 0) {
    rows.fault(line, 'A server of the stream module has listen, and one proxy_pass.');
    return;
  }
  const target = targetOf(pass, upstreams);
  if (typeof target === 'string') {
    rows.leftOut(pass.line, target);
    return;
  }
  for (const one of block.filter(({ name }) => HARMLESS.test(name))) {
    rows.note(one.line, 'It is left out; the entry forwards without it.');
  }
  for (const listen of listens) readListen(listen, target, rows);
}

interface Target {
  readonly host: string;
  readonly port: string;
}

/** Where a `proxy_pass` leads, or why that has no counterpart. */
function targetOf({ args }: Directive, upstreams: Upstreams): Target | string {
  const [address = ''] = args;
  const upstream = upstreams.get(address);
  if (!upstream) return endpointOf(address);
  const servers = (upstream.block ?? []).filter(({ name }) => name === 'server');
  const [server] = servers;
  if (!server || servers.length > 1) {
    return `The upstream ${address} has ${servers.length} servers; portproxy connects to one.`;
  }
  return endpointOf(server.args[0] ?? '');
}

function endpointOf(address: string): Target | string {
  const endpoint = splitEndpoint(address);
  if (address.startsWith('unix:')) return 'portproxy connects to no socket of the file system.';
  if (!endpoint || (address.includes('$') && !isSamePort(endpoint))) {
    return `${address} is no address with a port, nor an upstream of this file.`;
  }
  return endpoint;
}

function isSamePort({ host, port }: Target): boolean {
  return !host.includes('$') && /^\$(server_port|\{server_port\})$/.test(port);
}

function readListen({ args, line }: Directive, target: Target, rows: Rows): void {
  const [address = '', ...options] = args;
  if (options.includes('udp')) {
    rows.leftOut(line, 'It forwards UDP; portproxy forwards TCP alone.');
    return;
  }
  const strange = options.find((option) => option === 'ssl' || option === 'proxy_protocol');
  if (strange !== undefined || address.startsWith('unix:')) {
    rows.leftOut(line, `portproxy has no counterpart for ${strange ?? address}.`);
    return;
  }
  if (options.length > 0) rows.note(line, `Left out: ${options.join(' ')}.`);
  const listen = splitEndpoint(address) ?? { host: EVERY_ADDRESS, port: address };
  const listenAddress = listen.host === '' ? EVERY_ADDRESS : listen.host;
  const connectPort = isSamePort(target) ? listen.port : target.port;
  rows.add({ listenAddress, listenPort: listen.port, connectAddress: target.host, connectPort }, line);
}

function size({ block = [] }: Directive): number {
  return block.reduce((sum, one) => sum + size(one), 1);
}
