import { lazyGroup } from '../src/language/schema.ts';
import { helpEntries } from './common.ts';
import type { Host, NetshContext } from './host.ts';
import {
  showAddresses,
  showConfig,
  showDnsServers,
  showDynamicPortRange,
  showInterfaces,
  showNeighbors,
  showRoute,
  showSubinterfaces,
} from './network/commands.ts';

/** `interface ipv4`: shows the IPv4 of this machine, and changes nothing. */
export const ipv4: NetshContext = {
  kind: 'context',
  name: 'ipv4',
  brief: 'Shows IPv4 addresses, routes and settings of this machine.',
  entries: [
    lazyGroup<Host>('show', 'Shows the IPv4 of this machine.', () => [
      showAddresses(4),
      showConfig(4),
      showDnsServers(4),
      showDynamicPortRange(4),
      showInterfaces(4),
      showNeighbors(4),
      showRoute(4),
      showSubinterfaces(4),
    ]),
    ...helpEntries,
  ],
};
