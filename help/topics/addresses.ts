import type { Topic } from './topic.ts';

/** Families, listen addresses, connect addresses. */
export const addresses: Topic = {
  also: [
    'family',
    'families',
    'ip',
    'wildcard',
    'any',
    'localhost',
    'loopback',
    'interface',
    'zone',
    'bind',
    'targets',
    'balance',
    'load',
    'failover',
    'health',
    'backend',
    'proxy protocol',
    'real client',
  ],
  leads: ['ipv4', 'ipv6'],
  parts: [
    'The family of an entry says by which version of IP it listens, and by which it connects:',
    {
      rows: [
        { name: 'v4tov4', text: 'Listens on IPv4, connects by IPv4.' },
        { name: 'v4tov6', text: 'Listens on IPv4, connects by IPv6.' },
        { name: 'v6tov4', text: 'Listens on IPv6, connects by IPv4.' },
        { name: 'v6tov6', text: 'Listens on IPv6, connects by IPv6.' },
      ],
    },
    'An address of the other version is refused, and the answer names the family that takes it.',
    { heading: 'listenaddress' },
    'Without it, or with *, an entry listens on every address of its version, so that other machines reach it too. 127.0.0.1 or ::1 ' +
      'lets only programs of this machine connect. Any other address must be one of this machine; an entry waits for it as long as the ' +
      'machine does not have it.',
    'The listen address is part of the name of an entry: set and delete need it as add had it. An entry on one address goes before ' +
      'one on * with the same port.',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 listenport=18080 listenaddress=127.0.0.1 connectaddress=10.0.0.5 connectport=80',
        'add v6tov4 listenport=18080 listenaddress=::1 connectaddress=10.0.0.5 connectport=80',
        'delete v4tov4 listenport=18080 listenaddress=127.0.0.1',
      ],
    },
    { heading: 'connectaddress' },
    'An address or a name (help names). Without it, an entry connects to this machine: 127.0.0.1 or ::1. IPv6 addresses may stand in ' +
      'brackets; a link-local one needs its interface: fe80::1%eth0.',
    { heading: 'Several targets' },
    'connectaddress may be a list with commas and no blanks; a port behind a colon goes before connectport. A target that fails is passed ' +
      'over, and the next one is tried at once. balance says which one a connection takes: first (that answers), roundrobin, ' +
      'leastconnections, or source (always the same for a client). check=5s connects to each by itself, to know before a client does. show ' +
      'status tells which are up or down, since when and why.',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 18080 10.0.0.5,10.0.0.6:8080 80 balance=roundrobin check=5s',
        'set v4tov4 18080 balance=leastconnections',
        'show status',
      ],
    },
    'sourceaddress= is the address of this machine from which targets are connected to. sendproxy=v2 tells a target who its real client ' +
      'is, acceptproxy=yes takes that from a proxy before this one.',
  ],
};
