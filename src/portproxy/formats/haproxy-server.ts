import type { IpVersion } from '../family.ts';
import { familyPrefix, splitEndpoint } from './endpoint.ts';
import { haproxyTime } from './haproxy-time.ts';

/** The server of a section, as an entry needs it. */
export interface HaproxyServer {
  readonly host: string;
  /** Empty: the port that was connected to; `+N`, `-N`: that many further. */
  readonly port: string;
  readonly version: IpVersion | undefined;
  readonly isDisabled: boolean;
  /** It is used only while the others are down. */
  readonly isBackup: boolean;
  readonly weight: number;
  /** How often it is checked, ms; 0: never. */
  readonly checkMs: number;
  /** Where connections to it come from. */
  readonly source: string | undefined;
  readonly sendProxy: 'none' | 'v1' | 'v2';
  /** Words without effect on where bytes go, which are worth a note. */
  readonly ignored: readonly string[];
}

/**
 * Times of the checks that the export writes for an entry without check: HAProxy passes over a target that clients could
 * not connect to only where it also checks when that is back.
 */
export const PASSIVE = { inter: '60s', downinter: '5s' } as const;

/** Options of a server without effect on where bytes go, with how many words follow each (manual, section 5.2). */
const HARMLESS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    check: 0,
    'no-check': 0,
    'no-agent-check': 0,
    'no-backup': 0,
    'no-ssl': 0,
    'no-send-proxy': 0,
    'no-send-proxy-v2': 0,
    'no-verifyhost': 0,
    'no-tfo': 0,
    enabled: 0,
    addr: 1,
    'agent-addr': 1,
    'agent-check': 0,
    'agent-inter': 1,
    'agent-port': 1,
    'agent-send': 1,
    'check-sni': 1,
    'check-ssl': 0,
    'check-send-proxy': 0,
    cookie: 1,
    downinter: 1,
    'error-limit': 1,
    fall: 1,
    fastinter: 1,
    id: 1,
    'init-addr': 1,
    inter: 1,
    'log-proto': 1,
    maxconn: 1,
    maxqueue: 1,
    minconn: 1,
    observe: 1,
    'on-error': 1,
    'on-marked-down': 1,
    'on-marked-up': 1,
    port: 1,
    'pool-low-conn': 1,
    'pool-max-conn': 1,
    'pool-purge-delay': 1,
    'resolve-net': 1,
    'resolve-opts': 1,
    'resolve-prefer': 1,
    resolvers: 1,
    rise: 1,
    'send-proxy': 0,
    'send-proxy-v2': 0,
    slowstart: 1,
    source: 1,
    'tcp-ut': 1,
    track: 1,
    weight: 1,
  }),
);
/** Of these nothing is to be said: the entry has them too, or the export writes them, as portproxy looks names up anew. */
const SILENT = new Set(
  (
    'init-addr resolvers resolve-prefer enabled check no-check inter source send-proxy send-proxy-v2 no-send-proxy ' +
    'no-send-proxy-v2'
  ).split(' '),
);
/** And of these with this value: a check or a failed connection decides at once, as for entries. */
const AT_ONCE: ReadonlyMap<string, string> = new Map([
  ['fall', '1'],
  ['rise', '1'],
  ['observe', 'layer4'],
  ['error-limit', '1'],
  ['on-error', 'mark-down'],
  ['downinter', PASSIVE.downinter],
]);

/** Options that the `no-…` form of a later word takes back. */
const SWITCHES = new Set(['ssl', 'backup', 'tfo']);

/** Time between two checks where `inter` does not say it, ms. */
const CHECK_MS = 2_000;

/**
 * Reads a `server` line, with the words of the `default-server` lines that hold for it before its own. Returns why it
 * has no counterpart as a full sentence.
 */
export function haproxyServer(
  words: readonly string[],
  byDefault: readonly string[],
): HaproxyServer | string {
  const [, , address = '', ...own] = words;
  const { text, version } = familyPrefix(address);
  const { host, port } = splitEndpoint(text) ?? { host: text, port: '' };
  if (host.startsWith('/') || /^(unix|abns|fd|sockpair|rhttp|quic[46])@/.test(address)) {
    return `portproxy cannot connect to ${address}.`;
  }
  let [isDisabled, isBackup] = [false, false];
  const ignored: string[] = [];
  const options = [...byDefault, ...own];
  /** The last value of each option. */
  const last = new Map<string, string>();
  for (let at = 0; at < options.length; at++) {
    const option = options[at]!;
    const follow = HARMLESS.get(option);
    if (option === 'disabled') isDisabled = true;
    else if (option === 'backup') isBackup = !options.includes('no-backup', at);
    else if (follow === undefined) {
      if (SWITCHES.has(option) && options.includes(`no-${option}`, at)) continue;
      return `portproxy has no counterpart for ${option}.`;
    } else {
      const value = options[at + 1] ?? '';
      if (option === 'enabled') isDisabled = false;
      if (option.startsWith('no-')) last.delete(option.slice('no-'.length));
      else last.set(option, value);
      const isSilent = SILENT.has(option) || AT_ONCE.get(option) === value;
      if (at >= byDefault.length && !isSilent) ignored.push(...options.slice(at, at + follow + 1));
      at += follow;
    }
  }
  const weight = last.get('weight') ?? '1';
  const source = sourceOf(last.get('source'));
  if (source !== undefined && 'not' in source) return source.not;
  return {
    host,
    port,
    version,
    // A server without weight gets no new connections (section 5.2).
    isDisabled: isDisabled || /^0+$/.test(weight),
    isBackup,
    weight: Number(weight),
    checkMs: checkOf(last),
    source: source?.address,
    sendProxy: last.has('send-proxy-v2') ? 'v2' : last.has('send-proxy') ? 'v1' : 'none',
    ignored,
  };
}

/** How often a server is checked, ms; 0 where its checks only follow up failures of clients. */
function checkOf(options: ReadonlyMap<string, string>): number {
  const isPassive =
    options.get('observe') === 'layer4' &&
    options.get('inter') === PASSIVE.inter &&
    options.get('downinter') === PASSIVE.downinter;
  return isPassive || !options.has('check') ? 0 : (haproxyTime(options.get('inter') ?? '') ?? CHECK_MS);
}

/** The address of `source`, whose port an entry leaves to the system. */
function sourceOf(
  text: string | undefined,
): { readonly address: string } | { readonly not: string } | undefined {
  if (text === undefined) return undefined;
  const { host, port } = splitEndpoint(text) ?? { host: text, port: '' };
  if (host === '' || host === '*' || host === '0.0.0.0') return undefined;
  return port === '' || port === '0'
    ? { address: host }
    : { not: `portproxy has no counterpart for a port in source ${text}.` };
}
