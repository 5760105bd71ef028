import type { Format } from './format.ts';

/** An export by regedit or `reg export` of the key under which Windows keeps the table. */
export const registry = {
  name: 'registry',
  title: 'registry export',
  order: 'as the registry lists them',
  carries: {
    targets: { not: 'has one target for each value' },
    udp: { not: 'has TCP alone' },
    state: { not: 'has no place for it' },
  },
  lacksOptions: 'has no place for it',
  reads: {
    what: 'values of the PortProxy key, UTF-16 or UTF-8',
    text:
      'The values of the keys below Services\\PortProxy, of one control set; UTF-16 or UTF-8. ' +
      'Other keys of the file are counted.',
    looks: /^\uFEFF?(Windows Registry Editor Version|REGEDIT4)/,
    load: async () => (await import('./registry-read.ts')).readRegistry,
  },
} satisfies Format;
