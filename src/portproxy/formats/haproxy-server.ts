import type { IpVersion } from '../family.ts';
import { familyPrefix, splitEndpoint } from './endpoint.ts';

/** The server of a section, as an entry needs it. */
export interface HaproxyServer {
  readonly host: string;
  /** Empty: the port that was connected to; `+N`, `-N`: that many further. */
  readonly port: string;
  readonly version: IpVersion | undefined;
  readonly isDisabled: boolean;
  /** It is used only while the others are down. */
  readonly isBackup: boolean;
  /** Words without effect on where bytes go, which are worth a note. */
  readonly ignored: readonly string[];
}

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
    slowstart: 1,
    'tcp-ut': 1,
    track: 1,
    weight: 1,
  }),
);
/** Of these nothing is to be said: the export writes them, and portproxy looks names up anew by itself. */
const SILENT = new Set(['init-addr', 'resolvers', 'resolve-prefer', 'enabled']);

/** Options that the `no-…` form of a later word takes back. */
const SWITCHES = new Set(['ssl', 'send-proxy', 'send-proxy-v2', 'backup', 'tfo']);

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
  for (let at = 0; at < options.length; at++) {
    const option = options[at]!;
    const follow = HARMLESS.get(option);
    if (option === 'disabled') isDisabled = true;
    else if (option === 'backup') isBackup = !options.includes('no-backup', at);
    else if (follow === undefined) {
      if (SWITCHES.has(option) && options.includes(`no-${option}`, at)) continue;
      return `portproxy has no counterpart for ${option}.`;
    } else {
      if (option === 'enabled') isDisabled = false;
      // A server without weight gets no new connections (section 5.2).
      if (option === 'weight') isDisabled ||= /^0+$/.test(options[at + 1] ?? '');
      if (at >= byDefault.length && !SILENT.has(option)) ignored.push(...options.slice(at, at + follow + 1));
      at += follow;
    }
  }
  return { host, port, version, isDisabled, isBackup, ignored };
}
