import type { Topic } from './topic.ts';

/** What an entry is, and the first one. */
export const forwarding: Topic = {
  also: [
    'redirect',
    'tunnel',
    'nat',
    'dnat',
    'expose',
    'publish',
    'proxy',
    'tcp',
    'udp',
    'datagram',
    'session',
    'begin',
    'start',
    'first',
  ],
  parts: [
    'An entry of interface portproxy listens on an address and a port of this machine (its listen side). The relay accepts ' +
      'connections there, and passes their bytes to another address and port (its connect side).',
    { heading: 'A first entry' },
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 listenport=18080 connectaddress=10.0.0.5 connectport=80',
        'show all',
        'set v4tov4 listenport=18080 connectport=81',
        'delete v4tov4 listenport=18080',
      ],
    },
    'Now clients of port 18080 of this machine reach port 80 of 10.0.0.5. The listen side names an entry: add on the same listen ' +
      'side replaces it, set changes what is given and keeps the rest, delete takes the listen side alone.',
    'The first change starts the relay in the background. It goes on when you leave the shell, until relay stop. After a restart of ' +
      'the machine, the next change or relay start brings the entries back.',
    { heading: 'UDP' },
    'protocol=udp forwards datagrams instead, each as it came. The same side may have an entry of TCP and one of UDP: set and delete mean ' +
      'TCP unless they say protocol=udp. What belongs together from one client is a session; it ends after idletimeout, 60 seconds, ' +
      'without a datagram.',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 listenport=15353 connectaddress=10.0.0.5 connectport=53 protocol=udp',
        'delete v4tov4 listenport=15353 protocol=udp',
      ],
    },
    { heading: 'Watch it' },
    {
      rows: [
        { name: 'show status', text: 'What each entry does, and why one does not listen.' },
        { name: 'show connections', text: 'Who is connected now.' },
        { name: 'monitor', text: 'All of it, live.' },
        { name: 'explain LINE', text: 'What a line would do, before you run it.' },
      ],
    },
    'Limits, groups, comments and other options: add v4tov4 /? lists them. Next: help syntax, help addresses, help listening, help firewall.',
  ],
};
