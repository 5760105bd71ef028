import type { Format } from './format.ts';

/** The tables that `show all` prints, in the language of any Windows. */
export const showText = {
  name: 'show',
  title: 'text of show all',
  order: 'by family, then as created',
  carries: {
    v4tov4: 'kept',
    v4tov6: 'kept',
    v6tov4: 'kept',
    v6tov6: 'kept',
    every4: 'kept',
    every6: 'kept',
    listenName: 'kept',
    connectName: 'kept',
    service: 'kept',
    rangeSame: 'kept',
    rangeShifted: 'kept',
    rangeToOne: 'kept',
    brackets: 'kept',
    zone: 'kept',
    disabled: { not: 'shows them as any other' },
  },
  reads: {
    what: 'rows of the tables, in any language',
    text:
      'The rows below the dashes of show all, show v4tov4 and so on, whatever the language of the words above them; ' +
      'the digits of ipv4 and ipv6 in the title tell the family.',
    looks: /^\s*-{10,}\s+-{5,}\s+-{10,}\s+-{5,}\s*$/,
    load: async () => (await import('./show-text-read.ts')).readShowText,
  },
} satisfies Format;
