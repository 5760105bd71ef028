import { all, did } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** Aliases: short names for long lines. */
export const aliases: Lesson = {
  name: 'aliases',
  title: 'Aliases and filters',
  about: 'Two entries lead to the server web. A line that you type often can have a name.',
  servers: { web: {} },
  ports: { door: 1, side: 1 },
  given: [
    'interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1',
    'interface portproxy add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1',
  ],
  steps: [
    {
      task: 'Make the alias fwd for interface portproxy show all.',
      hints: ['alias takes the name, then the words.', 'alias fwd …'],
      solution: ['alias fwd interface portproxy show all'],
      goal: ({ aliases: known }) => /^int\w* po\w* sh\w* a/i.test(known.get('fwd') ?? ''),
      seen: 'It holds until you leave. netsh -a FILE runs a file of aliases at the start.',
      traps: [
        {
          lines: ['alias fwd=interface portproxy show all'],
          when: ({ ran }) => /^alias\s+\w+=/i.test(ran.at(-1)?.line ?? ''),
          says: 'A blank divides the name from its words: alias fwd interface portproxy show all',
        },
      ],
    },
    {
      task: 'Show the table by the alias.',
      hints: ['Its name is the command.', 'fwd'],
      solution: ['fwd'],
      goal: all(did('interface portproxy show all'), ({ ran }) =>
        /^fwd\b/i.test(ran.at(-1)?.line.trim() ?? ''),
      ),
      seen: 'What stands behind the alias on the line goes on behind its words.',
      traps: [
        {
          lines: ['interface portproxy show all'],
          when: did('interface portproxy show all'),
          says: 'That is the long way. Type only fwd.',
        },
      ],
    },
    {
      task: 'Show only the lines of the table that hold {side}. A filter stands behind a bar.',
      hints: ['include keeps the lines that hold a text.', 'fwd | include {side}'],
      solution: ['interface portproxy show all | include {side}'],
      goal: all(did('interface portproxy show all'), ({ ran }) => /\|/.test(ran.at(-1)?.line ?? '')),
      seen: 'exclude leaves lines out, count counts them; help filters tells more.',
      traps: [
        {
          lines: ['fwd'],
          when: ({ ran }) => !(ran.at(-1)?.line ?? '').includes('|'),
          says: 'These are all lines. A bar, then include {side}.',
        },
      ],
    },
    {
      task: 'Take the alias away.',
      hints: ['The word begins with un.', 'unalias fwd'],
      solution: ['unalias fwd'],
      goal: ({ aliases: known }) => known.size === 0,
      seen: 'alias alone lists those that are left.',
    },
  ],
};
