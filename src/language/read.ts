import type { Facts } from './facts.ts';
import { argumentParts, divide, placeArguments, requiredTags, splitArguments } from './arguments.ts';
import { cutAtBar, uncut } from './bar.ts';
import { readFilters } from './filter.ts';
import { isHelpWord, isQuestionMark } from './match.ts';
import { type OptionName, splitOptions } from './options.ts';
import type { CommandSubject, Part, Problem, Reading } from './reading.ts';
import { type Resolution, resolve } from './resolve.ts';
import type { ContextPath, Tags } from './schema.ts';
import { type Span, type Token, tokenize, skipProgramName } from './token.ts';

/** Longest line, in UTF-16 units; no netsh command comes near it. */
export const MAX_LINE = 65_536;

/** How a line is read. */
export interface ReadOptions {
  /** Words behind a bar are filters of the output, as in the shell; else a bar is a word like any other. */
  readonly hasFilters?: boolean;
}

/** Reads a line in a context. Never throws: the reading says what is wrong with the line, and where. */
export function read<H>(
  line: string,
  path: ContextPath<H>,
  facts: Facts,
  { hasFilters = false }: ReadOptions = {},
): Reading<H> {
  if (line.length > MAX_LINE && !/^\s*(#(?!netsh:)|rem\s)/i.test(line.slice(0, 512))) {
    return failed({ code: 'too-long', span: { start: MAX_LINE, end: line.length }, limit: MAX_LINE }, []);
  }
  const tokens = tokenize(line);
  const directive = /^\s*#netsh:/i.exec(line);
  if (directive) return readDirective(line, directive[0].length, path, facts);
  const comment = commentOf(tokens, line);
  if (comment !== undefined) {
    const part: Part = {
      span: { start: tokens[0]!.span.start, end: line.length },
      role: 'comment',
      name: '',
    };
    return { kind: 'nothing', comment, parts: [part], options: new Set() };
  }
  const { words: all, options: found, unknown } = splitOptions(tokens);
  const { words, behind } = hasFilters ? cutAtBar(skipProgramName(all), path) : uncut(skipProgramName(all));
  const options: ReadonlySet<OptionName> = new Set(found.map((option) => option.name));
  const optionParts: Part[] = found.map(({ name, span }) => ({ span, role: 'option', name }));
  const help = found.find((option) => option.name === 'help');
  if (unknown[0]) {
    return failed(
      { code: 'unknown-option', span: unknown[0].span, word: unknown[0].text },
      optionParts,
      options,
    );
  }
  const reading = help ? readHelp(words, help.span, path) : readWords(words, path, facts);
  const read = readFilters(behind);
  const parts = [...reading.parts, ...read.parts, ...optionParts].toSorted(
    (a, b) => a.span.start - b.span.start,
  );
  const { filters, problem } = read;
  if (problem && reading.kind !== 'failed') return failed(problem, parts, options);
  return filters.length > 0 ? { ...reading, parts, options, filters } : { ...reading, parts, options };
}

/** Reads a `#netsh:` comment, which our own dump writes: Windows skips it, here it is a command (spec section 5). */
function readDirective<H>(line: string, length: number, path: ContextPath<H>, facts: Facts): Reading<H> {
  const rest = line.slice(length);
  if (/^\s*#netsh:/i.test(rest)) return { kind: 'nothing', comment: line, parts: [], options: new Set() };
  return read(' '.repeat(length) + rest, path, facts);
}

/** Reads a line with `--help`, which asks for the help of whatever its words lead to. */
function readHelp<H>(words: readonly Token[], span: Span, path: ContextPath<H>): Reading<H> {
  const question: Token = { text: '?', span, quoted: false, equals: -1 };
  const resolution = resolve([...words, question], path);
  if (resolution.kind === 'unknown') return unknown(words, resolution);
  const subject =
    resolution.kind === 'context' ? { kind: resolution.kind, path: resolution.path } : resolution.subject;
  // The option is a part of its own.
  const parts = resolution.parts.filter((part) => part.role !== 'help');
  return { kind: 'help', subject, parts, options: new Set() };
}

function readWords<H>(words: readonly Token[], path: ContextPath<H>, facts: Facts): Reading<H> {
  const options = new Set<OptionName>();
  if (words.length === 0) return { kind: 'nothing', parts: [], options };
  const resolution = resolve(words, path);
  switch (resolution.kind) {
    case 'unknown':
      return unknown(words, resolution);
    case 'context':
      return { kind: 'context', path: resolution.path, parts: resolution.parts, options };
    case 'help':
      return {
        kind: 'help',
        subject: resolution.subject,
        ...topicOf(words, path),
        parts: resolution.parts,
        options,
      };
    case 'command':
      return readArguments(words.slice(resolution.used), resolution.subject, resolution.parts, facts);
  }
}

/** The topic of a line `help TOPIC`: one that the help of the context has, or one that it does not know. */
function topicOf<H>(words: readonly Token[], path: ContextPath<H>) {
  const [help, topic] = words;
  if (!help || !topic || help.quoted) return {};
  const entry = path.at(-1)!.entries.find((one) => one.name === help.text.toLowerCase());
  if (entry?.kind !== 'help') return {};
  // A topic takes its whole name: a shorter word is looked for among all that help has.
  const wanted = topic.text.toLowerCase();
  const found = words.length > 2 ? undefined : entry.topics?.find(({ name }) => name === wanted);
  if (found) return { topic: found.name };
  return {
    unknownTopic: words
      .slice(1)
      .map(({ text }) => text)
      .join(' '),
  };
}

function readArguments<H>(
  all: readonly Token[],
  subject: CommandSubject<H>,
  before: readonly Part[],
  facts: Facts,
): Reading<H> {
  const { tags, rest, idleWord } = subject.command;
  const idle = all.length === 1 && all[0]!.text.toLowerCase() === idleWord;
  const words = idle ? [] : all;
  const question =
    words.find((word) => !word.quoted && isQuestionMark(word.text)) ??
    (words.length === 1 && !words[0]!.quoted && isHelpWord(words[0]!.text) ? words[0] : undefined);
  const options = new Set<OptionName>();
  if (question) {
    return {
      kind: 'help',
      subject,
      parts: [...before, { span: question.span, role: 'help', name: '?' }],
      options,
    };
  }
  const end = words.at(-1)?.span.end ?? before.at(-1)?.span.end ?? 0;
  if (rest) {
    const parts = [
      ...before,
      ...words.map((word): Part => ({ span: word.span, role: 'rest', name: word.text })),
    ];
    if (rest.required && words.length === 0) {
      return failed({ code: 'missing', span: { start: end, end }, tags: [rest.usage], subject }, parts);
    }
    return {
      kind: 'command',
      subject,
      args: { values: {}, rest: words.map((word) => word.text) },
      parts,
      options,
    };
  }
  const { behind } = subject.command;
  const cut = divide(words, behind);
  const first = bind(cut.before, tags, { subject, before, end, facts });
  if (first.kind === 'failed' || !behind) return first;
  if (!cut.divider) {
    return failed({ code: 'missing', span: { start: end, end }, tags: [behind.word], subject }, first.parts);
  }
  const divided: Part[] = [...first.parts, { span: cut.divider.span, role: 'tag', name: behind.word }];
  const second = bind(cut.after, behind.tags, { subject, before: divided, end, facts });
  if (second.kind === 'failed') return second;
  return { ...second, args: { ...first.args, behind: second.args.values } };
}

/** What a list of arguments belongs to: `before` are the parts in front of it, `end` is the end of the line's words. */
interface Binding<H> {
  readonly subject: CommandSubject<H>;
  readonly before: readonly Part[];
  readonly end: number;
  readonly facts: Facts;
}

/** Binds words to parameters and parses their values. */
function bind<H>(
  words: readonly Token[],
  tags: Tags,
  { subject, before, end, facts }: Binding<H>,
): Extract<Reading<H>, { kind: 'command' | 'failed' }> {
  const options = new Set<OptionName>();
  const { supplied, fault } = placeArguments(splitArguments(words, tags), tags);
  const parts = [...before, ...argumentParts(supplied)];
  if (fault) {
    const { argument, code, tag, isTorn } = fault;
    return failed(
      code === 'repeated'
        ? { code, span: argument.span, tag: tag!, word: argument.word, subject }
        : { code, span: argument.nameSpan ?? argument.span, word: argument.word, isTorn, subject },
      parts,
    );
  }
  const missing = requiredTags(tags).filter((name) => !supplied.some(({ tag }) => tag === name));
  if (missing.length > 0) {
    return failed({ code: 'missing', span: { start: end, end }, tags: missing, subject }, parts);
  }
  const given = Object.fromEntries(supplied.map(({ tag, argument }) => [tag, argument.value]));
  const values: Record<string, unknown> = {};
  for (const { tag, argument } of supplied) {
    const parsed = tags[tag]!.type.parse(argument.value, facts, given);
    if (!parsed.ok) {
      const { refusal } = parsed;
      const reason = lostBlank(tag, argument.value, tags) ?? parsed.reason;
      const span = argument.value === '' ? argument.span : argument.valueSpan;
      return failed(
        { code: 'unacceptable', span, tag, word: argument.value, reason, refusal, subject },
        parts,
      );
    }
    values[tag] = parsed.value;
  }
  return { kind: 'command', subject, args: { values, rest: [] }, parts, options };
}

/** A value longer than this, in UTF-16 units, is not repeated in a reason. */
const MAX_REPEATED = 200;

/** Says that a blank is missing where a value runs into the next tag, as in `22connectaddress=10.0.0.5`. */
function lostBlank(tag: string, value: string, tags: Tags): string | undefined {
  if (value.length > MAX_REPEATED) return undefined;
  const lower = value.toLowerCase();
  const at = Object.keys(tags)
    .map((name) => lower.indexOf(`${name}=`))
    .filter((found) => found > 0);
  if (at.length === 0) return undefined;
  const end = Math.min(...at);
  return `A blank is missing. Use ${tag}=${value.slice(0, end)} ${value.slice(end)}.`;
}

function unknown<H>(words: readonly Token[], resolution: Resolution<H> & { kind: 'unknown' }): Reading<H> {
  const word = words[resolution.at]!;
  const line = words.map(({ text }) => text).join(' ');
  return failed({ code: 'unknown-command', span: word.span, line, word: word.text, words }, resolution.parts);
}

function failed<H>(
  problem: Problem<H>,
  parts: readonly Part[],
  options: ReadonlySet<OptionName> = new Set(),
): Extract<Reading<H>, { kind: 'failed' }> {
  return { kind: 'failed', problem, parts, options };
}

function commentOf(tokens: readonly Token[], line: string): string | undefined {
  const first = tokens[0];
  if (!first || first.quoted) return undefined;
  if (!first.text.startsWith('#') && first.text.toLowerCase() !== 'rem') return undefined;
  return line.slice(first.span.start).trimEnd();
}
