import type { HelpEntry, HelpTopic } from '../src/language/schema.ts';
import { command } from '../src/language/schema.ts';
import type { Host, NetshCommand, NetshContext } from './host.ts';

/** The topics of `help TOPIC`. */
export const HELP_TOPICS: readonly HelpTopic[] = [
  { name: 'topics', text: 'Lists the topics.' },
  { name: 'forwarding', text: 'What an entry does, and the first one.' },
  { name: 'syntax', text: 'How lines are written: contexts, tags, short words.' },
  { name: 'addresses', text: 'Families, and which address to listen on.' },
  { name: 'names', text: 'Names of hosts and services.' },
  { name: 'ranges', text: 'One entry for many ports.' },
  { name: 'targets', text: 'Several targets: failover, balance, health.' },
  { name: 'limits', text: 'Most connections, rates, timeouts.' },
  { name: 'listening', text: 'Why an entry does not listen, or nobody gets through.' },
  { name: 'firewall', text: 'Rules about who may connect.' },
  { name: 'scripts', text: 'Scripts, dump and replay.' },
  { name: 'transactions', text: 'Offline and commit: all changes or none.' },
  { name: 'moving', text: 'From and to Windows and other programs.' },
  { name: 'machines', text: 'Working on another machine.' },
  { name: 'fleet', text: 'One table for many machines.' },
  { name: 'service', text: 'The relay at boot, through crashes, for all administrators.' },
  { name: 'output', text: 'JSON, watching, metrics: output for programs.' },
  { name: 'files', text: 'Files and environment variables.' },
  { name: 'options', text: 'Options and environment variables.' },
  { name: 'filters', text: 'Choosing among the lines that a command prints.' },
  { name: 'keys', text: 'The keys of the shell.' },
];

/** `?` and `help`, which every context has. */
export const helpEntries: readonly HelpEntry[] = [
  { kind: 'help', name: '?', text: 'Lists the commands.', isPrivate: true },
  { kind: 'help', name: 'help', text: 'Lists the commands.', isPrivate: true, topics: HELP_TOPICS },
];

/** Returns `dump` of a context: its own block, then those of its sub-contexts. */
export function dumpCommand(context: () => NetshContext): NetshCommand {
  return command({
    name: 'dump',
    text: 'Prints a script that restores this configuration.',
    isPrivate: true,
    remarks: [
      'Prints the configuration of this context as a script, which',
      'netsh -f and exec replay. interface portproxy export windows FILE',
      'writes the commands of portproxy into a file.',
    ],
    examples: ['dump'],
    action: async (_args, host: Host) => {
      const lines = await dumpLines(context(), host);
      return { kind: 'text', lines, json: { script: lines } };
    },
  });
}

async function dumpLines(context: NetshContext, host: Host): Promise<readonly string[]> {
  const blocks = [(await context.dump?.(host)) ?? []];
  const below = context.entries.filter((entry) => entry.kind === 'context');
  const inOrder = below.toSorted(
    (one, two) => Number(two.dumpsFirst ?? false) - Number(one.dumpsFirst ?? false),
  );
  for (const entry of inOrder) {
    blocks.push(await dumpLines(entry, host));
  }
  return blocks.flat();
}
