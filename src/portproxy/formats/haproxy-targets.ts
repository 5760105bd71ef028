import type { Entry } from '../entry.ts';
import { type HaproxyLine, type HaproxySection, lastSetting } from './haproxy-sections.ts';
import { type HaproxyServer, haproxyServer } from './haproxy-server.ts';

/** A server with its line. */
export type PlacedServer = HaproxyServer & { readonly number: number };

/** The servers that a section connects to: all alike in what an entry has once. */
export interface HaproxyTargets {
  readonly servers: readonly [PlacedServer, ...PlacedServer[]];
  /** Among several. */
  readonly balance: NonNullable<Entry['balance']> | undefined;
  /** None of them is in use. */
  readonly isDisabled: boolean;
  /** Those that are switched off beside others. */
  readonly unused: readonly PlacedServer[];
}

/** Returns the servers that a section connects to, or why it has no counterpart, as a full sentence. */
export function targetsOf(section: HaproxySection): HaproxyTargets | string {
  const byDefault = [...defaultServers(section.defaults), ...defaultServers(section.lines)];
  if (byDefault.reduce((sum, { words }) => sum + words.length, 0) > MOST_WORDS) {
    return `It has too many words of default-server${inSection(section)}.`;
  }
  const found = section.lines
    .filter(({ words }) => words[0] === 'server')
    .map(({ words, number }) => {
      // A default-server holds for the servers below it.
      const above = byDefault.filter((line) => line.number < number).flatMap((line) => line.words.slice(1));
      const server = haproxyServer(words, above);
      return typeof server === 'string'
        ? `${server.slice(0, -1)} (line ${number}).`
        : Object.assign({ number }, server);
    });
  const refused = found.find((server) => typeof server === 'string');
  if (typeof refused === 'string') return refused;
  const servers = found.filter((server) => typeof server !== 'string');
  const inUse = servers.filter(({ isDisabled }) => !isDisabled);
  const [first, ...others] = inOrder(inUse.length > 0 ? inUse : servers);
  if (first === undefined) return `It has no server${inSection(section)}.`;
  const state = {
    isDisabled: inUse.length === 0,
    unused: servers.filter((one) => inUse.length > 0 && one.isDisabled),
  };
  if (others.length === 0) return { servers: [first], balance: undefined, ...state };
  const chosen = balanceOf(section, [first, ...others]);
  const balance = NAMED.get(chosen);
  if (balance === undefined) return chosen;
  const different = differentIn(first, others);
  if (different !== undefined)
    return `Its servers${inSection(section)} differ in ${different}; an entry has that once.`;
  return { servers: [first, ...others], balance, ...state };
}

/** Lines of default-server; sections share their defaults. */
function defaultServers(lines: readonly HaproxyLine[]): readonly HaproxyLine[] {
  const known = DEFAULT_SERVERS.get(lines);
  if (known) return known;
  const found = lines.filter(({ words }) => words[0] === 'default-server');
  DEFAULT_SERVERS.set(lines, found);
  return found;
}

const DEFAULT_SERVERS = new WeakMap<readonly HaproxyLine[], readonly HaproxyLine[]>();
/** More words of default-server hold for no server: each server would read them again. */
const MOST_WORDS = 1000;

/** The words for a choice that exist on both sides. */
const NAMED: ReadonlyMap<string, NonNullable<Entry['balance']>> = new Map([
  ['first', 'first'],
  ['roundrobin', 'roundrobin'],
  ['static-rr', 'roundrobin'],
  ['leastconn', 'leastconnections'],
  ['source', 'source'],
]);

/** Servers in the order in which they are used: backups behind the others. */
function inOrder(servers: readonly PlacedServer[]): readonly PlacedServer[] {
  return [...servers.filter(({ isBackup }) => !isBackup), ...servers.filter(({ isBackup }) => isBackup)];
}

/** How one of several servers is chosen, a key of `NAMED`; or why that has no counterpart. */
function balanceOf(section: HaproxySection, servers: readonly PlacedServer[]): string {
  const isBackedUp = servers.some(({ isBackup }) => isBackup);
  const primary = servers.filter(({ isBackup }) => !isBackup).length;
  const allAtOnce = lastSetting(section, 'option allbackups') !== undefined;
  // One server, and behind it one backup after the other: the first that is up is taken.
  if (isBackedUp && primary <= 1 && !(allAtOnce && servers.length > 2)) return 'first';
  if (isBackedUp) return `It has backup servers beside several others${inSection(section)}.`;
  if (new Set(servers.map(({ weight }) => weight)).size > 1) {
    return `It gives its servers different shares${inSection(section)} (weight).`;
  }
  // Without the line, it takes turns (manual, section 4.2, balance).
  const word = lastSetting(section, 'balance')?.words[1] ?? 'roundrobin';
  return NAMED.has(word) ? word : `portproxy has no counterpart for balance ${word}${inSection(section)}.`;
}

function differentIn(first: PlacedServer, others: readonly PlacedServer[]): string | undefined {
  if (others.some(({ sendProxy }) => sendProxy !== first.sendProxy)) return 'send-proxy';
  if (others.some(({ source }) => source !== first.source)) return 'source';
  if (others.some(({ checkMs }) => checkMs !== first.checkMs)) return 'their checks';
  const shifts = new Set([first, ...others].map(({ port }) => port).filter((port) => !/^\w/.test(port)));
  return shifts.size > 1 ? 'how far they shift ports' : undefined;
}

function inSection({ kind, name }: HaproxySection): string {
  return kind === 'backend' ? ` in backend ${name}` : '';
}
