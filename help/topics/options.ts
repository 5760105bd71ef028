import { OPTIONS } from '../../src/language/options.ts';
import type { Topic } from './topic.ts';
import { VARIABLES } from './variables.ts';

/** The options and variables that Windows' netsh does not have, for `--help` and `help options`. */
export const options: Topic = {
  also: [
    'option',
    'flag',
    'switch',
    'environment',
    'variable',
    'command line',
    'plain',
    'screen reader',
    'colour',
    'color',
    'pager',
  ],
  parts: [
    'Options of this netsh, anywhere on the command line; most also on a line of the shell:',
    { rows: OPTIONS.map(({ name, text }) => ({ name: `--${name}`, text })) },
    'Options of an entry, such as idletimeout or maxconnections, are tags of add and set: help listening, help addresses, and add v4tov4 /? ' +
      'in interface portproxy.',
    'Environment variables:',
    { rows: VARIABLES },
  ],
};
