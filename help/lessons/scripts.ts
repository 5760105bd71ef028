import { all, failed, reaches, typed } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** Scripts, dump and replay. */
export const scripts: Lesson = {
  name: 'scripts',
  title: 'Scripts, dump and replay',
  about:
    'Two entries lead to the server web on port {web}. A dump is a script of the commands that make the table again; you are in an empty folder.',
  servers: { web: {} },
  ports: { door: 1, side: 1 },
  given: [
    'interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1',
    'interface portproxy add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1',
  ],
  steps: [
    {
      task: 'In interface portproxy, write the table to the file table.txt as netsh commands.',
      hints: [
        'dump prints them; export writes them to a file.',
        'export takes a format, windows, and a file.',
      ],
      solution: ['interface portproxy export windows table.txt'],
      goal: (world) => {
        const text = world.file('table.txt') ?? '';
        return text.includes('add v4tov4') && text.includes(world.port('door'));
      },
      seen: 'From a shell of the system the same is: netsh interface portproxy dump > table.txt',
      traps: [
        {
          lines: ['interface portproxy dump > table.txt'],
          when: typed(/dump.*>/i),
          says: '> belongs to the shell of the system. Here it is: export windows table.txt',
        },
        {
          lines: ['interface portproxy dump'],
          when: ({ ran }) => /\bdump$/.test(ran.at(-1)?.names ?? ''),
          says: 'These are the lines, on the screen. To have them in a file: export windows table.txt',
        },
      ],
    },
    {
      task: 'Delete every entry with one command.',
      hints: ['It is a command of its own, and asks before.', 'reset'],
      solution: ['interface portproxy reset'],
      goal: ({ entries }) => entries.length === 0,
      seen: 'Both ports are closed. Connections that were open go on.',
      traps: [
        {
          lines: ['interface portproxy delete all'],
          when: failed(),
          says: 'delete takes one entry at a time. The command for all is reset.',
        },
      ],
    },
    {
      task: 'Run the file table.txt. The command for that stands at the root: go up by .. first.',
      hints: ['Scripts are executed.', 'At the root: exec table.txt'],
      solution: ['exec table.txt'],
      goal: all(reaches('door', 'web'), reaches('side', 'web')),
      seen: 'Both answer again. netsh -f table.txt does it from a shell of the system, and --check tries a script without changing anything.',
      traps: [
        {
          lines: ['table.txt'],
          when: all(failed(), typed(/^table\.txt/i)),
          says: 'The name alone runs nothing. exec stands before it.',
        },
        {
          lines: ['interface portproxy exec table.txt'],
          when: all(failed(), typed(/exec/i)),
          says: 'exec is a command of the root alone. Go up with .. until the prompt is netsh>.',
        },
      ],
    },
  ],
};
