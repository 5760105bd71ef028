import { RULE_LINE } from '../show.ts';
import type { Format } from './format.ts';

/** The tables that `show all` prints, in the language of any Windows. */
export const showText = {
  name: 'show',
  title: 'text of show all',
  order: 'by family, then as created',
  carries: {
    state: { not: 'shows them as any other' },
  },
  lacksOptions: 'shows nothing of it',
  reads: {
    what: 'rows of the tables, in any language',
    text:
      'The rows below the dashes of show all, show v4tov4 and so on, whatever the language of the words above them; ' +
      'the digits of ipv4 and ipv6 in the title tell the family.',
    looks: RULE_LINE,
    load: async () => (await import('./show-text-read.ts')).readShowText,
  },
} satisfies Format;
