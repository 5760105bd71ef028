import { helpEntries } from './common.ts';
import type { NetshContext } from './host.ts';
import { showTcpGlobal } from './network/commands.ts';

/** `interface tcp`: shows the TCP settings of this machine, and changes nothing. */
export const tcp: NetshContext = {
  kind: 'context',
  name: 'tcp',
  brief: 'Shows TCP settings of this machine.',
  entries: [
    { kind: 'group', name: 'show', text: 'Shows the TCP of this machine.', commands: [showTcpGlobal] },
    ...helpEntries,
  ],
};
