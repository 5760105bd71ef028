import {
  type Argument,
  divide,
  isPositional,
  matchTag,
  placeArguments,
  splitArguments,
} from './arguments.ts';
import type { Facts } from './facts.ts';
import { barPlace } from './bar.ts';
import { FILTERS, FIND_SWITCHES, isBar, splitBars } from './filter.ts';
import { matchName } from './match.ts';
import { splitOptions } from './options.ts';
import {
  type Candidate,
  aliasCandidates,
  filtered,
  optionCandidates,
  valueCandidates,
  wordCandidate,
  wordCandidates,
} from './candidates.ts';
import type { CommandSubject } from './reading.ts';
import { type InnerLine, MAX_NESTED, innerLine } from './inner-line.ts';
import { MAX_LINE, type ReadOptions } from './read.ts';
import { resolve } from './resolve.ts';
import type { ContextPath, Given } from './schema.ts';
import { type Span, type Token, hasOpenQuote, tokenize, skipProgramName } from './token.ts';

/** Candidates for the cursor, and the stretch of the line that a chosen one replaces. */
export interface Completion {
  readonly span: Span;
  /** The part of the replaced word before the cursor; candidates begin with it, whatever the case. */
  readonly prefix: string;
  readonly candidates: readonly Candidate[];
}

/**
 * Completes a line at the cursor: candidates in table order, netsh's words before ours; none for a line longer than
 * `MAX_LINE`. Never throws.
 */
export function complete<H>(
  line: string,
  cursor: number,
  path: ContextPath<H>,
  facts: Facts,
  { hasFilters = false }: ReadOptions = {},
): Completion {
  if (line.length > MAX_LINE) return { span: { start: cursor, end: cursor }, prefix: '', candidates: [] };
  const bar = hasFilters ? barPlace(line, path) : undefined;
  if (bar !== undefined && cursor > bar) return completeFilter(line, cursor, bar);
  return completeNested(line.slice(0, bar), cursor, path, facts, MAX_NESTED);
}

/** Completes a line that may hold `nested` lines inside of each other. */
function completeNested<H>(
  line: string,
  cursor: number,
  path: ContextPath<H>,
  facts: Facts,
  nested: number,
): Completion {
  const inner = nested > 0 ? innerLine(line, cursor, path) : undefined;
  if (inner) {
    const { start } = inner;
    const found = outward(inner, completeNested(line.slice(start), cursor - start, path, facts, nested - 1));
    // What is no line may be something else that the command takes, such as a file.
    if (found.candidates.length > 0) return found;
  }
  const { before, word, later, after } = around(line, cursor);
  const span: Span = { start: word?.span.start ?? cursor, end: after };
  const prefix = word?.text ?? '';
  if (isComment(before, word)) return { span, prefix, candidates: [] };
  if (word && !word.quoted && prefix.startsWith('--'))
    return { span, prefix, candidates: optionCandidates(prefix) };
  const words = skipProgramName(splitOptions(before).words);
  const resolution = resolve(words, path);
  if (words.length > 0 && resolution.kind === 'command') {
    return completeArgument(resolution.subject, words.slice(resolution.used), {
      span,
      word,
      words,
      later,
      facts,
    });
  }
  const aliases = words.length === 0 ? aliasCandidates(facts) : [];
  const known = wordCandidates(words, path, prefix === '');
  return { span, prefix, candidates: filtered([...known, ...aliases], prefix) };
}

/** Completes the name of a filter, or the switches of `find`. */
function completeFilter(line: string, cursor: number, bar: number): Completion {
  const { before, word, after } = around(line.slice(bar), cursor - bar);
  const words = splitBars(word ? [...before, word] : before);
  const last = words.at(-1);
  const typed = word && !isBar(last) ? last : undefined;
  const own = (typed ? words.slice(0, -1) : words).slice(words.findLastIndex(isBar) + 1);
  const known =
    own.length === 0 ? FILTERS : matchName(FILTERS, own[0]!.text)?.name === 'find' ? FIND_SWITCHES : [];
  const prefix = typed?.text ?? '';
  const start = typed ? typed.span.start + bar : cursor;
  const candidates = known.map(({ name, text }) => wordCandidate(name, text, 'command'));
  return {
    span: { start, end: typed ? after + bar : cursor },
    prefix,
    candidates: filtered(candidates, prefix),
  };
}

/** Moves the completion of a line that is the argument of another, such as that of `explain`, to its place there. */
function outward({ start, onlyContexts }: InnerLine, { span, prefix, candidates }: Completion): Completion {
  return {
    span: { start: span.start + start, end: span.end + start },
    prefix,
    candidates: onlyContexts ? candidates.filter((one) => one.kind === 'context') : candidates,
  };
}

interface Place {
  readonly span: Span;
  readonly word: Token | undefined;
  readonly words: readonly Token[];
  /** The words after the one at the cursor. */
  readonly later: readonly Token[];
  readonly facts: Facts;
}

function completeArgument<H>(subject: CommandSubject<H>, before: readonly Token[], place: Place): Completion {
  const { rest, behind } = subject.command;
  const cut = divide(before, behind);
  const tags = behind && cut.divider ? behind.tags : subject.command.tags;
  const typed = cut.divider ? cut.after : before;
  const { word, facts } = place;
  const prefix = word?.text ?? '';
  const words = place.words.map((token) => token.text);
  if (rest) {
    const given: Given = { words, values: {} };
    const found = rest.suggest?.(facts, given, prefix) ?? [];
    return { span: place.span, prefix, candidates: valueCandidates(found, prefix) };
  }
  const list = Object.entries(tags).map(([name, tag]) => ({ name, tag }));
  const { named, open } = openTag(typed, word);
  const namedLater = splitArguments(place.later, tags).filter(({ name }) => name !== undefined);
  const { supplied } = placeArguments([...splitArguments(open, tags), ...namedLater], tags);
  const values = Object.fromEntries(supplied.map(({ tag, argument }) => [tag, argument.value]));
  const given: Given = { words, values };
  if (named) {
    const tag = matchTag(list, named.name);
    const span: Span = { start: named.valueStart ?? place.span.start, end: place.span.end };
    const found = tag?.tag.type.suggest?.(facts, given, named.value) ?? [];
    return { span, prefix: named.value, candidates: valueCandidates(found, named.value) };
  }
  const free = list.filter(({ name, tag }) => !(name in values) && (tag.fits?.(values) ?? true));
  const next = free.find(({ tag }) => isPositional(tag));
  const known = next?.tag.type.suggest?.(facts, given, prefix) ?? [];
  const shown = prefix === '' && next?.tag.type.isCrowded ? [] : known;
  const tagged = free.map(({ name, tag }): Candidate => {
    const text = typeof tag.text === 'string' ? tag.text : tag.text.join(' ');
    if (tag.isFlag) return wordCandidate(name, text, 'tag');
    return { value: `${name}=`, insert: `${name}=`, text, kind: 'tag', closed: false };
  });
  if (behind && !cut.divider && supplied.length > 0) {
    tagged.unshift(wordCandidate(behind.word, behind.text, 'tag'));
  }
  const candidates = [...valueCandidates(shown, prefix), ...filtered(tagged, prefix)];
  return { span: place.span, prefix, candidates };
}

/** Returns the tag whose value is being typed, in any of the forms `tag=x`, `tag= x`, `tag = x`. */
function openTag(
  before: readonly Token[],
  word: Token | undefined,
): { named?: Pick<Argument, 'value'> & { name: string; valueStart?: number }; open: readonly Token[] } {
  if (word && word.equals > 0) {
    const value = word.text.slice(word.equals + 1);
    const name = word.text.slice(0, word.equals);
    return { named: { name, value, valueStart: word.span.start + word.equals + 1 }, open: before };
  }
  const last = before.at(-1);
  if (last && last.equals > 0 && last.equals === last.text.length - 1) {
    const name = last.text.slice(0, -1);
    return { named: { name, value: word?.text ?? '' }, open: before.slice(0, -1) };
  }
  const tag = before.at(-2);
  if (tag && last?.text === '=' && !last.quoted) {
    return { named: { name: tag.text, value: word?.text ?? '' }, open: before.slice(0, -2) };
  }
  return { open: before };
}

interface Around {
  readonly before: readonly Token[];
  /** The part of the word at the cursor that stands before it. */
  readonly word: Token | undefined;
  readonly later: readonly Token[];
  /** The place in the line where the word at the cursor ends. */
  readonly after: number;
}

function around(line: string, cursor: number): Around {
  const left = line.slice(0, cursor);
  const tokens = tokenize(left);
  const later = (from: number): Token[] => tokenize(line).filter((token) => token.span.start >= from);
  const last = tokens.at(-1);
  const inside =
    last !== undefined && last.span.end === left.length && (hasOpenQuote(left) || !/\s$/.test(left));
  if (!inside) return { before: tokens, word: undefined, later: later(cursor), after: cursor };
  const whole = tokenize(line).find((token) => token.span.start === last.span.start);
  const after = Math.max(whole ? nameEnd(whole, cursor, line) : cursor, cursor);
  return { before: tokens.slice(0, -1), word: last, later: later(after), after };
}

/** Returns the end of the word at the cursor: behind the `=` if the cursor is in the name of a tag, whose value stays. */
function nameEnd({ span, equals }: Token, cursor: number, line: string): number {
  const at = span.start + equals;
  return equals > 0 && at >= cursor && line[at] === '=' ? at + 1 : span.end;
}

function isComment(before: readonly Token[], word: Token | undefined): boolean {
  const first = before[0] ?? word;
  return (
    first !== undefined &&
    !first.quoted &&
    (first.text.startsWith('#') || /^rem$/i.test(before[0]?.text ?? ''))
  );
}
