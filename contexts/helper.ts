import type { Outcome, SessionRequest } from '../src/language/outcome.ts';
import { command, required } from '../src/language/schema.ts';
import type { Host, NetshCommand } from './host.ts';
import { helperName, modulePath } from './values/helper.ts';

/** `add helper`: adds a context of somebody else. */
export const addHelper: NetshCommand = command({
  name: 'helper',
  text: 'Adds a helper: a context that a module brings.',
  tags: { module: required(modulePath, 'Path of an ES module, or name of a package.') },
  remarks: [
    'Loads an ES module that exports a context, and keeps it for every',
    'later netsh. Its commands run in a thread of their own, with the rights',
    'of this user: add only what you trust.',
  ],
  examples: ['add helper ./lamp.mjs', 'add helper netsh-helper-lamp'],
  action: ({ module }, _host: Host) => helper({ op: 'helper', act: 'add', name: module }),
});

/** `delete helper`: removes one. */
export const deleteHelper: NetshCommand = command({
  name: 'helper',
  text: 'Deletes a helper.',
  tags: { name: required(helperName, 'Name of the helper, as show helper gives it.') },
  remarks: ['Forgets a helper. Its module stays where it is.'],
  examples: ['delete helper lamp'],
  action: ({ name }, _host: Host) => helper({ op: 'helper', act: 'delete', name }),
});

/** `show helper`: lists those that were added. */
export const showHelper: NetshCommand = command({
  name: 'helper',
  text: 'Lists the helpers.',
  remarks: [
    'Lists the helpers that were added: the name of the context, whether',
    'it can be used, and its module.',
  ],
  action: () => helper({ op: 'helper', act: 'show', name: '' }),
});

function helper(request: SessionRequest): Outcome {
  return { kind: 'session', request };
}
