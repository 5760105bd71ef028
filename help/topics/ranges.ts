import type { Topic } from './topic.ts';

/** Ranges of ports. */
export const ranges: Topic = {
  also: ['range', 'many', 'ports', 'several', 'passive', 'ftp', 'span'],
  parts: [
    'A range such as 30000-30010 in place of a port makes one entry for all of its ports. Windows has none: it stores such an entry, ' +
      'and does not listen.',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 listenport=30000-30010 connectaddress=10.0.0.5',
        'add v4tov4 listenport=31000-31010 connectaddress=10.0.0.5 connectport=80',
        'add v4tov4 listenport=32000-32010 connectaddress=10.0.0.5 connectport=40000-40010',
        'delete v4tov4 listenport=30000-30010',
      ],
    },
    'The first leads each port to the same port, the second all ports to one, the third each to its own. Both ranges must have as many ' +
      'ports.',
    'A range listens on all of its ports or on none: where another entry or program has one of them, show status says which.',
  ],
};
