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

/** `interface ipv6`: shows the IPv6 of this machine, and changes nothing. */
export const ipv6: NetshContext = {
  kind: 'context',
  name: 'ipv6',
  brief: 'Shows IPv6 addresses, routes and settings of this machine.',
  entries: [
    lazyGroup<Host>('show', 'Shows the IPv6 of this machine.', () => [
      showAddresses(6),
      showConfig(6),
      showDnsServers(6),
      showDynamicPortRange(6),
      showInterfaces(6),
      showNeighbors(6),
      showRoute(6),
      showSubinterfaces(6),
    ]),
    ...helpEntries,
  ],
};
