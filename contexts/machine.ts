import { command, optional } from '../src/language/schema.ts';
import type { Host, NetshCommand } from './host.ts';
import { machineName, noPassword, userName } from './values/machine.ts';

/** `set machine`: chooses the machine that the session works on. */
export const setMachine: NetshCommand = command({
  name: 'machine',
  text: 'Sets the machine to work on.',
  sessionOnly: true,
  tags: {
    name: optional(machineName, 'Name of the machine; without it, this machine.', {
      fallback: 'this machine',
    }),
    user: optional(userName, 'User there (default: as ssh is configured).', {
      fallback: 'as ssh is configured',
    }),
    pwd: optional(noPassword, ['Not taken: ssh logs in, by a key, its agent or its', 'own prompt.']),
  },
  remarks: [
    'Works on the table and the relay of another machine, through ssh and',
    'the netsh there. set machine alone comes back; so does the end of a',
    'script.',
  ],
  examples: ['set machine name=gateway user=admin', 'set machine'],
  action: ({ name = '', user }, _host: Host) => ({ kind: 'session', request: { op: 'machine', name, user } }),
});
