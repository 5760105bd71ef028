import { FILTERS, FIND_SWITCHES } from '../src/language/filter.ts';
import { OPTIONS } from '../src/language/options.ts';

/** Returns the lines of a help topic that holds everywhere; undefined for any other. */
export function topicLines(topic: string): string[] | undefined {
  switch (topic) {
    case 'filters':
      return filterTopic();
    case 'options':
      return optionTopic();
    default:
      return undefined;
  }
}

function filterTopic(): string[] {
  return [
    '',
    'In the shell a filter behind | chooses among the lines that a command prints:',
    '',
    ...FILTERS.map(row),
    '',
    'The switches of find:',
    '',
    ...FIND_SWITCHES.map(row),
    '',
    'Examples:',
    '',
    '  show all | include 10.0.0.5',
    '  show connections | exclude 127.0.0.1 | count',
    '  show all | find /i "printer"',
    '',
    'Put a | that belongs to a value in quotes. Scripts and single commands have no',
    "filters: there your system's own shell reads |.",
    '',
  ];
}

/** The options and variables of netsh that Windows' netsh does not have, for `--help` and `help options`. */
function optionTopic(): string[] {
  return [
    '',
    'Options of this netsh, anywhere on the command line; most also on a line of the',
    'shell:',
    '',
    ...OPTIONS.map(({ name, text }) => row({ name: `--${name}`, text })),
    '',
    'Environment variables:',
    '',
    ...VARIABLES.map(row),
    '',
  ];
}

const VARIABLES = [
  { name: 'NETSH_HOME', text: 'Folder of the table and the control socket.' },
  { name: 'NETSH_SSH', text: 'Program to use instead of ssh (-r, set machine).' },
  { name: 'PAGER', text: 'Program that shows output longer than the screen.' },
  { name: 'NO_COLOR', text: 'Set to anything: no colours.' },
  { name: 'NETSH_PLAIN', text: '1: plain lines, as with --plain.' },
  { name: 'INK_SCREEN_READER', text: '1: the same, for every program that uses Ink.' },
  { name: 'TERM=dumb', text: 'The same, for terminals without escape sequences.' },
] as const;

function row({ name, text }: { readonly name: string; readonly text: string }): string {
  return `  ${name.padEnd(18)} ${text}`;
}
