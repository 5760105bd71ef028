import { TomlError, parse as parseToml } from 'smol-toml';
import { literalVersion } from '../address.ts';
import { linesOf } from './decode.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Reader } from './format.ts';
import { isRecord } from '../is-record.ts';
import type { Protocol } from '../key.ts';
import type { SuppliedOptions } from '../values/values.ts';
import { fittingOptions } from './fitting-options.ts';
import { lostSetting } from './lost.ts';
import { KNOWN_SETTINGS, type RealmEndpoint, hasValue, realmEndpoint, realmTime } from './realm-endpoint.ts';
import type { Rows } from './rows.ts';
import { joinTargets } from './target-list.ts';

/** Reads realm's configuration in either of its languages. */
export const readRealm: Reader = (text, rows) => {
  const config = parsed(text, rows);
  if (config === undefined) return;
  if (!isRecord(config)) {
    rows.fault(1, 'Not a configuration of realm: it needs a list of endpoints.');
    return;
  }
  const { endpoints, network, ...others } = config;
  for (const name of Object.keys(others)) rows.count(`settings of realm (${name})`);
  if (!Array.isArray(endpoints)) {
    rows.fault(1, 'It has no list of endpoints.');
    return;
  }
  const places = listenLines(text);
  const common = isRecord(network) ? network : {};
  if (network !== undefined && !isRecord(network)) rows.fault(1, 'Its network settings are not a table.');
  for (const [at, endpoint] of endpoints.entries()) readEndpoint(endpoint, common, places[at] ?? 1, rows);
};

function readEndpoint(
  found: unknown,
  common: Readonly<Record<string, unknown>>,
  line: number,
  rows: Rows,
): void {
  const endpoint = realmEndpoint(found, common);
  if ('kind' in endpoint) {
    if (endpoint.kind === 'fault') rows.fault(line, endpoint.reason);
    else rows.leftOut(line, endpoint.reason);
    return;
  }
  const unknown = isRecord(found) ? Object.keys(found).filter((name) => !KNOWN_SETTINGS.has(name)) : [];
  if (unknown.length > 0) rows.note(line, `Left out of this endpoint: ${unknown.join(', ')}.`);
  if (endpoint.isFirstAlone)
    rows.note(line, 'Without balance, realm uses remote alone, and so does the entry.');
  const keepAlive = endpoint.network['tcp_keepalive'];
  const lost = hasValue(keepAlive) ? lostSetting(['tcp_keepalive', String(keepAlive)]) : undefined;
  if (lost !== undefined) rows.lost(line, lost);
  for (const protocol of endpoint.protocols) addEndpoint(endpoint, protocol, { line, rows });
}

function addEndpoint(
  endpoint: RealmEndpoint,
  protocol: Protocol,
  { line, rows }: { readonly line: number; readonly rows: Rows },
): void {
  const { network, targets, balance, source } = endpoint;
  const listen = splitEndpoint(endpoint.listen);
  if (!listen) {
    rows.fault(line, 'An endpoint is an address with a port, such as 0.0.0.0:80 or [::]:80.');
    return;
  }
  // realm balances connections of TCP only (its udp/middle.rs).
  const isAlone = protocol === 'udp' && targets.length > 1;
  if (isAlone) rows.note(line, 'realm sends datagrams to remote alone, and so does the entry.');
  const sides = joinTargets(isAlone ? [targets[0]] : targets);
  if (typeof sides === 'string') {
    rows.leftOut(line, sides);
    return;
  }
  const options = fittingOptions(
    {
      ...(protocol === 'tcp' ? tcpOptions(network) : { idleTimeout: realmTime(network['udp_timeout']) }),
      ...(balance && !isAlone && { balance }),
      ...(source !== undefined && { sourceAddress: source }),
    },
    { line, rows, protocol },
  );
  const row = { ...options, ...sides, protocol, listenPort: listen.port };
  rows.add({ ...row, listenAddress: listen.host }, line);
  // realm listens on both versions there unless it is told otherwise.
  const isBoth = literalVersion(listen.host) === 6 && /^[:0]+$/.test(listen.host);
  if (isBoth && network['ipv6_only'] !== true) rows.alsoOnIpv4(row, line);
}

/** The network settings of TCP; version 2 of the PROXY protocol is what realm sends where none is named. */
function tcpOptions(network: Readonly<Record<string, unknown>>): SuppliedOptions {
  const connect = realmTime(network['tcp_timeout']);
  return {
    ...(connect !== undefined && connect !== '0' && { connectTimeout: connect }),
    ...(network['send_proxy'] === true && { sendProxy: network['send_proxy_version'] === 1 ? 'v1' : 'v2' }),
    ...(network['accept_proxy'] === true && { acceptProxy: 'yes' }),
  };
}

function parsed(text: string, rows: Rows): unknown {
  try {
    return text.trimStart().startsWith('{') ? parseJson(text) : parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) rows.fault(error.line, `Not valid TOML: ${firstLine(error)}.`);
    else if (error instanceof SyntaxError)
      rows.fault(faultLine(error, text), `Not valid JSON: ${firstLine(error)}.`);
    else if (error instanceof RangeError) rows.fault(1, 'It is nested too deeply.');
    else throw error;
    return undefined;
  }
}

function parseJson(text: string): unknown {
  const config: unknown = JSON.parse(text);
  return config;
}

function firstLine(error: Error): string {
  return (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '').replace(/\.$/, '');
}

/** The line that an error of JSON.parse names by its position; the last one where the text is cut. */
function faultLine(error: SyntaxError, text: string): number {
  const position = /position (\d+)/.exec(error.message)?.[1];
  const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position));
  return linesOf(`${before} `).length;
}

/** Lines on which an endpoint says `listen`, in order: neither parser tells lines of values. */
function listenLines(text: string): number[] {
  return linesOf(text).flatMap((line, at) => {
    const bare = line.replace(/^\s*#.*/, '');
    return [...bare.matchAll(/(?:^|[{,\s])["']?listen["']?\s*[=:]/g)].map(() => at + 1);
  });
}
