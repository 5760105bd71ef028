import { linesOf } from './decode.ts';
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
    const words = wordsOf(line);
    const number = at + 1;
    if (words[0] === undefined) continue;
    if (KINDS.has(words[0])) found.push({ words, number, lines: [] });
    else if (found.length > 0) found.at(-1)!.lines.push({ words, number });
    else rows.fault(number, 'It stands above the first section.');
  }
  return found;
}

/** The words of a line: quotes group, a backslash escapes, `#` begins a comment (manual, section 2.2). */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\#]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\$)+|#.*/g)) {
    if (word.startsWith('#')) break;
    words.push(word.replaceAll(/\\(.)|["']/g, '$1'));
  }
  return words;
}
