import type { Format } from './format.ts';

/** A static configuration of Envoy (its API, version 3). */
export const envoy = {
  name: 'envoy',
  title: 'Envoy',
  order: 'as created',
  carries: {
    every4: { as: '0.0.0.0' },
    every6: { as: '::' },
    listenName: { not: 'listens on addresses' },
    service: { as: 'its number' },
    rangeSame: { as: 'one listener for each port' },
    rangeShifted: { as: 'one listener for each port' },
    rangeToOne: { as: 'one listener for each port' },
    brackets: { as: 'the address without them' },
    zone: { not: 'has no zones' },
    state: { not: 'has no listeners that are switched off' },
  },
  writes: {
    what: 'static listeners and clusters, YAML',
    text:
      'A listener with tcp_proxy and a cluster for each port, as static resources in YAML. Where rules of advfirewall say ' +
      'who may connect, its filter chain matches only those, and Envoy closes all other connections.',
    check: 'envoy --mode validate -c FILE',
    load: async () => (await import('./envoy-write.ts')).envoyWriter,
  },
} satisfies Format;
