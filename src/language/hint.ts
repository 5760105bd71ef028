import { divide, isPositional, matchTag, placeArguments, splitArguments } from './arguments.ts';
import type { Facts } from './facts.ts';
import { lostQuotes } from './lost-quotes.ts';
import { MAX_NESTED, innerLine } from './inner-line.ts';
import { OPTIONS, splitOptions } from './options.ts';
import { MAX_LINE, type ReadOptions, read } from './read.ts';
import type { CommandSubject, Problem, Reading } from './reading.ts';
import { barPlace } from './bar.ts';
import { resolve } from './resolve.ts';
import { type ContextPath, type Tag, type Tags, tagOf } from './schema.ts';
import { type Token, skipProgramName, tokenize } from './token.ts';

/** A parameter in the rest of the syntax. */
export interface HintParameter {
  readonly name: string;
  readonly tag: Tag;
  readonly given: boolean;
  /** The cursor stands in it, or the next bare value fills it. */
  readonly current: boolean;
}

/** Help at the cursor: the rest of the syntax, what short words stand for, and what is wrong so far. */
export interface Hint<H> {
  readonly subject?: CommandSubject<H> | undefined;
  readonly parameters: readonly HintParameter[];
  /** The first fault that typing on cannot mend. */
  readonly problem?: Problem<H> | undefined;
  /** A text that the line has torn at its blanks, as it must be typed. */
  readonly torn?: string | undefined;
  /** Words that are shortened. */
  readonly shortWords: readonly ShortWord[];
  /** The alias with which the line begins, and its value. */
  readonly alias?: ShortWord | undefined;
}

/** A word as typed, and the name that it stands for. */
interface ShortWord {
  readonly word: string;
  readonly name: string;
}

/**
 * Returns the hint for a line with the cursor at a place; for a line longer than `MAX_LINE` that it is. Never throws.
 */
export function hint<H>(
  line: string,
  cursor: number,
  path: ContextPath<H>,
  facts: Facts,
  options: ReadOptions = {},
): Hint<H> {
  const isLong = line.length > MAX_LINE;
  const bar = options.hasFilters && !isLong ? barPlace(line, path) : undefined;
  if (bar !== undefined && cursor > bar) {
    const problem = lastingProblem(read(line, path, facts, options), line, facts);
    return { parameters: [], problem, shortWords: [] };
  }
  return hintNested(line.slice(0, bar), cursor, path, facts, isLong ? 0 : MAX_NESTED);
}

/** Returns the hint for a line that may hold `nested` lines inside of each other. */
function hintNested<H>(
  line: string,
  cursor: number,
  path: ContextPath<H>,
  facts: Facts,
  nested: number,
): Hint<H> {
  const inner = nested > 0 ? innerLine(line, cursor, path) : undefined;
  if (inner && cursor > inner.start) {
    const { start } = inner;
    // What is wrong with it is for the command to say, which may not even run it here.
    const { problem: _problem, ...found } = hintNested(
      line.slice(start),
      cursor - start,
      path,
      facts,
      nested - 1,
    );
    return found;
  }
  const reading = read(line, path, facts);
  const shortWords = reading.parts
    .filter((part) => part.role === 'context' || part.role === 'group' || part.role === 'command')
    .map((part) => ({ word: line.slice(part.span.start, part.span.end), name: part.name }))
    .filter(({ word, name }) => word.toLowerCase() !== name.toLowerCase());
  const problem = lastingProblem(reading, line, facts);
  if (problem?.code === 'too-long') return { parameters: [], problem, shortWords };
  const words = skipProgramName(splitOptions(tokenize(line)).words);
  const resolution = words.length > 0 ? resolve(words, path) : undefined;
  if (resolution?.kind !== 'command') return { parameters: [], problem, shortWords };
  return {
    subject: resolution.subject,
    parameters: parameters(resolution.subject, words.slice(resolution.used), line, cursor),
    problem,
    torn: problem && lostQuotes(line, problem, path),
    shortWords,
  };
}

function parameters<H>(
  subject: CommandSubject<H>,
  words: readonly Token[],
  line: string,
  cursor: number,
): HintParameter[] {
  const { behind } = subject.command;
  const cut = divide(words, behind);
  const isBehind = behind !== undefined && cut.divider !== undefined && cursor > cut.divider.span.end;
  const tags = isBehind ? behind.tags : subject.command.tags;
  const list = Object.entries(tags).map(([name, tag]) => ({ name, tag }));
  const { supplied } = placeArguments(splitArguments(isBehind ? cut.after : cut.before, tags), tags);
  const inside = supplied.find(({ argument }) => cursor > argument.span.start && cursor <= argument.span.end);
  const typed = inside?.argument.name === undefined ? undefined : matchTag(list, inside.argument.name)?.name;
  const next = list.find(
    ({ name, tag }) => isPositional(tag) && !supplied.some((one) => one.tag === name),
  )?.name;
  const current = typed ?? inside?.tag ?? (/\s$/.test(line.slice(0, cursor)) ? next : undefined);
  const values = Object.fromEntries(supplied.map(({ tag, argument }) => [tag, argument.value]));
  const fitting = list.filter(({ name, tag }) => name in values || (tag.fits?.(values) ?? true));
  return fitting.map(({ name, tag }) => ({
    name,
    tag,
    given: supplied.some((one) => one.tag === name),
    current: name === current,
  }));
}

function lastingProblem<H>(reading: Reading<H>, line: string, facts: Facts): Problem<H> | undefined {
  return reading.kind === 'failed' && !mendable(reading.problem, line, facts) ? reading.problem : undefined;
}

/** Whether the line is only unfinished: arguments are still to come, or its last word is still being typed. */
function mendable<H>(problem: Problem<H>, line: string, facts: Facts): boolean {
  const isLastWord = problem.span.end >= line.length;
  switch (problem.code) {
    case 'missing':
      return true;
    case 'filter':
      return problem.isOpen;
    case 'unknown-option':
      return isLastWord && OPTIONS.some((option) => `--${option.name}`.startsWith(problem.word));
    case 'unacceptable': {
      const { tags } = problem.subject.command;
      const { type } = tagOf(problem.subject.command, problem.tag)!;
      const mayGrow = problem.word === '' || (type.mayGrow?.(problem.word, facts) ?? true);
      return isLastWord && (mayGrow || mayBecomeTag(problem.word, line.slice(0, problem.span.start), tags));
    }
    case 'unknown-command': {
      const isFirstWord = line.slice(0, problem.span.start).trim() === '';
      const word = problem.word.toLowerCase();
      return isFirstWord && isLastWord && [...facts.aliases.keys()].some((name) => name.startsWith(word));
    }
    case 'unknown-tag':
    case 'too-many':
    case 'too-long':
    case 'repeated':
      return false;
  }
}

/** Whether a bare word may be the beginning of a tag that is still being typed. */
function mayBecomeTag(word: string, before: string, tags: Tags): boolean {
  const lower = word.toLowerCase();
  return /\s$/.test(before) && Object.keys(tags).some((name) => name.startsWith(lower));
}
