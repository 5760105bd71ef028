import { linesOf } from './decode.ts';
import { haproxyWords } from './haproxy-words.ts';
import type { Rows } from './rows.ts';

/** A line of a section, as words; lines count from 1. */
export interface HaproxyLine {
  readonly number: number;
  readonly words: readonly string[];
}

/** A section of a configuration of HAProxy. */
export interface HaproxySection {
  readonly kind: string;
  readonly name: string;
  readonly number: number;
  readonly lines: readonly HaproxyLine[];
  /** The lines of the defaults that hold in it, those that other defaults come from first. */
  readonly defaults: readonly HaproxyLine[];
}

/**
 * Returns the last line that says a setting, in a section or else in its defaults; `name` is its word, and its second where
 * that tells it apart (`timeout client`, `option allbackups`).
 */
export function lastSetting({ lines, defaults }: HaproxySection, name: string): HaproxyLine | undefined {
  return lastLines(lines).get(name) ?? lastLines(defaults).get(name);
}

/** The last line of each setting, by its first word and by its first two; sections share their defaults. */
function lastLines(lines: readonly HaproxyLine[]): ReadonlyMap<string, HaproxyLine> {
  const known = LAST_LINES.get(lines);
  if (known) return known;
  const last = new Map<string, HaproxyLine>();
  for (const line of lines) {
    const [word = '', second = ''] = line.words;
    last.set(word, line);
    last.set(`${word} ${second}`, line);
  }
  LAST_LINES.set(lines, last);
  return last;
}

const LAST_LINES = new WeakMap<readonly HaproxyLine[], ReadonlyMap<string, HaproxyLine>>();

const KINDS = new Set(
  (
    'global defaults listen frontend backend resolvers peers userlist mailers cache program ring log-forward ' +
    'http-errors fcgi-app crt-store log-profile traces acme'
  ).split(' '),
);

/** Returns the sections of a text with their defaults (manual, section 4); reports lines before the first one. */
export function haproxySections(text: string, rows: Rows): HaproxySection[] {
  const named = new Map<string, readonly HaproxyLine[]>();
  let last: readonly HaproxyLine[] = [];
  return split(text, rows).map(({ words: [kind = '', ...names], number, lines }) => {
    const from = names.indexOf('from');
    const parent = from < 0 ? undefined : (names[from + 1] ?? '');
    const name = from === 0 ? '' : (names[0] ?? '');
    if (parent !== undefined && !named.has(parent)) {
      rows.fault(number, `No defaults section above it is named ${parent}.`);
    }
    const isDefaults = kind === 'defaults';
    const defaults = parent === undefined ? (isDefaults ? [] : last) : (named.get(parent) ?? []);
    if (isDefaults) {
      last = [...defaults, ...lines];
      if (name !== '') named.set(name, last);
    }
    return { kind, name, number, lines, defaults };
  });
}

interface Part extends HaproxyLine {
  readonly lines: HaproxyLine[];
}

function split(text: string, rows: Rows): Part[] {
  const found: Part[] = [];
  for (const [at, line] of linesOf(text).entries()) {
    const words = haproxyWords(line);
    const number = at + 1;
    if (words[0] === undefined) continue;
    if (KINDS.has(words[0])) found.push({ words, number, lines: [] });
    else if (found.length > 0) found.at(-1)!.lines.push({ words, number });
    else rows.fault(number, 'It stands above the first section.');
  }
  return found;
}
