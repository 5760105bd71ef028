import { LETTERS } from '../help/command-line.ts';
import { COMMAND_LINE_USAGE } from '../help/help.ts';
import { VARIABLES } from '../help/topics/variables.ts';
import { OPTIONS } from '../src/language/options.ts';
import type { Tag } from '../src/language/schema.ts';
import { type CommandSection, type ContextSection, contextSections } from './command-sections.ts';
import { table, wrapped } from './markdown.ts';

/** Returns the text of docs/commands.md: every context and command, from the schema. */
export function commandsDocument(): string {
  const sections = contextSections();
  const parts = [HEAD, commandLine(), contents(sections), ...sections.flatMap(sectionParts)];
  return `${parts.join('\n\n')}\n`;
}

const HEAD = `# Commands

<!-- Written by tools/write-docs.ts from contexts/ and help/; a test fails where it is stale. -->

${wrapped(
  'Every command, as `?` behind its words shows it. Words may be shortened, arguments come as `tag=value` or by position; extensions are words ' +
    'that Windows does not have. [topics.md](topics.md) tells how things work together, [errors.md](errors.md) has every error.',
)}`;

function commandLine(): string {
  return [
    '## The command line',
    ['```text', ...COMMAND_LINE_USAGE.slice(1), '```'].join('\n'),
    wrapped(
      'Without a command or a script it opens the shell; where standard input is not a terminal, it runs the lines that come there.',
    ),
    table([
      ['Option', 'What it does'],
      ...LETTERS.map(({ value, argument, text }) => [`\`${value} ${argument}\``, text]),
      ...OPTIONS.map(({ name, text }) => [`\`--${name}\``, text]),
    ]),
    table([
      ['Environment variable', 'What it does'],
      ...VARIABLES.map(({ name, text }) => [`\`${name}\``, text]),
    ]),
    wrapped('The exit code is 0, and 1 after an error.'),
  ].join('\n\n');
}

function contents(sections: readonly ContextSection[]): string {
  const lines = sections.map((section) => {
    const commands = section.commands.map(({ names }) => `\`${names[0]}\`${names.length > 1 ? ' …' : ''}`);
    return wrapped(
      `- [${titleOf(section)}](#${anchor(titleOf(section))}): ${commands.join(', ') || 'only contexts'}`,
      '  ',
    );
  });
  return ['## Contexts', lines.join('\n')].join('\n\n');
}

function titleOf({ words }: ContextSection): string {
  return words.length === 0 ? 'Everywhere' : words.join(' ');
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

function sectionParts(section: ContextSection): string[] {
  return [
    `## ${titleOf(section)}`,
    ...(section.brief === undefined ? [] : [wrapped(section.brief)]),
    ...section.commands.flatMap((command) => commandParts(command)),
  ];
}

function commandParts({ names, command, usage }: CommandSection): string[] {
  const { tags, behind, rest, remarks = [], examples = [] } = command;
  const rows = [
    ...Object.entries(tags).map(([name, tag]) => tagRow(name, tag)),
    ...(behind ? [[`\`${behind.word}\``, behind.text]] : []),
    ...Object.entries(behind?.tags ?? {}).map(([name, tag]) => tagRow(name, tag)),
    ...(rest?.parameters ?? []).map(({ name, text }) => [`\`${name}\``, cell(text)]),
  ];
  return [
    `### ${names.map((name) => `\`${name}\``).join(', ')}`,
    wrapped(`${command.text}${command.extension ? ' An extension.' : ''}${onlyIn(command.sessionOnly)}`),
    ['```text', ...usage, '```'].join('\n'),
    ...(rows.length > 0 ? [table([['Tag', 'Value'], ...rows])] : []),
    ...paragraphs(remarks),
    ...(examples.length > 0 ? [['```netsh', ...examples, '```'].join('\n')] : []),
  ];
}

function onlyIn(sessionOnly: true | undefined): string {
  return sessionOnly ? ' Only in the shell and in scripts.' : '';
}

function tagRow(name: string, { text, extension }: Tag): string[] {
  return [`\`${name}\``, cell(`${[text].flat().join(' ')}${extension ? ' An extension.' : ''}`)];
}

/** A text as a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('*', String.raw`\*`);
}

/** Joins remarks, which are lines of help, to paragraphs. */
function paragraphs(remarks: readonly string[]): string[] {
  return remarks
    .join('\n')
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => wrapped(text.replaceAll('\n', ' ').replaceAll('*', String.raw`\*`)));
}
