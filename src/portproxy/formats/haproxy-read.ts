import { EVERY_ADDRESS } from '../address.ts';
import { familyPrefix, splitEndpoint } from './endpoint.ts';
import type { Reader } from './format.ts';
import { type HaproxyLine, type HaproxySection, haproxySections, lastSetting } from './haproxy-sections.ts';
import { READ_SETTINGS, isReadTimeout, perClientLimit, sectionOptions } from './haproxy-settings.ts';
import { type HaproxyTargets, type PlacedServer, targetsOf } from './haproxy-targets.ts';
import { fittingOptions } from './fitting-options.ts';
import { lostSetting } from './lost.ts';
import { readTime } from './row-options.ts';
import type { FoundRow, Rows } from './rows.ts';
import { type FoundTarget, joinTargets } from './target-list.ts';
import type { SuppliedOptions } from '../values/values.ts';

/**
 * Reads `listen` sections, and frontends with the backend that they lead to. Defaults are judged as if they stood in
 * each section.
 */
export const readHaproxy: Reader = (text, rows) => {
  const sections = haproxySections(text, rows);
  const backends = new Map(sections.filter(isBackend).map((section) => [section.name, section]));
  const used = new Set<HaproxySection>();
  for (const section of sections) {
    if (section.kind === 'listen') readProxy(section, section, rows);
    else if (section.kind === 'frontend') {
      const backend = backendOf(section, backends, rows);
      if (backend) used.add(backend);
      if (backend) readProxy(section, backend, rows);
    } else if (section.kind !== 'backend') rows.count(`${section.kind} section`, section.lines.length + 1);
  }
  for (const backend of backends.values()) {
    if (!used.has(backend)) rows.leftOut(backend.number, 'No frontend that is read leads to it.');
  }
};

function isBackend({ kind }: HaproxySection): boolean {
  return kind === 'backend';
}

/** Settings without which a section forwards the same bytes (manual, section 4). */
const HARMLESS = new Set(
  (
    'mode timeout option no log log-format log-format-sd log-tag error-log-format maxconn balance retries fullconn ' +
    'description default-server stats backlog id enabled rate-limit hash-type hash-balance-factor stick-table stick ' +
    'email-alert tcp-check external-check load-server-state-from-file server-state-file-name guid errorfile ' +
    'errorfiles errorloc errorloc302 errorloc303 unique-id-format unique-id-header max-keep-alive-queue ' +
    'http-reuse http-check compression cookie bind-process persist clitcpka-cnt clitcpka-idle clitcpka-intvl ' +
    'srvtcpka-cnt srvtcpka-idle srvtcpka-intvl'
  ).split(' '),
);
const ROUTE = new Set(['bind', 'server', 'disabled', 'default_backend']);
/** Options with which a section does something else than to pass bytes on. */
const OTHER_OPTIONS = new Set(['transparent', 'http_proxy', 'nolinger']);
/** What of `defaults` has an effect in tcp mode; its other lines are counted with the section. */
const IN_DEFAULTS = new Set(['source', 'tcp-request', 'tcp-response', 'dispatch', 'filter', 'use_backend']);

/** Reads the entries of a frontend and its backend, which are the same section for `listen`. */
function readProxy(front: HaproxySection, back: HaproxySection, rows: Rows): void {
  const parts = front === back ? [front] : [front, back];
  const other = parts.flatMap((part) => [...otherWork(part)])[0];
  if (other !== undefined) {
    rows.leftOut(front.number, other);
    return;
  }
  const targets = targetsOf(back);
  if (typeof targets === 'string') {
    rows.leftOut(front.number, targets);
    return;
  }
  const binds = linesOf(front, 'bind');
  for (const part of parts) noteHarmless(part, rows, targets);
  for (const server of targets.servers) noteIgnored(server, rows);
  for (const { number } of targets.unused) rows.note(number, 'It is switched off, and left out.');
  const isDisabled = targets.isDisabled || parts.some((part) => setting(part, 'disabled', 'enabled'));
  const [{ checkMs, source, sendProxy }] = targets.servers;
  const options: SuppliedOptions = {
    ...sectionOptions(front, back, rows),
    state: isDisabled ? 'disabled' : 'enabled',
    ...(targets.balance && { balance: targets.balance }),
    ...(checkMs > 0 && { check: readTime(checkMs) }),
    ...(source !== undefined && { sourceAddress: source }),
    sendProxy,
  };
  const isShared = binds.length > 1 || binds.some(({ words }) => words[1]?.includes(','));
  if (isShared && (options.maxConnections ?? options.maxPerClient) !== undefined) {
    rows.note(
      front.number,
      'Its limits hold for its addresses together, and here for each of their entries.',
    );
  }
  for (const bind of binds) readBind(bind, targets, { options, rows });
  if (binds.length === 0) rows.fault(front.number, 'It has no bind line.');
}

/** Tells what a section does besides forwarding, in full sentences. */
function* otherWork(section: HaproxySection): Generator<string> {
  const mode = lastSetting(section, 'mode')?.words[1];
  if (mode !== undefined && mode !== 'tcp') {
    yield `It works in ${mode} mode; portproxy forwards TCP as it is.`;
    return;
  }
  const limit = perClientLimit(section)?.lines;
  for (const line of section.lines) {
    const { words, number } = line;
    const [word = '', second = ''] = words;
    if (limit?.has(line)) continue;
    if (word === 'use_backend') yield `It chooses its backend by a condition (line ${number}).`;
    else if (word === 'option' && OTHER_OPTIONS.has(second)) yield noCounterpart(`option ${second}`, number);
    else if (!ROUTE.has(word) && !HARMLESS.has(word)) yield noCounterpart(word, number);
  }
  for (const { words, number } of workOf(section.defaults)) {
    const [word = '', second = ''] = words;
    const isOption = word === 'option' && OTHER_OPTIONS.has(second);
    const off = section.lines.some(
      ({ words: [no, what, name] }) => no === 'no' && what === word && name === second,
    );
    if (isOption && !off) yield noCounterpart(`option ${second}`, number);
    if (IN_DEFAULTS.has(word)) yield noCounterpart(word, number);
  }
}

/** The lines of defaults that may have an effect in tcp mode. */
function workOf(defaults: readonly HaproxyLine[]): readonly HaproxyLine[] {
  const known = WORK.get(defaults);
  if (known) return known;
  const found = defaults.filter(
    ({ words: [word = '', second = ''] }) =>
      (word === 'option' && OTHER_OPTIONS.has(second)) || IN_DEFAULTS.has(word),
  );
  WORK.set(defaults, found);
  return found;
}

const WORK = new WeakMap<readonly HaproxyLine[], readonly HaproxyLine[]>();

function noCounterpart(what: string, line: number): string {
  return `portproxy has no counterpart for ${what} (line ${line}).`;
}

/** The backend of a frontend; without one that is known, a remark says why. */
function backendOf(
  front: HaproxySection,
  backends: ReadonlyMap<string, HaproxySection>,
  rows: Rows,
): HaproxySection | undefined {
  const lines = [...front.defaults, ...front.lines];
  const name = lines.findLast(({ words }) => words[0] === 'default_backend')?.words[1];
  if (name === undefined) {
    const chosen = lines.find(({ words }) => words[0] === 'use_backend');
    rows.leftOut(
      front.number,
      chosen
        ? `It chooses its backend by a condition (line ${chosen.number}).`
        : 'It has no default_backend.',
    );
    return undefined;
  }
  const backend = backends.get(name);
  if (!backend) rows.leftOut(front.number, `The file has no backend ${name}.`);
  return backend;
}

/** Tells of words of a server that are left out, and of its limit apart. */
function noteIgnored({ ignored, number }: PlacedServer, rows: Rows): void {
  const at = ignored.lastIndexOf('maxconn');
  const limit = at < 0 ? [] : ignored.slice(at, at + 2);
  const others = at < 0 ? ignored : ignored.toSpliced(at, 2);
  const lost = lostSetting(limit);
  if (lost !== undefined) rows.lost(number, lost);
  if (others.length > 0) rows.note(number, `Left out: ${others.join(' ')}.`);
}

const NOTED = new WeakSet<readonly HaproxyLine[]>();

function noteHarmless(section: HaproxySection, rows: Rows, { servers }: HaproxyTargets): void {
  const isRead = ({ words: [word = '', second = ''] }: HaproxyLine): boolean =>
    (READ_SETTINGS.has(word) && (word !== 'timeout' || isReadTimeout(second))) ||
    // Several targets are tried one after the other.
    (servers.length > 1 && word === 'option' && second === 'redispatch');
  // Once for all sections that share them.
  for (const line of NOTED.has(section.defaults) ? [] : section.defaults) {
    const lost = isRead(line) ? undefined : lostSetting(line.words);
    if (lost !== undefined) rows.lost(line.number, lost);
  }
  NOTED.add(section.defaults);
  const limit = perClientLimit(section)?.lines;
  for (const line of section.lines) {
    const { words, number } = line;
    const [word = ''] = words;
    if (isRead(line) || limit?.has(line)) continue;
    if (!HARMLESS.has(word) || word === 'mode' || word === 'default-server' || word === 'enabled') continue;
    const lost = lostSetting(words);
    if (lost !== undefined) rows.lost(number, lost);
    else rows.note(number, 'It is left out; the entry forwards without it.');
  }
}

/** Whether the last of two words that a section, or else its defaults, say is the first. */
function setting(section: HaproxySection, on: string, off: string): boolean {
  const last = [...section.defaults, ...section.lines].findLast(
    ({ words }) => words[0] === on || words[0] === off,
  );
  return last?.words[0] === on;
}

function linesOf(section: HaproxySection, word: string): HaproxyLine[] {
  return section.lines.filter(({ words }) => words[0] === word);
}

/** Options of `bind` without effect on where bytes go, with how many words follow each (manual, section 5.1). */
const BIND_OPTIONS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'accept-proxy': 0,
    backlog: 1,
    'defer-accept': 0,
    id: 1,
    level: 1,
    maxconn: 1,
    mss: 1,
    name: 1,
    nice: 1,
    process: 1,
    severity: 1,
    shards: 1,
    'tcp-ut': 1,
    tfo: 0,
    thread: 1,
    v4v6: 0,
    v6only: 0,
  }),
);

function readBind(
  { words, number }: HaproxyLine,
  { servers }: HaproxyTargets,
  { options: found, rows }: { readonly options: SuppliedOptions; readonly rows: Rows },
): void {
  const [, addresses = '', ...settings] = words;
  for (let at = 0; at < settings.length; at++) {
    const follow = BIND_OPTIONS.get(settings[at]!);
    if (follow === undefined) {
      rows.leftOut(number, `portproxy has no counterpart for ${settings[at]} where it listens.`);
      return;
    }
    at += follow;
  }
  const options = fittingOptions(
    { ...found, ...(settings.includes('accept-proxy') && { acceptProxy: 'yes' }) },
    { line: number, rows },
  );
  for (const address of addresses.split(',')) {
    const { text, version } = familyPrefix(address);
    const listen = splitEndpoint(text);
    const isEvery = listen?.host === '' || listen?.host === EVERY_ADDRESS;
    const target = listen && connectSide(listen.port, servers);
    if (!listen || target === undefined) {
      rows.fault(number, 'An address to bind needs a port, such as *:80 or [::]:80; a server may shift it.');
      continue;
    }
    if (typeof target === 'string') {
      rows.leftOut(number, target);
      continue;
    }
    const listenAddress = isEvery ? EVERY_ADDRESS : listen.host;
    const row = { ...options, listenPort: listen.port, ...target };
    rows.add({ ...row, listenAddress, listens: version }, number);
    const isBoth = /^[:0]+$/.test(listen.host) && listen.host.includes(':') && !settings.includes('v6only');
    if (isBoth) rows.alsoOnIpv4(row, number);
  }
}

/** The connect side of an entry that listens on this port; undefined where a port cannot be shifted, or why it has none. */
function connectSide(
  listen: string,
  [first, ...others]: HaproxyTargets['servers'],
): Pick<FoundRow, 'connectAddress' | 'connectPort' | 'connects'> | string | undefined {
  const found: (FoundTarget | undefined)[] = [first, ...others].map(({ host, port, version }) => {
    const connectPort = connectPortOf(listen, port);
    return connectPort === undefined ? undefined : { host, port: connectPort, version };
  });
  const [one, ...more] = found.filter((target) => target !== undefined);
  return one === undefined || more.length < others.length ? undefined : joinTargets([one, ...more]);
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
