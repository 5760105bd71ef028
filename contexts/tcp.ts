import { helpEntries } from './common.ts';
import type { NetshContext } from './host.ts';
import { showTcpGlobal } from './network/commands.ts';

/** `interface tcp`: what this machine tells of its TCP; nothing can be changed here. */
export const tcp: NetshContext = {
  kind: 'context',
  name: 'tcp',
  entries: [
    { kind: 'group', name: 'show', text: 'Shows the TCP of this machine.', commands: [showTcpGlobal] },
    ...helpEntries,
  ],
};
