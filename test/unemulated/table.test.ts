import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { findRow } from '../../src/unemulated/find.ts';
import { type Advice, isSentence } from '../../src/unemulated/row.ts';
import { UNEMULATED } from '../../src/unemulated/table.ts';
import { LINUX_PROGRAMS, MACOS_PROGRAMS } from './known-programs.ts';

const ROOT: ContextPath<Host> = [root];
const MADE = ['system', 'cidr', 'dev', 'lladdr', 'lastport'];

const textsOf = (advice: Advice): string[] => (typeof advice === 'string' ? [advice] : Object.values(advice));

/** The commands of a text: without its remark, and without the marks of what may be left out. */
function commandsOf(text: string): string[] {
  if (isSentence(text)) return [];
  return text
    .replace(/ # .*$/, '')
    .replaceAll(/[[\]]/g, '')
    .split(/ && | \| /);
}

const commands = (of: 'linux' | 'macos') => UNEMULATED.flatMap((row) => textsOf(row[of])).flatMap(commandsOf);

test('every row stands once, and is found by its own words', () => {
  const all = UNEMULATED.map(({ words }) => words);
  expect(new Set(all).size).toBe(all.length);
  for (const row of UNEMULATED) expect(findRow(row.words.split(' '))?.row, row.words).toBe(row);
});

test('no row is about what this netsh does itself', () => {
  const emulated = UNEMULATED.filter(({ words }) => {
    const reading = read<Host>(words, ROOT, NO_FACTS);
    return !(reading.kind === 'failed' && reading.problem.code === 'unknown-command');
  });
  expect(emulated.map(({ words }) => words)).toEqual([]);
});

test('the commands that real scripts use most have a row of their own', () => {
  const used = `
    winsock reset
    interface ip reset
    interface tcp reset
    interface httpstunnel reset
    interface isatap reset
    interface 6to4 reset
    interface teredo reset
    branchcache reset
    firewall set portopening
    firewall add portopening
    interface ipv6 install
    interface ipv6 reset
    interface ip add address
    interface ipv6 set privacy
    interface ipv6 set global
    interface tcp set global
    http add urlacl
    winhttp show proxy
    wlan show profile
    wlan show interfaces
    wlan show networks
    wlan disconnect
    interface ip set address
    interface ip set dns
    interface ip delete arpcache
    interface set interface
    wlan set hostednetwork
    wlan start hostednetwork
    wlan stop hostednetwork
    wlan show drivers
    wlan show all
    interface ipv4 show excludedportrange
    interface ipv6 show prefixpolicies
    trace start
    wfp show
    dhcp server
    firewall show state
    wlan connect
    wlan add profile
    wlan delete profile
    winhttp reset proxy
    winhttp import proxy
    http add iplisten
    http show urlacl
    http flush logbuffer
    interface ipv4 set subinterface
    interface ipv4 add neighbors
    firewall set service
    interface ipv4 add route
    interface ipv4 delete route
    interface ip set wins
    http add sslcert
    http delete sslcert
    routing ip relay
    rpc filter
    ras set
    lan show interfaces
    advfirewall export a.wfw
    advfirewall import a.wfw
    advfirewall consec
    advfirewall monitor
    advfirewall mainmode
    advfirewall set store gpo=x
  `
    .trim()
    .split(/\n */);
  expect(used.length).toBeGreaterThanOrEqual(60);
  expect(used.filter((line) => !findRow(line.split(' ')))).toEqual([]);
});

test('texts name only tags of their row, and the last situation of each holds always', () => {
  for (const row of UNEMULATED) {
    const known = [...MADE, ...(row.tags?.split(' ') ?? [])];
    for (const advice of [row.linux, row.macos]) {
      for (const text of textsOf(advice)) {
        for (const [, name] of text.matchAll(/\{([\w-]+)\}/g))
          expect(known, `${row.words}: ${text}`).toContain(name);
      }
      if (typeof advice === 'string') continue;
      const situations = Object.keys(advice);
      expect(situations.at(-1), row.words).toBe('else');
      for (const situation of situations.slice(0, -1))
        expect(known, row.words).toContain(situation.split('=')[0]);
    }
  }
});

test('every program that a text names is a known one', () => {
  const program = (command: string) => command.split(' ')[0]!;
  expect(
    commands('linux')
      .map(program)
      .filter((name) => !Object.hasOwn(LINUX_PROGRAMS, name)),
  ).toEqual([]);
  expect(
    commands('macos')
      .map(program)
      .filter((name) => !MACOS_PROGRAMS.includes(name)),
  ).toEqual([]);
  expect(
    Object.keys(LINUX_PROGRAMS).filter((name) => !commands('linux').map(program).includes(name)),
  ).toEqual([]);
  expect(MACOS_PROGRAMS.filter((name) => !commands('macos').map(program).includes(name))).toEqual([]);
});

/** Programs whose commands are words. */
const WORDED: ReadonlySet<string> = new Set(['ip', 'nmcli', 'resolvectl', 'bridge']);
/** Where `ip` has a page for each of its objects. */
const PAGES_OF_IP: Readonly<Record<string, string>> = { neighbor: 'ip-neighbour' };

describe('options and words of commands stand in their man pages, where these are installed', () => {
  const checked = [...new Set(commands('linux'))].flatMap((command) => {
    const [program = '', ...words] = command.split(' ');
    const object = program === 'ip' ? words.find((word) => !word.startsWith('-')) : undefined;
    const page = manPage(object === undefined ? program : (PAGES_OF_IP[object] ?? `ip-${object}`));
    if (page === undefined) return [];
    const general = program === 'ip' ? (manPage('ip') ?? '') : '';
    const options = words.filter((word) => /^--?[a-zA-Z0-9]/.test(word)).map((word) => word.split('=')[0]!);
    const keywords = WORDED.has(program)
      ? words.filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith('-'))
      : [];
    return [{ command, text: page + general, words: [...options, ...keywords] }];
  });

  test.runIf(checked.length > 0)('there are such', () => {
    expect(checked.flatMap(({ words }) => words).length).toBeGreaterThan(0);
  });

  test.each(checked)('$command', ({ text, words }) => {
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
  });
});

/** Returns the text of a page of section 1 or 8, without what only sets it; undefined where it is not installed. */
function manPage(name: string): string | undefined {
  const file = [1, 8]
    .map((section) =>
      path.join(process.env['MANPATH'] ?? '/usr/share/man', `man${section}`, `${name}.${section}.gz`),
    )
    .find(existsSync);
  if (file === undefined) return undefined;
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .replaceAll(/\\f[A-Z]|\\f\(\w\w/g, '')
    .replaceAll(String.raw`\-`, '-');
}
