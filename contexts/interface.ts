import { dumpInterface } from '../src/portproxy/dump.ts';
import { dumpCommand, helpEntries } from './common.ts';
import type { NetshContext } from './host.ts';
import { ipv4 } from './ipv4.ts';
import { ipv6 } from './ipv6.ts';
import { showInterface } from './network/commands.ts';
import { portproxy } from './portproxy.ts';
import { tcp } from './tcp.ts';

/** `interface`: the interfaces of this machine, and the contexts below, such as portproxy. */
export const interfaceContext: NetshContext = {
  kind: 'context',
  name: 'interface',
  brief: 'Port forwarding (portproxy); addresses and routes (ipv4, ipv6).',
  byUse: ['portproxy', 'show', 'ipv4', 'ipv6', 'tcp'],
  dump: async () => dumpInterface(),
  entries: [
    dumpCommand(() => interfaceContext),
    ipv4,
    ipv6,
    portproxy,
    { kind: 'group', name: 'show', text: 'Shows the interfaces.', commands: [showInterface] },
    tcp,
    ...helpEntries,
  ],
};
