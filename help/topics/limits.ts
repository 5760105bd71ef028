import type { Topic } from './topic.ts';

/** Bounds and timeouts of an entry. */
export const limits: Topic = {
  also: [
    'limit',
    'bound',
    'bounds',
    'rate',
    'throttle',
    'slow',
    'shape',
    'speed',
    'bandwidth',
    'quota',
    'cap',
    'most',
    'maximum',
    'max',
    'timeout',
    'timeouts',
    'idle',
    'flood',
    'abuse',
    'protect',
    'overload',
    'queue',
  ],
  parts: [
    'Options of add and set, for one entry. They hold at once, also for connections that are open; set with default takes one back.',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'set v4tov4 8080 maxconnections=500',
        'set v4tov4 8080 maxperclient=20 newperclient=20/10s',
        'set v4tov4 8080 rate=1M',
        'set v4tov4 8080 idletimeout=10m',
        'set v4tov4 8080 rate=default',
      ],
    },
    { heading: 'How many' },
    {
      rows: [
        { name: 'maxconnections', text: 'Connections at a time; further clients wait.' },
        {
          name: 'maxperclient',
          text: 'Connections at a time of one client address; further ones are reset. Of IPv6 the /64 counts.',
        },
        { name: 'newperclient', text: 'New ones of one client address in a time, such as 20/10s.' },
      ],
    },
    { heading: 'How fast' },
    {
      rows: [
        {
          name: 'rate',
          text: 'Bytes a second in each direction, shared by all connections of the entry. K, M and G are powers of 1,024: 1M is 1,048,576 bytes.',
        },
      ],
    },
    { heading: 'How long' },
    {
      rows: [
        {
          name: 'idletimeout',
          text: 'Time without a byte, after which a connection ends. Without it: never, for UDP 60s.',
        },
        { name: 'connecttimeout', text: 'Time that a target has for its answer. Without it: 10s.' },
        {
          name: 'halfclosetimeout',
          text: 'Time without a byte after one side has said all. Without it: 1d.',
        },
        { name: 'maxage', text: 'Longest life of a connection.' },
      ],
    },
    'Times are written 500ms, 10s, 5m, 2h, 1d; a bare number is seconds. The limits of the whole relay are options of relay run.',
    { heading: 'What they have done' },
    {
      in: ['interface', 'portproxy'],
      lines: ['show statistics', 'show recent', 'set group web maxconnections=500'],
    },
    'show statistics counts clients that were turned away as denied, and names the bound. They are not in show recent, which has ' +
      'connections that were let in.',
  ],
};
