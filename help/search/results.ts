import { HELP_WIDTH, foldText, twoColumns } from '../fold-text.ts';
import type { HelpDocument } from './document.ts';
import { nearWords } from './near-words.ts';
import { searchHelp } from './search.ts';

/** The answer to a search, as lines and as data. */
export interface SearchAnswer {
  readonly lines: readonly string[];
  readonly found: readonly {
    readonly kind: HelpDocument['kind'];
    readonly name: string;
    readonly text: string;
  }[];
  /** Words that help does not have, with words of it that are near. */
  readonly near: Readonly<Record<string, readonly string[]>>;
}

/** Where help is asked for, and how wide its lines may be. */
export interface SearchPlace {
  /** Words of the context. */
  readonly here: readonly string[];
  readonly width?: number | undefined;
  /** On a command line, where `netsh` stands before what is typed. */
  readonly isOneShot?: boolean | undefined;
}

/** Results take so many lines, so that all fits a screen of 24. */
const MOST_LINES = 15;
const MOST_OTHERS = 4;
/** A longer name has a line of its own. */
const WIDEST = 36;
/** So much of what was asked for is repeated, in UTF-16 units. */
const REPEATED = 60;

/** Answers `help WORD`: what was found, or that nothing was, with words that are near. */
export function answerSearch(
  all: readonly HelpDocument[],
  words: string,
  { here, width = HELP_WIDTH, isOneShot = false }: SearchPlace,
): SearchAnswer {
  const { documents, missed } = searchHelp(all, words, here);
  const near = Object.fromEntries(missed.map((word) => [word, nearWords(all, word)]));
  const found = documents.map(({ kind, words: [...name], text }) => ({ kind, name: name.join(' '), text }));
  const rows = resultRows(documents, here);
  const asked = words.length > REPEATED ? `${words.slice(0, REPEATED)}…` : words;
  const sentences = (text: string) => foldText(text, width);
  if (rows.length === 0) {
    const lines = [
      ...sentences(`Help has nothing on "${asked}".${nearText(near)}`),
      ...sentences('help topics lists the topics, help alone the commands.'),
    ];
    return { lines: ['', ...lines, ''], found, near };
  }
  const missing = missed.length > 0 ? sentences(`Nothing has ${listed(missed)}.${nearText(near)}`) : [];
  const shown = fitting(rows, width);
  const more = rows.length - shown.rows;
  const [first] = documents;
  const lines = [
    `Help on "${asked}":`,
    ...missing,
    '',
    ...shown.lines,
    ...(more > 0 ? [`  … and ${more} more; another word narrows it.`] : []),
    '',
    ...(first ? sentences(howTo(first, typed(first, here), isOneShot)) : []),
  ];
  return { lines: ['', ...lines, ''], found, near };
}

/** Returns what help has on words beside the document that has the words of `except`, as rows below a heading; empty for nothing. */
export function seeAlso(
  all: readonly HelpDocument[],
  words: string,
  except: readonly string[],
  { here, width = HELP_WIDTH }: SearchPlace,
): string[] {
  const name = except.join(' ');
  const others = all.filter((one) => one.words.join(' ') !== name);
  const rows = resultRows(searchHelp(others, words, here).documents, here).slice(0, MOST_OTHERS);
  return rows.length === 0
    ? []
    : ['See also:', '', ...twoColumns(rows, { width, widest: widest(width) }), ''];
}

/** Rows of results; commands that differ only in their family or version of IP share one. */
function resultRows(documents: readonly HelpDocument[], here: readonly string[]) {
  const rows = new Map<string, { readonly first: HelpDocument; readonly others: string[] }>();
  for (const document of documents) {
    const known = rows.get(likeness(document));
    if (known) known.others.push(difference(document.words, known.first.words));
    else rows.set(likeness(document), { first: document, others: [] });
  }
  return rows
    .values()
    .toArray()
    .map(({ first, others }) => {
      const also = others.length > 0 ? ` Also: ${others.join(', ')}.` : '';
      return { name: typed(first, here), text: `${first.text}${also}` };
    });
}

/** The same for documents that differ only in the version of IP. */
function likeness({ words, text }: HelpDocument): string {
  return `${words.join(' ')}\n${text}`.replaceAll(/v[46]/gi, 'v');
}

/** Returns the word in which a document differs from another. */
function difference(words: readonly string[], others: readonly string[]): string {
  return words.find((word, at) => word !== others[at]) ?? '';
}

/** Returns what to type for a document in a context: without the words of that context. */
function typed({ words, kind }: HelpDocument, here: readonly string[]): string {
  const isBelow =
    kind !== 'topic' &&
    kind !== 'lesson' &&
    words.length > here.length &&
    here.every((word, at) => words[at] === word);
  return (isBelow ? words.slice(here.length) : words).join(' ');
}

/** Returns the first rows as lines, as many as have room. */
function fitting(rows: ReturnType<typeof resultRows>, width: number) {
  for (let count = Math.min(rows.length, MOST_LINES); ; count--) {
    const lines = twoColumns(rows.slice(0, count), { width, widest: widest(width) });
    if (lines.length <= MOST_LINES || count <= 1) return { rows: count, lines };
  }
}

/** The widest name that has its text beside it. */
function widest(width: number): number {
  return Math.min(WIDEST, width >> 1);
}

/** Says how to read on. */
function howTo({ kind }: HelpDocument, name: string, isOneShot: boolean): string {
  const line = `${isOneShot ? 'netsh ' : ''}${name}`;
  if (kind === 'lesson') return `To take a lesson, type its words: ${line}`;
  return kind === 'topic'
    ? `To read one, type its words: ${line}`
    : `To read one, type it with ? behind: ${line} ?`;
}

function nearText(near: SearchAnswer['near']): string {
  const words = Object.values(near).flat();
  return words.length > 0 ? ` Near: ${words.join(', ')}.` : '';
}

function listed(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(' and ');
}
