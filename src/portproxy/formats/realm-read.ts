import { TomlError, parse as parseToml } from 'smol-toml';
import { literalVersion } from '../address.ts';
import { linesOf } from './decode.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Reader } from './format.ts';
import { isRecord } from '../is-record.ts';
import { lostSetting } from './lost.ts';
import type { Rows } from './rows.ts';

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

/** Settings with which an endpoint does something else than to pass TCP on. */
const OTHER_WORK = [
  'extra_remotes',
  'balance',
  'listen_transport',
  'remote_transport',
  'through',
  'interface',
];
const KNOWN = new Set(['listen', 'remote', 'network', ...OTHER_WORK]);

function readEndpoint(
  endpoint: unknown,
  common: Readonly<Record<string, unknown>>,
  line: number,
  rows: Rows,
): void {
  if (
    !isRecord(endpoint) ||
    typeof endpoint['listen'] !== 'string' ||
    typeof endpoint['remote'] !== 'string'
  ) {
    rows.fault(line, 'An endpoint needs listen and remote, both texts such as "0.0.0.0:80".');
    return;
  }
  const own = isRecord(endpoint['network']) ? endpoint['network'] : {};
  const network = { ...common, ...own };
  const other = OTHER_WORK.filter((name) => hasValue(endpoint[name]));
  const proxied = ['send_proxy', 'accept_proxy'].filter((name) => network[name] === true);
  if (network['no_tcp'] === true) rows.leftOut(line, 'It does not forward TCP.');
  else if (other.length > 0 || proxied.length > 0) {
    rows.leftOut(line, `portproxy has no counterpart for ${[...other, ...proxied].join(', ')}.`);
  } else {
    const unknown = Object.keys(endpoint).filter((name) => !KNOWN.has(name));
    if (unknown.length > 0) rows.note(line, `Left out of this endpoint: ${unknown.join(', ')}.`);
    if (network['use_udp'] === true) rows.note(line, 'It forwards UDP too; portproxy forwards TCP only.');
    for (const name of ['tcp_timeout', 'tcp_keepalive']) {
      const lost = hasValue(network[name]) ? lostSetting([name, String(network[name])]) : undefined;
      if (lost !== undefined) rows.lost(line, lost);
    }
    addEndpoint(endpoint['listen'], endpoint['remote'], network, { line, rows });
  }
}

function addEndpoint(
  listenText: string,
  remoteText: string,
  network: Readonly<Record<string, unknown>>,
  { line, rows }: { readonly line: number; readonly rows: Rows },
): void {
  const listen = splitEndpoint(listenText);
  const remote = splitEndpoint(remoteText);
  if (!listen || !remote) {
    rows.fault(line, 'An endpoint is an address with a port, such as 0.0.0.0:80 or [::]:80.');
    return;
  }
  const row = { listenPort: listen.port, connectAddress: remote.host, connectPort: remote.port };
  rows.add({ ...row, listenAddress: listen.host }, line);
  // realm listens on both versions there unless it is told otherwise.
  const isBoth = literalVersion(listen.host) === 6 && /^[:0]+$/.test(listen.host);
  if (isBoth && network['ipv6_only'] !== true) rows.alsoOnIpv4(row, line);
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

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}
