import type { Outcome, SessionRequest } from '../src/language/outcome.ts';
import { failure } from '../src/language/failure.ts';
import { command, optional, required } from '../src/language/schema.ts';
import { advfirewall } from './advfirewall.ts';
import { dumpCommand, helpEntries } from './common.ts';
import { completion } from './completion.ts';
import { setEditing, showEditing } from './editing.ts';
import { fleet } from './fleet.ts';
import { addHelper, deleteHelper, showHelper } from './helper.ts';
import type { Host, NetshCommand, NetshContext } from './host.ts';
import { interfaceContext } from './interface.ts';
import { learn } from './learn.ts';
import { setMachine } from './machine.ts';
import { relay } from './relay.ts';
import { aliasName, oneOf, path } from './values/word.ts';

/** The root of all contexts. */
export const root: NetshContext = {
  kind: 'context',
  name: 'netsh',
  byUse: [
    'interface',
    'advfirewall',
    'relay',
    'fleet',
    'learn',
    'show',
    'help',
    'explain',
    'set',
    'add',
    'exec',
    'offline',
    'commit',
    'abort',
    'exit',
  ],
  entries: [
    command({
      name: '..',
      text: 'Goes up to the context above.',
      sessionOnly: true,
      remarks: ['Goes up one context; does nothing at the root.'],
      action: () => session({ op: 'up' }),
    }),
    ...helpEntries,
    command({
      name: 'abort',
      text: 'Discards the staged changes.',
      sessionOnly: true,
      remarks: ['Discards what was changed offline and not committed; the mode stays.'],
      action: () => session({ op: 'abort' }),
    }),
    {
      kind: 'group',
      name: 'add',
      text: 'Adds a helper.',
      commands: [addHelper],
    },
    command({
      name: 'alias',
      text: 'Defines or shows aliases.',
      sessionOnly: true,
      rest: {
        usage: '[NAME [WORDS]]',
        required: false,
        parameters: [
          { name: 'NAME', text: 'Name of the alias.' },
          { name: 'WORDS', text: 'Words that replace the name at the start of a line.' },
        ],
        line: { from: 1 },
        suggest: (facts, given) =>
          given.words.length > 1 ? [] : [...facts.aliases].map(([value, text]) => ({ value, text })),
      },
      remarks: ['Alone, lists the aliases; with a name, shows that one; with more', 'words, defines it.'],
      examples: ['alias fwd interface portproxy show all'],
      action: (_args, _host: Host, [name, ...words]) => session({ op: 'alias', name, words }),
    }),
    leave('bye'),
    command({
      name: 'commit',
      text: 'Makes the staged changes, all or none.',
      sessionOnly: true,
      remarks: [
        'Makes what was changed offline, in one write: all of it, or none where',
        'an entry was changed by somebody else or could not listen. Entries that',
        'stay keep their listeners and connections. The mode stays.',
      ],
      action: () => session({ op: 'commit' }),
    }),
    completion,
    {
      kind: 'group',
      name: 'delete',
      text: 'Deletes a helper.',
      commands: [deleteHelper],
    },
    dumpCommand(() => root),
    command({
      name: 'exec',
      text: 'Runs a script file.',
      isPrivate: true,
      tags: { script: required(path, 'Path of the script: one command on each line.') },
      remarks: [
        'Runs the lines of a file, here from the root context on. A line that',
        'fails is reported with its place and does not stop the others.',
      ],
      examples: ['exec forwards.txt'],
      action: (args, _host: Host) => session({ op: 'script', path: args.script }),
    }),
    leave('exit'),
    command({
      name: 'explain',
      text: 'Explains a line, a script or the table.',
      extension: true,
      rest: {
        usage: 'LINE|FILE|table',
        required: false,
        parameters: [
          { name: 'LINE', text: 'A line as one would type it here.' },
          { name: 'FILE', text: 'A script; ./NAME where NAME begins a line too.' },
          { name: 'table', text: 'The table, in words.' },
        ],
        line: { from: 0 },
        suggest: (facts, given, prefix) =>
          given.words.length > 1
            ? []
            : [
                { value: 'table', text: 'The table, in words.' },
                ...facts.paths(prefix).map((value) => ({ value, text: '' })),
              ],
      },
      remarks: [
        'Says what each word of a line is taken for, which defaults apply,',
        'what it will do, and what is wrong with it. Of a script it says what',
        'each line would do after those before it; of the table who reaches',
        'what, by which entries and rules. Nothing is run.',
      ],
      examples: ['explain int po add v 8080 10.0.0.5', 'explain forwards.txt', 'explain table'],
      action: (_args, _host: Host, words) =>
        words.length > 0
          ? session({ op: 'explain', words })
          : failure('missing', 'Say what to explain: a line, a script or table, such as explain table.'),
    }),
    fleet,
    interfaceContext,
    advfirewall,
    command({
      name: 'offline',
      text: 'Stages changes until they are committed.',
      sessionOnly: true,
      remarks: [
        'From here on changes of the table are staged: show and dump tell of',
        'them, nothing listens on them. commit makes them, abort discards them.',
        'In a script this holds to its end.',
      ],
      examples: ['offline'],
      action: () => session({ op: 'mode', to: 'offline' }),
    }),
    command({
      name: 'online',
      text: 'Commits, and lets changes take effect at once.',
      sessionOnly: true,
      remarks: ['Makes the staged changes as commit does, then leaves the mode.'],
      action: () => session({ op: 'mode', to: 'online' }),
    }),
    command({
      name: 'popd',
      text: 'Returns to the context that pushd remembered.',
      sessionOnly: true,
      remarks: ['Returns to the context that the last pushd remembered.'],
      action: () => session({ op: 'pop' }),
    }),
    command({
      name: 'pushd',
      text: 'Remembers this context, and may enter another.',
      sessionOnly: true,
      rest: {
        usage: '[CONTEXT]',
        required: false,
        parameters: [{ name: 'CONTEXT', text: 'Context to enter, such as interface portproxy.' }],
        line: { from: 0, onlyContexts: true },
      },
      remarks: ['Remembers this context for popd and enters the one given.'],
      examples: ['pushd interface portproxy'],
      action: (_args, _host: Host, words) => session({ op: 'push', words }),
    }),
    leave('quit'),
    {
      kind: 'group',
      name: 'set',
      text: 'Sets the machine to work on, the mode, or the keys.',
      commands: [
        setEditing,
        setMachine,
        command({
          name: 'mode',
          text: 'Sets the mode.',
          tags: {
            mode: required(oneOf(['online', 'offline']), 'Mode: online, or offline to stage changes.'),
          },
          remarks: ['Does what online and offline do.'],
          examples: ['set mode offline'],
          action: (args, _host: Host) => session({ op: 'mode', to: args.mode }),
        }),
      ],
    },
    {
      kind: 'group',
      name: 'show',
      text: 'Shows aliases, helpers, the mode and the keys.',
      commands: [
        command({
          name: 'alias',
          text: 'Lists the aliases.',
          tags: { name: optional(aliasName, 'Name of one alias.', { fallback: 'all' }) },
          remarks: ['Lists all aliases, or the one named.'],
          action: (args, _host: Host) => session({ op: 'alias', name: args.name, words: [] }),
        }),
        command({
          name: 'changes',
          text: 'Shows the staged changes.',
          extension: true,
          sessionOnly: true,
          remarks: [
            'Shows what commit would change: + entries that are added, ~ that are',
            'changed, - that are deleted.',
          ],
          action: () => session({ op: 'changes' }),
        }),
        showEditing,
        showHelper,
        command({
          name: 'mode',
          text: 'Shows the mode.',
          remarks: ['Shows whether changes take effect at once (online) or are staged', '(offline).'],
          action: () => session({ op: 'mode' }),
        }),
      ],
    },
    command({
      name: 'unalias',
      text: 'Removes an alias.',
      sessionOnly: true,
      tags: { name: required(aliasName, 'Name of the alias.') },
      remarks: ['Removes an alias.'],
      action: (args, _host: Host) => session({ op: 'unalias', name: args.name }),
    }),
    relay,
    learn,
  ],
};

function leave(name: string): NetshCommand {
  return command({
    name,
    text: 'Leaves netsh; in a script, ends the script.',
    sessionOnly: true,
    leaves: true,
    remarks: ['Leaves netsh, or ends the script that it stands in. The relay goes on.'],
    confirm: (_args, facts) =>
      facts.staged ? `Leave, and discard ${changes(facts.staged, facts.stagedEntries)} staged?` : undefined,
    action: () => session({ op: 'leave' }),
  });
}

function session(request: SessionRequest): Outcome {
  return { kind: 'session', request };
}

/** Says how many changes are staged, and of how many entries, where those are fewer. */
function changes(count: number, entries = count): string {
  const of = entries === count ? '' : ` of ${entries === 1 ? '1 entry' : `${entries} entries`}`;
  return count === 1 ? 'the 1 change' : `the ${count} changes${of}`;
}
