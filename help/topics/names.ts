import type { Topic } from './topic.ts';

/** Host names and service names. */
export const names: Topic = {
  also: ['dns', 'hostname', 'host', 'resolve', 'resolver', 'service', 'hosts', 'http'],
  parts: [
    'A name may stand wherever an address or a port may.',
    { heading: 'Host names' },
    'An entry keeps the name as you typed it. The relay resolves it in the version of IP that the family connects by, when a client ' +
      'connects, and keeps the answer for a short time; the last good answer goes on while the name server fails. Where a name has ' +
      'several addresses, they are tried in turn.',
    {
      in: ['interface', 'portproxy'],
      lines: ['add v4tov4 listenport=18080 connectaddress=web.example.com connectport=http'],
    },
    'A name that cannot be resolved fails the connections of its clients, and show statistics tells the last error. A name as ' +
      'listenaddress must be one of this machine.',
    { heading: 'Service names' },
    'A port may be a name of the services table of the system, such as http or ms-wbt-server. dump writes it as it was typed.',
  ],
};
