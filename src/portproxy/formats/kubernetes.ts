import type { Format } from './format.ts';
import { IN_COMMENTS, WITHOUT_LIMITS } from './without.ts';

const RELAY = { as: 'a setting of the relay that the Service leads to' } as const;

/** Objects of Kubernetes: Service, EndpointSlice (discovery.k8s.io/v1), and a Deployment of a relay. */
export const kubernetes = {
  name: 'kubernetes',
  title: 'Kubernetes',
  order: 'as created',
  carries: {
    v4tov6: { as: 'a Service that leads to a relay' },
    v6tov4: { as: 'a Service that leads to a relay' },
    every4: { as: 'a Service of type LoadBalancer' },
    every6: { as: 'a Service of type LoadBalancer' },
    listenName: { not: 'has addresses alone as external ones' },
    connectName: { as: 'a Service that leads to a relay' },
    service: { as: 'its number' },
    rangeSame: { as: 'one port of the Service for each' },
    rangeShifted: { as: 'one port of the Service for each' },
    rangeToOne: { as: 'one port of the Service for each' },
    brackets: { as: 'the address without them' },
    zone: { not: 'has no zones' },
    targets: { as: 'servers of the relay that the Service leads to' },
    udp: { partly: 'without a relay: to one address of the same IP version, without options' },
    state: { not: 'has no Services that are switched off' },
    ...IN_COMMENTS,
    idletimeout: RELAY,
    connecttimeout: RELAY,
    halfclosetimeout: RELAY,
    ...WITHOUT_LIMITS,
    maxconnections: RELAY,
    maxperclient: RELAY,
    balance: RELAY,
    check: RELAY,
    sourceaddress: { not: 'connects from addresses of pods' },
    sendproxy: RELAY,
    acceptproxy: RELAY,
  },
  writes: {
    what: 'Services, with EndpointSlices or a relay',
    text:
      'For each entry a Service; with an EndpointSlice where it connects to an address of the same IP version, else ' +
      'it leads to a Deployment of HAProxy that relays. So it does where an entry has several targets or options, and where ' +
      'rules of advfirewall say who may connect: they become tcp-request connection of the relay, and a NetworkPolicy.',
    check: 'kubectl apply --dry-run=server -f FILE',
    load: async () => (await import('./kubernetes-write.ts')).kubernetesWriter,
  },
} satisfies Format;
