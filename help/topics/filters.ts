import { FILTERS, FIND_SWITCHES } from '../../src/language/filter.ts';
import type { Topic } from './topic.ts';

/** Filters of the shell. */
export const filters: Topic = {
  also: ['filter', 'grep', 'pipe', 'include', 'exclude', 'find', 'count', 'bar'],
  parts: [
    'In the shell a filter behind | chooses among the lines that a command prints:',
    { rows: FILTERS },
    'The switches of find:',
    { rows: FIND_SWITCHES },
    {
      in: ['interface', 'portproxy'],
      lines: [
        'show all | include 10.0.0.5',
        'show connections | exclude 127.0.0.1 | count',
        'show all | find /i "printer"',
      ],
    },
    'Put a | that belongs to a value in quotes. Scripts and single commands have no filters: there the shell of your system reads |.',
  ],
};
