import type { Format } from './format.ts';

const not = { not: 'has no place for it' } as const;

/** What regedit and `reg export` write of the key under which Windows keeps the table. */
export const registry = {
  name: 'registry',
  title: 'registry export',
  order: 'as the registry lists them',
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
    disabled: not,
  },
  reads: {
    what: 'values of the PortProxy key, UTF-16 or UTF-8',
    text:
      'The values of the keys below Services\\PortProxy, of one control set; UTF-16 or UTF-8. ' +
      'Other keys of the file are counted.',
    looks: /^\uFEFF?(Windows Registry Editor Version|REGEDIT4)/,
    load: async () => (await import('./registry-read.ts')).readRegistry,
  },
} satisfies Format;
