import type { HelpEntry, HelpTopic } from '../src/language/schema.ts';
import { command } from '../src/language/schema.ts';
import type { Host, NetshCommand, NetshContext } from './host.ts';

/** The topics of `help TOPIC`. */
export const HELP_TOPICS: readonly HelpTopic[] = [
  { name: 'keys', text: 'The keys of the shell.' },
  { name: 'filters', text: 'Choosing among the lines that a command prints.' },
  { name: 'options', text: 'Options and environment variables.' },
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
    remarks: ['Prints the configuration of this context as a script, which', 'netsh -f and exec replay.'],
    examples: ['dump'],
    action: async (_args, host: Host) => {
      const lines = await dumpLines(context(), host);
      return { kind: 'text', lines, json: { script: lines } };
    },
  });
}

async function dumpLines(context: NetshContext, host: Host): Promise<readonly string[]> {
  const blocks = [(await context.dump?.(host)) ?? []];
  for (const entry of context.entries) {
    if (entry.kind === 'context') blocks.push(await dumpLines(entry, host));
  }
  return blocks.flat();
}
