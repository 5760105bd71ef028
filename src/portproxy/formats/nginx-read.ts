import { EVERY_ADDRESS } from '../address.ts';
import { type ClientLine, type Clients, clientAddresses, firstDecides } from './clients.ts';
import { splitEndpoint } from './endpoint.ts';
import { fittingOptions } from './fitting-options.ts';
import type { Reader } from './format.ts';
import { lostSetting } from './lost.ts';
import { READ_DIRECTIVES, type ServerPlace, clientZones, idleOf, serverOptions } from './nginx-options.ts';
import { type Directive, parseNginx } from './nginx-parse.ts';
import { type NginxTargets, type Upstreams, isSamePort, targetsOf } from './nginx-upstream.ts';
import type { Rows } from './rows.ts';
import { joinTargets } from './target-list.ts';
import type { SuppliedOptions } from '../values/values.ts';

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
  const above = Map.groupBy(
    block.filter(({ name }) => INHERITED.test(name)),
    ({ name }) => name,
  );
  const stream: StreamPart = {
    upstreams,
    rules: block.filter(({ name }) => RULES.test(name)),
    otherWork: new Map([...above].map(([name, all]) => [name, all.find(isOtherWork)])),
  };
  const zones = clientZones(block);
  for (const directive of block) {
    const lost = lostSetting([directive.name, ...directive.args]);
    if (directive.name === 'server' && directive.block)
      readServer(directive, { block: directive.block, above, zones }, stream, rows);
    else if (directive.name === 'include')
      rows.leftOut(directive.line, 'Files that it includes are not read.');
    else if (lost !== undefined) rows.lost(directive.line, lost);
    else if (directive.name === 'limit_conn_zone' && zones.has(zoneName(directive))) continue;
    else if (directive.name !== 'upstream' && !INHERITED.test(directive.name)) {
      rows.count(`${directive.name} of nginx stream`, size(directive));
    }
  }
}

function zoneName({ args }: Directive): string {
  return (args[1] ?? '').replace(/^zone=([^:]*).*$/, '$1');
}

/** Directives of a server without which it forwards the same bytes; the export writes some of them. */
const HARMLESS =
  /^(proxy_(half_close|buffer_size|next_upstream.*|socket_keepalive|download_rate|upload_rate|responses|requests)|access_log|error_log|tcp_nodelay|server_name|preread_.*|resolver.*)$/;
/** Directives of the stream block that change what a server in it does, unless it has its own. */
const INHERITED =
  /^(proxy_(timeout|connect_timeout|protocol|ssl|bind)|set_real_ip_from|allow|deny|limit_conn|js_(access|preread|filter)|ssl_preread|auth_.*)$/;
/** Directives that are switched off by this word. */
const SWITCHES = /^(proxy_ssl|ssl_preread)$/;
const RULES = /^(allow|deny)$/;

/** What a stream says for all of its servers. */
interface StreamPart {
  readonly upstreams: Upstreams;
  readonly rules: readonly Directive[];
  /** The first directive of each name that does something else than to forward. */
  readonly otherWork: ReadonlyMap<string, Directive | undefined>;
}

/** Returns the first directive with which a server does something else than to forward; those of its stream count. */
function otherWork(block: readonly Directive[], stream: StreamPart): Directive | undefined {
  const own = block.find(isOtherWork);
  if (own) return own;
  const names = new Set(block.map(({ name }) => name));
  return [...stream.otherWork].find(([name, found]) => found && !names.has(name))?.[1];
}

function isOtherWork({ name, args }: Directive): boolean {
  return (
    name !== 'listen' &&
    name !== 'proxy_pass' &&
    !RULES.test(name) &&
    !HARMLESS.test(name) &&
    !READ_DIRECTIVES.test(name) &&
    !(SWITCHES.test(name) && args[0] === 'off')
  );
}

/** Who may connect to a server: its own lines say so, else those of its stream; or the line that rules cannot say. */
function clientsOf(
  block: readonly Directive[],
  above: readonly Directive[],
): Clients | { readonly line: number } {
  const own = block.filter(({ name }) => RULES.test(name));
  const lines: ClientLine[] = [];
  for (const { name, args, line } of own.length > 0 ? own : above) {
    const [from = ''] = args;
    if (from === 'unix:') continue;
    const addresses = from === 'all' ? 'any' : clientAddresses(from);
    if (addresses === undefined) return { line };
    lines.push({ isAllowed: name === 'allow', addresses, line });
  }
  return firstDecides(lines);
}

function readServer({ line }: Directive, place: ServerPlace, stream: StreamPart, rows: Rows): void {
  const { block } = place;
  const passes = block.filter(({ name }) => name === 'proxy_pass');
  const listens = block.filter(({ name }) => name === 'listen');
  const options = serverOptions(place, listens);
  const other = otherWork(block, stream) ?? ('strange' in options ? options.strange : undefined);
  const [pass] = passes;
  if (other || 'strange' in options) {
    const { name, line: at } = other ?? { name: 'it', line };
    rows.leftOut(at, `portproxy has no counterpart for ${name}.`);
    rows.leftOut(line, `This server does more than forward (line ${at}).`);
    return;
  }
  if (!pass || passes.length > 1 || listens.length === 0) {
    rows.fault(line, 'A server of the stream module needs listen, and one proxy_pass.');
    return;
  }
  const found = targetsOf(pass, stream.upstreams);
  if (typeof found === 'string') {
    rows.leftOut(pass.line, found);
    return;
  }
  const clients = clientsOf(block, stream.rules);
  if ('line' in clients) {
    rows.leftOut(line, `No rule of advfirewall says who may connect to it (line ${clients.line}).`);
    return;
  }
  for (const one of block.filter(({ name }) => HARMLESS.test(name))) {
    const lost = lostSetting([one.name, ...one.args]);
    if (lost !== undefined) rows.lost(one.line, lost);
    else rows.note(one.line, 'It is left out; the entry forwards without it.');
  }
  for (const { options: ignored, line: at } of found.ignored) noteIgnored(ignored, at, rows);
  if (options.maxPerClient !== undefined && listens.length > 1) {
    rows.note(line, 'Its limit holds for its addresses together, and here for each of their entries.');
  }
  for (const listen of listens) readListen(listen, found, { clients, rows, place, options });
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

function readListen(
  { args, line }: Directive,
  { targets, balance, isDown }: NginxTargets,
  {
    clients,
    rows,
    place,
    options: common,
  }: {
    readonly clients: Clients;
    readonly rows: Rows;
    readonly place: ServerPlace;
    readonly options: SuppliedOptions;
  },
): void {
  const [address = '', ...options] = args;
  const protocol = options.includes('udp') ? 'udp' : 'tcp';
  const isProxied = options.includes('proxy_protocol');
  const strange =
    options.find((option) => option === 'ssl') ??
    ((isProxied || common.sendProxy) && protocol === 'udp' ? 'proxy_protocol of UDP' : undefined);
  if (strange !== undefined || address.startsWith('unix:')) {
    rows.leftOut(line, `portproxy has no counterpart for ${strange ?? address}.`);
    return;
  }
  noteIgnored(
    options.filter((option) => !LISTEN_OPTIONS.test(option)),
    line,
    rows,
  );
  const listen = splitEndpoint(address) ?? { host: EVERY_ADDRESS, port: address };
  const listenAddress = listen.host === '' ? EVERY_ADDRESS : listen.host;
  const [first, ...others] = targets;
  const sides = joinTargets([isSamePort(first) ? { ...first, port: listen.port } : first, ...others]);
  if (typeof sides === 'string') {
    rows.leftOut(line, sides);
    return;
  }
  const given = {
    ...common,
    ...idleOf(place, protocol),
    ...(balance && { balance }),
    ...(isProxied && { acceptProxy: 'yes' as const }),
    ...(isDown && { state: 'disabled' as const }),
  };
  const row = {
    ...fittingOptions(given, { line, rows, protocol }),
    ...sides,
    listenPort: listen.port,
    protocol,
  } as const;
  rows.add({ ...row, listenAddress }, line);
  rows.clients({ listenAddress, listenPort: listen.port, protocol }, clients, line);
  if (options.includes('ipv6only=off')) rows.alsoOnIpv4(row, line);
}

/** Options of `listen` that are read, or that the export writes. */
const LISTEN_OPTIONS = /^(ipv6only=.*|udp|reuseport|proxy_protocol)$/;

function size({ block = [] }: Directive): number {
  return block.reduce((sum, one) => sum + size(one), 1);
}
