import type { IpVersion } from '../family.ts';
import { EVERY_ADDRESS } from '../address.ts';
import { linesOf } from './decode.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Reader } from './format.ts';
import type { Rows } from './rows.ts';

interface Line {
  readonly number: number;
  readonly words: readonly string[];
}

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly number: number;
  readonly lines: Line[];
}

/** Reads the `listen` sections in tcp mode; the mode may come from the `defaults` before them. */
export const readHaproxy: Reader = (text, rows) => {
  let mode = 'tcp';
  for (const section of sections(text, rows)) {
    if (section.kind === 'defaults') mode = modeOf(section) ?? 'tcp';
    if (section.kind !== 'listen') rows.count(`${section.kind} section`, section.lines.length + 1);
    else if ((modeOf(section) ?? mode) === 'tcp') readListen(section, rows);
    else
      leaveOut(
        section,
        `It works in ${modeOf(section) ?? mode} mode; portproxy forwards TCP as it is.`,
        rows,
      );
  }
};

const KINDS = new Set(
  (
    'global defaults listen frontend backend resolvers peers userlist mailers cache program ring log-forward ' +
    'http-errors fcgi-app crt-store log-profile'
  ).split(' '),
);

function sections(text: string, rows: Rows): Section[] {
  const found: Section[] = [];
  for (const [at, line] of linesOf(text).entries()) {
    const words = wordsOf(line);
    const [kind, name = ''] = words;
    if (kind === undefined) continue;
    if (KINDS.has(kind)) found.push({ kind, name, number: at + 1, lines: [] });
    else if (found.length > 0) found.at(-1)!.lines.push({ number: at + 1, words });
    else rows.fault(at + 1, 'It stands in no section.');
  }
  return found;
}

/** Settings of a listen section without which entries forward the same bytes. */
const HARMLESS = new Set(
  (
    'mode timeout option no log maxconn balance retries fullconn description default-server stats log-format ' +
    'backlog id enabled'
  ).split(' '),
);

function readListen(section: Section, rows: Rows): void {
  const of = (word: string) => section.lines.filter((line) => line.words[0] === word);
  const servers = of('server');
  const [server] = servers;
  const other = section.lines.find(
    ({ words }) => !ROUTE.has(words[0] ?? '') && !HARMLESS.has(words[0] ?? ''),
  );
  if (other) {
    rows.leftOut(other.number, `portproxy has no counterpart for ${other.words[0]}.`);
    leaveOut(section, `It does more than to forward (line ${other.number}).`, rows);
    return;
  }
  if (!server || servers.length > 1) {
    const reason = server ? 'It spreads connections over several servers' : 'It has no server';
    leaveOut(section, `${reason}; portproxy connects to one.`, rows);
    return;
  }
  const target = serverOf(server);
  if (typeof target === 'string') {
    rows.leftOut(server.number, target);
    leaveOut(section, `Its server is more than an address (line ${server.number}).`, rows);
    return;
  }
  const left = section.lines.filter(({ words }) => HARMLESS.has(words[0] ?? '') && words[0] !== 'mode');
  for (const line of left) rows.note(line.number, 'It is left out; the entry forwards without it.');
  if (target.ignored.length > 0) rows.note(server.number, `Left out: ${target.ignored.join(' ')}.`);
  const state = of('disabled').length > 0 || target.disabled ? 'disabled' : 'enabled';
  for (const bind of of('bind')) readBind(bind, target, { state, rows });
  if (of('bind').length === 0) rows.fault(section.number, 'It has no bind line.');
}

const ROUTE = new Set(['bind', 'server', 'disabled']);

interface Target {
  readonly host: string;
  /** Empty: the port that was connected to; `+N`, `-N`: that many further. */
  readonly port: string;
  readonly version: IpVersion | undefined;
  readonly disabled: boolean;
  readonly ignored: readonly string[];
}

/** Options of a server without effect on where bytes go, with how many words follow each. */
const SERVER_OPTIONS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    check: 0,
    inter: 1,
    fastinter: 1,
    downinter: 1,
    rise: 1,
    fall: 1,
    weight: 1,
    maxconn: 1,
    minconn: 1,
    'init-addr': 1,
    resolvers: 1,
    'resolve-prefer': 1,
    'on-marked-down': 1,
    slowstart: 1,
    port: 1,
    id: 1,
  }),
);
/** Of these nothing is to be said: the export writes them, and portproxy looks names up anew by itself. */
const OWN_OPTIONS = new Set(['init-addr', 'resolvers', 'resolve-prefer']);

function serverOf({ words }: Line): Target | string {
  const [, , address = '', ...options] = words;
  const { text, version } = familyPrefix(address);
  const { host, port } = splitEndpoint(text) ?? { host: text, port: '' };
  let disabled = false;
  const ignored: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const option = options[at]!;
    const follow = SERVER_OPTIONS.get(option);
    if (option === 'disabled') disabled = true;
    else if (follow === undefined) return `portproxy has no counterpart for ${option}.`;
    else {
      if (!OWN_OPTIONS.has(option)) ignored.push(...options.slice(at, at + follow + 1));
      at += follow;
    }
  }
  return { host, port, version, disabled, ignored };
}

function readBind(
  { words, number }: Line,
  target: Target,
  { state, rows }: { readonly state: 'enabled' | 'disabled'; readonly rows: Rows },
): void {
  const [, addresses = '', ...options] = words;
  const strange = options.find((option) => option !== 'v6only');
  if (strange !== undefined) {
    rows.leftOut(number, `portproxy has no counterpart for ${strange} where it listens.`);
    return;
  }
  for (const address of addresses.split(',')) {
    const { text, version } = familyPrefix(address);
    const listen = splitEndpoint(text);
    const isEvery = listen?.host === '' || listen?.host === EVERY_ADDRESS;
    const connectPort = listen && connectPortOf(listen.port, target.port);
    if (!listen || connectPort === undefined) {
      rows.fault(number, 'An address to bind has a port, such as *:80 or [::]:80; a server may shift it.');
      continue;
    }
    rows.add(
      {
        listenAddress: isEvery ? EVERY_ADDRESS : listen.host,
        listenPort: listen.port,
        connectAddress: target.host,
        connectPort,
        state,
        listens: version,
        connects: target.version,
      },
      number,
    );
  }
}

/** The port that a server without a port, or with one that shifts, is connected to. */
function connectPortOf(listen: string, server: string): string | undefined {
  if (server === '') return listen;
  if (!/^[+-]\d{1,5}$/.test(server)) return server;
  const ports = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(listen);
  if (!ports) return undefined;
  const shift = (text: string) => String(Number(text) + Number(server));
  return ports[2] === undefined ? shift(ports[1]!) : `${shift(ports[1]!)}-${shift(ports[2])}`;
}

function familyPrefix(text: string): { readonly text: string; readonly version: IpVersion | undefined } {
  const match = /^ipv([46])@(.*)$/.exec(text);
  return match ? { text: match[2]!, version: match[1] === '4' ? 4 : 6 } : { text, version: undefined };
}

function modeOf(section: Section): string | undefined {
  return section.lines.findLast(({ words }) => words[0] === 'mode')?.words[1];
}

function leaveOut(section: Section, reason: string, rows: Rows): void {
  rows.leftOut(section.number, reason);
}

/** The words of a line: quotes group, a backslash escapes, `#` begins a comment (HAProxy manual, section 2.2). */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\#]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\$)+|#.*/g)) {
    if (word.startsWith('#')) break;
    words.push(word.replaceAll(/\\(.)|["']/g, '$1'));
  }
  return words;
}
