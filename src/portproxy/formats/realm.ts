import type { Format } from './format.ts';
import { IN_COMMENTS, WITHOUT_LIMITS } from './without.ts';

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
    service: { as: 'its number' },
    rangeSame: { as: 'one endpoint for each port' },
    rangeShifted: { as: 'one endpoint for each port' },
    rangeToOne: { as: 'one endpoint for each port' },
    brackets: { as: 'the address without them' },
    zone: { not: 'has numbers alone for zones' },
    targets: { partly: 'those of TCP, with balance=roundrobin or source' },
    state: { not: 'has no endpoints that are switched off' },
    ...IN_COMMENTS,
    idletimeout: { partly: 'that of UDP, in whole seconds; TCP has none' },
    connecttimeout: { partly: 'in whole seconds' },
    ...WITHOUT_LIMITS,
    balance: { partly: 'roundrobin and source' },
    sourceaddress: 'kept',
    sendproxy: { partly: 'that of TCP' },
    acceptproxy: 'kept',
  },
  reads: {
    what: 'endpoints of the TOML or JSON configuration',
    text:
      'The endpoints with listen and remote that forward TCP, UDP or both as they are, with through, timeouts, the PROXY ' +
      'protocol, and extra_remotes where balance uses them in equal shares. Endpoints that encrypt or speak another ' +
      'transport are reported and left out.',
    looks: /^\s*(\[\[?(endpoints|network|log|dns)(\.\w+)?\]|endpoints\s*=|\{)/,
    load: async () => (await import('./realm-read.ts')).readRealm,
  },
  writes: {
    what: 'an endpoint for each port, TOML',
    text:
      'An endpoint for each port, TOML, for realm 2.6 or newer. Entries about which there are rules of advfirewall are ' +
      'left out.',
    check: 'realm -c FILE',
    load: async () => (await import('./realm-write.ts')).realmWriter,
  },
} satisfies Format;
