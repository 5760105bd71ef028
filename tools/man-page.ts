import { HELP_TOPICS } from '../contexts/common.ts';
import { LETTERS } from '../help/command-line.ts';
import type { TopicPart, TopicRow } from '../help/topics/topic.ts';
import { TOPICS } from '../help/topics/topics.ts';
import { VARIABLES } from '../help/topics/variables.ts';
import { OPTIONS } from '../src/language/options.ts';
import { type ContextSection, contextSections } from './command-sections.ts';

/** Returns the text of docs/netsh-shell.1, the manual page in the man macros of roff (man-pages(7), groff_man(7)). */
export function manPage(): string {
  const lines = [
    String.raw`.\" Written by tools/write-docs.ts from contexts/ and help/; a test fails where it is stale.`,
    '.TH NETSH\\-SHELL 1 "" "netsh\\-shell" "User Commands"',
    // Syntax is never hyphenated, and blanks in it stay single.
    '.nh',
    '.ad l',
    '.SH NAME',
    String.raw`netsh, netsh\-shell \- a shell that behaves like Windows' netsh, with a relay that forwards`,
    ...synopsis(),
    '.SH DESCRIPTION',
    ...paragraph(
      'netsh keeps a table of forwards (interface portproxy), and a relay in the background forwards their connections. Without a command or a ' +
        'script it opens an interactive shell; where standard input is not a terminal, it runs the lines that come there. Words may be ' +
        'shortened, arguments come as tag=value or by position, and ? behind any words tells how they are used.',
    ),
    '.SH OPTIONS',
    ...LETTERS.flatMap(({ value, argument, text }) => [
      '.TP',
      `${bold(value)} ${italic(argument)}`,
      ...paragraph(text, ''),
    ]),
    ...rows(OPTIONS.map(({ name, text }) => ({ name: `--${name}`, text }))),
    '.SH COMMANDS',
    ...contextSections().flatMap(contextLines),
    ...topicSections(),
    '.SH ENVIRONMENT',
    ...rows(VARIABLES),
    '.SH "EXIT STATUS"',
    ...paragraph('0, and 1 after an error; for a script, where one of its lines failed.'),
    '.SH EXAMPLES',
    '.nf',
    ...EXAMPLES.map(escaped),
    '.fi',
    '.SH "SEE ALSO"',
    ...paragraph(
      'ssh(1). The pages in docs/ of the package: commands.md, topics.md, errors.md, formats.md, firewall.md, relay.md, control-api.md.',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Lines for the shell of the system; a test runs them. */
export const EXAMPLES = [
  'netsh interface portproxy add v4tov4 listenport=18080 listenaddress=127.0.0.1 connectaddress=127.0.0.1 connectport=18081',
  'netsh interface portproxy show all',
  'netsh explain table',
  'netsh interface portproxy delete v4tov4 listenport=18080 listenaddress=127.0.0.1',
  'netsh help ranges',
] as const;

/** Topics that the page tells elsewhere, or that are for the shell alone. */
const NOT_HERE = new Set(['topics', 'options', 'keys']);

function synopsis(): string[] {
  const letters = LETTERS.map(({ value, argument }) => `[${bold(value)} ${italic(argument)}]`);
  return [
    '.SH SYNOPSIS',
    `.B netsh`,
    ...letters,
    `[${italic('OPTION')}...] [${italic('COMMAND')}]`,
    '.br',
    `.B netsh help`,
    `[${italic('WORD')}...]`,
  ];
}

function contextLines({ words, brief, commands }: ContextSection): string[] {
  return [
    `.SS "${escaped(words.length === 0 ? 'everywhere' : words.join(' '))}"`,
    ...(brief === undefined ? [] : paragraph(brief, '')),
    ...commands.flatMap(({ names, command, usage }) => [
      '.TP',
      // A long list of words may break behind each of them.
      bold(usage.map((line) => line.trim()).join(' ')).replaceAll(/[|,]/g, String.raw`$&\:`),
      ...paragraph(
        [command.text, names.length > 1 ? `Also: ${names.slice(1).join(', ')}.` : ''].join(' ').trim(),
        '',
      ),
    ]),
  ];
}

function topicSections(): string[] {
  return HELP_TOPICS.filter(({ name }) => !NOT_HERE.has(name)).flatMap(topicSection);
}

function topicSection({ name, text }: TopicRow): string[] {
  const parts = TOPICS.get(name)?.parts ?? [];
  return [`.SH "${escaped(name.toUpperCase())}"`, ...paragraph(text), ...parts.flatMap(partLines)];
}

function partLines(part: TopicPart): string[] {
  if (typeof part === 'string') return paragraph(part);
  if ('heading' in part) return [`.SS "${escaped(part.heading)}"`];
  if ('rows' in part) return rows(part.rows);
  const lines = 'shell' in part ? part.shell : part.lines;
  const place = 'in' in part && part.in.length > 0 ? paragraph(`In ${part.in.join(' ')}:`) : ['.PP'];
  return [...place, '.RS 4', '.nf', ...lines.map(escaped), '.fi', '.RE'];
}

function rows(all: readonly TopicRow[]): string[] {
  return all.flatMap(({ name, text }) => ['.TP', bold(name), ...paragraph(text, '')]);
}

function paragraph(text: string, before = '.PP'): string[] {
  return [...(before === '' ? [] : [before]), escaped(text)];
}

function bold(text: string): string {
  return String.raw`\fB${escaped(text)}\fR`;
}

function italic(text: string): string {
  return String.raw`\fI${escaped(text)}\fR`;
}

/** Returns text as roff reads it: as it is, in ASCII; quotes as strings of the macros may hold them. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll('…', '...')
    .replaceAll('–', String.raw`\(en`)
    .replaceAll('→', String.raw`\(->`)
    .replace(/^(?=[.'])/, String.raw`\&`);
}
