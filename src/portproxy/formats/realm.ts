import type { Format } from './format.ts';

/** The configuration of realm (its README: `[[endpoints]]` with `listen` and `remote`), in TOML or JSON. */
export const realm = {
  name: 'realm',
  title: 'realm',
  order: 'as created',
  carries: {
    every4: { as: '0.0.0.0' },
    every6: { as: '::' },
    listenName: { not: 'listens on addresses' },
    connectName: { as: 'a name of either IP version' },
    service: { not: 'has numbers alone' },
    rangeSame: { not: 'has no ranges' },
    rangeShifted: { not: 'has no ranges' },
    rangeToOne: { not: 'has no ranges' },
    brackets: { as: 'the address without them' },
    state: { not: 'has no endpoints that are switched off' },
  },
  reads: {
    what: 'endpoints of the TOML or JSON configuration',
    text:
      'The endpoints with listen and remote that forward TCP as it is. Endpoints that balance, encrypt or speak ' +
      'another transport are reported and left out.',
    looks: /^\s*(\[\[?(endpoints|network|log|dns)(\.\w+)?\]|endpoints\s*=|\{)/,
    load: async () => (await import('./realm-read.ts')).readRealm,
  },
} satisfies Format;
