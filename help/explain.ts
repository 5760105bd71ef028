import { FILTERS } from '../src/language/filter.ts';
import type { Facts } from '../src/language/facts.ts';
import type { CommandSubject, Part, Problem, Reading } from '../src/language/reading.ts';
import { type ContextPath, type Tag, tagOf } from '../src/language/schema.ts';
import { quoteWord } from '../src/language/token.ts';
import { twoColumns } from './fold-text.ts';
import { subjectName } from './listing.ts';

/**
 * Returns the explanation of a line: each word, defaults, effect, what is wrong, and the line in full length. `advice` is a
 * line on what is wrong.
 */
export function explainLines<H>(reading: Reading<H>, line: string, facts: Facts, advice?: string): string[] {
  const subject = subjectOf(reading);
  return [
    '',
    ...wordLines(reading.parts, line, subject),
    ...(subject ? defaultLines(subject, reading.parts) : []),
    ...effectLines(reading, facts),
    ...(advice === undefined ? [] : [advice]),
    ...(reading.kind === 'command' ? [`In full: ${fullLine(reading, line)}`] : []),
    '',
  ];
}

/** Returns the line with every word at full length, from the root. */
function fullLine<H>(reading: Reading<H> & { kind: 'command' }, line: string): string {
  const { subject } = reading;
  const divider = subject.command.behind?.word;
  const values = reading.parts.flatMap((part) => {
    if (part.role === 'tag' && part.name === divider) return [divider];
    if (part.role !== 'value') return [];
    return tagOf(subject.command, part.name)?.isFlag
      ? [part.name]
      : [`${part.name}=${valueText(part, line)}`];
  });
  return [contextName(subject.path), subjectName(subject), ...values, ...reading.args.rest.map(quoteWord)]
    .filter((word) => word !== '')
    .join(' ');
}

function subjectOf<H>(reading: Reading<H>): CommandSubject<H> | undefined {
  if (reading.kind === 'command') return reading.subject;
  return reading.kind === 'failed' && 'subject' in reading.problem ? reading.problem.subject : undefined;
}

function wordLines<H>(
  parts: readonly Part[],
  line: string,
  subject: CommandSubject<H> | undefined,
): string[] {
  const rows = parts
    .filter((part) => part.role !== 'tag')
    .map((part) => ({
      name: line.slice(part.span.start, part.span.end),
      text: meaning(part, parts, line, subject),
    }));
  return twoColumns(rows);
}

function meaning<H>(
  part: Part,
  parts: readonly Part[],
  line: string,
  subject: CommandSubject<H> | undefined,
): string {
  const typed = line.slice(part.span.start, part.span.end);
  const short = typed.toLowerCase() === part.name.toLowerCase() ? '' : `, short for ${part.name}`;
  switch (part.role) {
    case 'context':
      return `context${short}`;
    case 'group':
      return `group of commands${short}`;
    case 'command':
      return `command${short}: ${subject?.command.text ?? ''}`;
    case 'value': {
      const text = (subject && tagOfPart(subject, part, parts)?.text) ?? '';
      return `${part.name}: ${typeof text === 'string' ? text : text.join(' ')}`;
    }
    case 'option':
      return 'option of this shell';
    case 'help':
      return 'asks for help';
    case 'filter':
      return `filter: ${FILTERS.find(({ name }) => name === part.name)?.text ?? ''}`;
    case 'rest':
      return 'taken as it is';
    case 'comment':
      return 'a comment, nothing is run';
    case 'tag':
      return '';
  }
}

/** Returns the parameter of a value: behind the dividing word one of the second list. */
function tagOfPart<H>({ command }: CommandSubject<H>, part: Part, parts: readonly Part[]): Tag | undefined {
  const { behind } = command;
  const divider = behind && parts.find(({ role, name }) => role === 'tag' && name === behind.word);
  const isBehind = divider !== undefined && divider.span.start < part.span.start;
  return isBehind ? behind?.tags[part.name] : tagOf(command, part.name);
}

function defaultLines<H>(subject: CommandSubject<H>, parts: readonly Part[]): string[] {
  const absent = Object.entries(subject.command.tags).filter(
    ([name, tag]) =>
      !tag.required &&
      !(tag.extension && subject.command.change) &&
      !parts.some((part) => part.role === 'value' && part.name === name),
  );
  const rows = absent.map(([name, tag]) => `  ${name}: ${tag.fallback ?? 'none'}`);
  return rows.length > 0 ? ['Not given, so:', ...rows] : [];
}

function effectLines<H>(reading: Reading<H>, facts: Facts): string[] {
  if (reading.kind === 'nothing' && reading.comment !== undefined) return [];
  const text = effectOf(reading, facts);
  return [reading.kind === 'command' ? `Will do: ${text}` : text];
}

/** Says in a sentence or two what a line does, or what is wrong with it. */
export function effectOf<H>(reading: Reading<H>, facts: Facts): string {
  switch (reading.kind) {
    case 'nothing':
      return 'Nothing is run.';
    case 'context':
      return `Enters ${reading.path.map((one) => one.name).join(' ')}.`;
    case 'help':
      return `Shows the help of ${subjectName(reading.subject)}.`;
    case 'failed':
      return `Problem: ${problemText(reading.problem)}`;
    case 'command': {
      const { command } = reading.subject;
      return command.effect?.(reading.args, facts) ?? command.text;
    }
  }
}

/** Says what is wrong with a line, in one sentence or two. */
function problemText<H>(problem: Problem<H>): string {
  switch (problem.code) {
    case 'unknown-command':
      return `"${problem.word}" is not a command or context here.`;
    case 'filter':
      return problem.reason;
    case 'unknown-option':
      return `"${problem.word}" is not an option of this shell.`;
    case 'too-long':
      return `The line is longer than ${problem.limit} characters.`;
    case 'missing':
      return `${problem.tags.join(' and ')} ${problem.tags.length === 1 ? 'is' : 'are'} missing.`;
    case 'unknown-tag':
      return `"${problem.word}" is not an argument of ${subjectName(problem.subject)}.`;
    case 'too-many':
      return `Unexpected "${problem.word}": every argument is given already.`;
    case 'repeated':
      return `${problem.tag} is given twice.`;
    case 'unacceptable':
      return `"${problem.word}" is not a valid ${problem.tag}. ${problem.reason}`;
  }
}

function valueText(part: Part, line: string): string {
  const text = line.slice(part.span.start, part.span.end);
  return text.startsWith('"') ? text : quoteWord(text);
}

function contextName<H>(path: ContextPath<H>): string {
  return path
    .slice(1)
    .map((one) => one.name)
    .join(' ');
}
