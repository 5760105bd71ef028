import type { Format } from './format.ts';
import { IN_COMMENTS, WITHOUT_LIMITS } from './without.ts';

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
    ...IN_COMMENTS,
    idletimeout: 'kept',
    connecttimeout: 'kept',
    maxage: { as: 'max_downstream_connection_duration of TCP, without its tenth of chance' },
    ...WITHOUT_LIMITS,
    maxconnections: { not: 'closes further connections, and lets no client wait' },
    balance: 'kept',
    check: { partly: 'that of TCP' },
    sourceaddress: { partly: 'that of TCP' },
    sendproxy: { partly: 'that of TCP' },
    acceptproxy: 'kept',
  },
  writes: {
    what: 'static listeners and clusters, YAML',
    text:
      'A listener with tcp_proxy or udp_proxy and a cluster for each port, as static resources in YAML; of several targets, ' +
      'one that cannot be connected to is passed over by outlier detection. Where rules of advfirewall say ' +
      'who may connect, its filter chain matches only those, and Envoy closes all other connections.',
    check: 'envoy --mode validate -c FILE',
    load: async () => (await import('./envoy-write.ts')).envoyWriter,
  },
} satisfies Format;
