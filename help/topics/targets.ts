import type { Topic } from './topic.ts';

/** Several targets of an entry. */
export const targets: Topic = {
  also: [
    'target',
    'server',
    'servers',
    'several',
    'two',
    'many',
    'backend',
    'upstream',
    'pool',
    'failover',
    'backup',
    'standby',
    'redundancy',
    'health',
    'healthcheck',
    'alive',
    'down',
    'up',
    'load',
    'balancing',
    'balancer',
    'spread',
    'share',
    'split',
    'distribute',
    'round',
    'robin',
    'sticky',
    'over',
  ],
  parts: [
    'connectaddress takes up to 32 targets, with commas. A port beside one is its own; the others have connectport. A target that ' +
      'fails is passed over, and the next one is tried at once: the client notices nothing but the time.',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 8080 10.0.0.5,10.0.0.6 80',
        'add v4tov4 8081 10.0.0.5,10.0.0.6:8080 80 balance=roundrobin check=5s',
        'set v4tov4 8080 10.0.0.5,10.0.0.6,10.0.0.7',
      ],
    },
    { heading: 'Which one a connection takes: balance' },
    {
      rows: [
        { name: 'first', text: 'The first of the list; the others stand by. This holds without balance.' },
        { name: 'roundrobin', text: 'Each in turn.' },
        { name: 'leastconnections', text: 'The one with the fewest live connections.' },
        { name: 'source', text: 'Always the same one for a client address.' },
      ],
    },
    { heading: 'Which ones are up: check' },
    'A target is down from its first failure on, and gets no clients until it answers again; the relay tries it after 1, 2, 4 … 60 ' +
      'seconds. With check=5s it connects to each target so often, so that it knows before a client does. Where all are down, clients ' +
      'try them all the same. connecttimeout is how long a target has for its answer (10s).',
    'A check is a connection that is closed at once: a server that hangs while its system accepts looks well. Connections that a target ' +
      'has accepted stay there, also when it goes down.',
    { heading: 'How they are' },
    {
      in: ['interface', 'portproxy'],
      lines: ['show status', 'show status --watch', 'monitor'],
    },
    'show status says of each target whether it is up or down, since when and why. The monitor counts those that are up.',
  ],
};
