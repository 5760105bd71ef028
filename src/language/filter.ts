import { matchName } from './match.ts';
import type { Filter, FilterProblem, Part } from './reading.ts';
import type { Span, Token } from './token.ts';

/** The filters that may stand behind a bar. */
export const FILTERS = [
  { name: 'include', text: 'Keeps the lines that contain a text, in any case.' },
  { name: 'exclude', text: 'Drops the lines that contain a text, in any case.' },
  { name: 'find', text: "Keeps lines as Windows' find does: [/i] [/v] [/c] TEXT." },
  { name: 'count', text: 'Counts the rows, without headings and blank lines.' },
] as const;

/** The switches of `find`. */
export const FIND_SWITCHES = [
  { name: '/i', text: 'Ignores case.' },
  { name: '/v', text: 'Keeps the lines that do not contain the text.' },
  { name: '/c', text: 'Counts the lines.' },
] as const;

/** The filters behind the bars of a line, and their words. */
export interface ReadFilters {
  readonly filters: readonly Filter[];
  readonly parts: readonly Part[];
  readonly problem?: FilterProblem | undefined;
}

const NAMES = 'Use include, exclude, find or count.';

/** Splits words at bars that are not quoted: each bar becomes a word of its own. */
export function splitBars(words: readonly Token[]): readonly Token[] {
  if (!words.some((word) => !word.quoted && word.text.includes('|'))) return words;
  return words.flatMap((word) => (word.quoted || !word.text.includes('|') ? [word] : pieces(word)));
}

/** Whether a word is a bar of its own. */
export function isBar(word: Token | undefined): boolean {
  return word?.text === '|' && !word.quoted;
}

/** Reads the words from the first bar on. */
export function readFilters(words: readonly Token[]): ReadFilters {
  const filters: Filter[] = [];
  const parts: Part[] = [];
  for (let at = 0; at < words.length;) {
    const bar = words[at]!;
    const end = words.findIndex((word, place) => place > at && isBar(word));
    const own = words.slice(at + 1, end < 0 ? words.length : end);
    const [name, ...rest] = own;
    if (!name) return { filters, parts, problem: problem(bar.span, `A filter follows |. ${NAMES}`, end < 0) };
    const found = matchName(FILTERS, name.text);
    if (!found) {
      const reason = `"${name.text}" is not a filter. ${NAMES}`;
      return { filters, parts, problem: problem(name.span, reason, false) };
    }
    parts.push({ span: { start: bar.span.start, end: name.span.end }, role: 'filter', name: found.name });
    parts.push(...rest.map((word): Part => ({ span: word.span, role: 'rest', name: word.text })));
    const filter = filterOf(found.name, name, rest, end < 0);
    if ('code' in filter) return { filters, parts, problem: filter };
    filters.push(...filter.filters);
    at = end < 0 ? words.length : end;
  }
  return { filters, parts };
}

function filterOf(
  name: (typeof FILTERS)[number]['name'],
  word: Token,
  rest: readonly Token[],
  isLast: boolean,
): FilterProblem | { readonly filters: readonly Filter[] } {
  const [extra] = rest;
  if (name === 'count') {
    if (!extra) return { filters: [{ kind: 'count' }] };
    return problem(extra.span, 'count takes no text. Filter before it: | include TEXT | count', false);
  }
  const switches = name === 'find' ? rest.filter(isSwitch).map(({ text }) => text.toLowerCase()) : [];
  const texts = name === 'find' ? rest.filter((one) => !isSwitch(one)) : rest;
  const text = texts.map((one) => one.text).join(' ');
  if (text === '') return problem(word.span, `${name} needs a text: ${name} 10.0.0.5`, isLast);
  const isExact = name === 'find' && !switches.includes('/i');
  const isInverse = name === 'exclude' || switches.includes('/v');
  const keep: Filter = { kind: 'keep', text, isInverse, isExact };
  return { filters: switches.includes('/c') ? [keep, { kind: 'count' }] : [keep] };
}

function isSwitch({ text, quoted }: Token): boolean {
  return !quoted && FIND_SWITCHES.some(({ name }) => name === text.toLowerCase());
}

function problem(span: Span, reason: string, isOpen: boolean): FilterProblem {
  return { code: 'filter', span, reason, isOpen };
}

function pieces({ text, span }: Token): Token[] {
  const found: Token[] = [];
  for (const { 0: piece, index } of text.matchAll(/\||[^|]+/g)) {
    const start = span.start + index;
    found.push({
      text: piece,
      span: { start, end: start + piece.length },
      quoted: false,
      equals: piece.indexOf('='),
    });
  }
  return found;
}
