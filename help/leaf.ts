import type { CommandSubject } from '../src/language/reading.ts';
import type { Rest, Tag, Tags } from '../src/language/schema.ts';
import { foldBehind, foldLine, foldUsage } from './fold-text.ts';
import { subjectName } from './listing.ts';

/** Width of a terminal in which no line is broken, in cells. */
const WIDTH = 80;
const INDENT = ' '.repeat(7);
const USAGE_INDENT = ' '.repeat(12);
const TEXT_INDENT = ' '.repeat(24);
const REMARKS_INDENT = ' '.repeat(9);

/** Returns the help of a command (spec section 8), with the blank lines around it. */
export function leafHelp<H>(subject: CommandSubject<H>): string[] {
  return ['', ...usageHelp(subject)];
}

/** Returns the help of a command from `Usage:` on, as it follows an error. */
export function usageHelp<H>(subject: CommandSubject<H>): string[] {
  const { command } = subject;
  const examples = (command.examples ?? []).flatMap((example) => foldLine(INDENT, example, WIDTH));
  return [
    ...usageLines(subject),
    '',
    ...parameterLines(Object.entries(command.tags), command.rest),
    ...(command.remarks ?? []).map((line, at) => (at === 0 ? `Remarks: ${line}` : REMARKS_INDENT + line)),
    ...(command.remarks ? [''] : []),
    ...(examples.length > 0 ? ['Example:', '', ...examples, ''] : []),
    '',
  ];
}

function usageWords(tags: Tags): string[] {
  return Object.entries(tags)
    .filter(([, tag]) => !tag.extension)
    .map(([name, tag]) => tagUsage(name, tag));
}

/** Returns a tag as usage lines write it: `[name=]<value>`, in another pair of brackets where it may be left out. */
function tagUsage(name: string, tag: Tag): string {
  if (tag.isFlag) return `[${name}]`;
  const usage = tag.isNamed ? `${name}=${tag.type.usage}` : `[${name}=]${tag.type.usage}`;
  return tag.required ? usage : `[${usage}]`;
}

function usageLines<H>(subject: CommandSubject<H>): string[] {
  const { tags, rest, behind } = subject.command;
  const words = usageWords(tags);
  if (rest) words.push(rest.usage);
  if (behind) words.push(behind.word, ...usageWords(behind.tags));
  const [first, ...others] = words;
  const name = subjectName(subject);
  return [
    `Usage: ${name}${first === undefined ? '' : ` ${first}`}`,
    ...others.flatMap((word) => foldUsage(USAGE_INDENT, word, WIDTH)),
  ];
}

function parameterLines(tags: readonly (readonly [string, Tag])[], rest: Rest | undefined): string[] {
  const netsh = tags.filter(([, tag]) => !tag.extension).map(([name, tag]) => ({ name, text: tag.text }));
  const ours = tags.filter(([, tag]) => tag.extension).map(([name, tag]) => ({ name, text: tag.text }));
  const all = [...netsh, ...(rest?.parameters ?? [])];
  if (all.length + ours.length === 0) return [];
  return [
    'Parameters:',
    '',
    `${INDENT}Tag              Value`,
    ...all.flatMap(parameter),
    ...(ours.length > 0 ? ['', `${INDENT}Extensions of this shell:`, ...ours.flatMap(parameter)] : []),
    '',
  ];
}

function parameter({ name, text }: { readonly name: string; readonly text: Tag['text'] }): string[] {
  const whole = typeof text === 'string' ? text : text.join(' ');
  return foldBehind(`${INDENT}${name.padEnd(14)} - `, whole, TEXT_INDENT, WIDTH);
}
