import { computed, summed } from './arithmetic.ts';
import type { Dialect } from './dialect.ts';
import type { Environment, Value } from './environment.ts';
import { closingBracket, endOfQuote } from './quotes.ts';
import { fillIn, openReferences } from './references.ts';
import type { ListKind } from './step.ts';

/** Longest list, values: as many as there are ports. */
const MAX_LIST = 65_535;
/** Longest value, characters. */
const MAX_VALUE = 8192;

/** Returns what a file sets a variable to, as its dialect reads it. */
export function valueOf(
  text: string,
  how: 'text' | 'arithmetic' | 'asked',
  {
    dialect,
    environment,
    line,
  }: { readonly dialect: Dialect; readonly environment: Environment; readonly line: number },
): Value {
  if (how === 'asked') return { kind: 'unknown', why: `is asked for (line ${line})` };
  if (how === 'arithmetic') {
    const sum = summed(text, environment);
    return sum === undefined ? byCommand(line) : { kind: 'known', words: [sum], line };
  }
  const words = wordsOf(text.trim(), dialect, environment);
  if (typeof words === 'string') {
    // A command, or the variable of a loop over what one prints.
    const isByCommand = /^(?:%%?~?\w$|\$\(|`)/.test(words);
    return isByCommand ? byCommand(line) : { kind: 'unknown', why: `is made of ${words} (line ${line})` };
  }
  if (!words || words.some((word) => word.length > MAX_VALUE)) return byCommand(line);
  return { kind: 'known', words, line };
}

/** Returns the values of a loop; undefined where the file does not tell them. */
export function listOf(
  text: string,
  how: ListKind,
  { dialect, environment }: { readonly dialect: Dialect; readonly environment: Environment },
): readonly string[] | undefined {
  if (how === 'unknown') return undefined;
  if (how === 'count') {
    const [from = NaN, step = NaN, to = NaN] = text
      .split(',')
      .map((part) => Number(summed(fillIn(part, environment), environment) ?? summed(part, environment)));
    return counted(from, to, step);
  }
  if (dialect === 'batch') {
    const filled = fillIn(text, environment);
    if (openReferences(filled).length > 0 || /[*?]/.test(filled)) return undefined;
    return short((filled.match(/"[^"]*"|[^\s,;="]+/g) ?? []).map(unquoted));
  }
  const words =
    dialect === 'sh' ? shellWords(text.trim(), environment) : wordsOf(text.trim(), dialect, environment);
  return Array.isArray(words) ? short(words) : undefined;
}

/** Quotes stay where netsh needs them. */
function unquoted(word: string): string {
  return /\s/.test(word) ? word : word.replaceAll('"', '');
}

function byCommand(line: number): Value {
  return { kind: 'unknown', why: `is set by a command (line ${line})` };
}

/** The words of a value; a text names what is missing in it. */
function wordsOf(text: string, dialect: Dialect, environment: Environment): string[] | string | undefined {
  switch (dialect) {
    case 'powershell':
      return listItems(text, environment);
    case 'sh':
      if (text.startsWith('(') && text.endsWith(')')) return shellWords(text.slice(1, -1), environment);
      return whole(shellText(text, environment));
    case 'batch':
    case 'other':
      return whole(fillIn(text, environment));
  }
}

function whole(filled: string): string[] | string {
  const [open] = openReferences(filled);
  return open === undefined && !filled.includes('`') ? [filled] : (open?.text ?? '`…`');
}

/** The items of a list of PowerShell: numbers, ranges, texts in quotes, variables. */
function listItems(typed: string, environment: Environment): string[] | string | undefined {
  const bare = typed.replace(/^(?:\[[^\]]{0,50}\]\s*)+/, '').replace(/;\s*$/, '');
  const open = bare.startsWith('@(') ? 1 : bare.startsWith('(') ? 0 : -1;
  const isBracketed = open >= 0 && closingBracket(bare, open) === bare.length - 1;
  const items = splitItems(isBracketed ? bare.slice(open + 1, -1) : bare);
  const words: string[] = [];
  for (const item of items) {
    const more = itemWords(item, environment);
    if (!Array.isArray(more)) return more;
    words.push(...more.slice(0, MAX_LIST + 1 - words.length));
  }
  return short(words);
}

function splitItems(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (char === "'" || char === '"') at = endOfQuote(text, at, '`');
    else if (char === undefined || char === ',' || char === '\n' || char === ';') {
      const item = text.slice(start, at).trim();
      if (item !== '') items.push(item);
      start = at + 1;
    }
  }
  if (start < text.length && text.slice(start).trim() !== '') items.push(text.slice(start).trim());
  return items;
}

function itemWords(item: string, environment: Environment): string[] | string | undefined {
  if (/^'[^']*'$/.test(item)) return [item.slice(1, -1)];
  if (/^"(?:[^"`]|`[^])*"$/.test(item)) {
    const filled = fillIn(item.slice(1, -1), environment);
    const [open] = openReferences(filled);
    return open ? open.text : [filled.replaceAll(/`(.)/g, '$1')];
  }
  const variable = /^\$(?:\{([^}]{1,100})\}|((?:\w+:)?\w+))$/.exec(item);
  if (variable) {
    const value = environment.get(variable[1] ?? variable[2]!);
    return value?.kind === 'known' ? [...value.words] : item;
  }
  const filled = fillIn(item, environment);
  const range = /^(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})$/.exec(filled);
  if (range) return counted(Number(range[1]), Number(range[2]));
  if (/^-?\d+$/.test(filled)) return [filled];
  const sum = computed(filled, environment) ?? computed(item, environment);
  return sum === undefined ? undefined : [sum];
}

/** A word of a shell without its quotes, filled in. */
function shellText(text: string, environment: Environment): string {
  return text
    .split(/('[^']*')/)
    .map((part) => (/^'.*'$/s.test(part) ? part.slice(1, -1) : fillIn(part, environment).replaceAll('"', '')))
    .join('');
}

function shellWords(text: string, environment: Environment): string[] | undefined {
  const words: string[] = [];
  const plain = text.replaceAll(
    /\$\(\s*seq\s+(\d{1,6})\s+(\d{1,6})\s*\)|\{(\d{1,6})\.\.(\d{1,6})\}/g,
    (typed: string, ...ends: (string | undefined)[]) =>
      (counted(Number(ends[0] ?? ends[2]), Number(ends[1] ?? ends[3])) ?? [typed]).join(' '),
  );
  for (const [word] of plain.matchAll(/"[^"]*"?|'[^']*'?|[^\s"']+/g)) {
    const filled = shellText(word, environment);
    if (openReferences(filled).length > 0 || /[*?`]/.test(filled)) return undefined;
    const isOne = /^["']/.test(word) && !/^"\$\{\w+\[@\]\}"$/.test(word);
    words.push(...(isOne ? [filled] : filled.split(/\s+/).filter(Boolean)).slice(0, MAX_LIST + 1));
    if (words.length > MAX_LIST) return undefined;
  }
  return words;
}

/** The whole numbers from one to another; undefined where they are too many or none. */
function counted(from: number, to: number, step = from <= to ? 1 : -1): string[] | undefined {
  const count = Math.floor((to - from) / step) + 1;
  if (!(count >= 0 && count <= MAX_LIST)) return undefined;
  return Array.from({ length: count }, (_, at) => String(from + at * step));
}

function short(words: string[]): string[] | undefined {
  return words.length <= MAX_LIST ? words : undefined;
}
