import { all, askedHelp, did, explained, failed, not, typed } from './judges.ts';
import type { Judge, Lesson } from './lesson.ts';

/** Whether the last line explains another one that has a fault. */
const hasFault: Judge = ({ ran }) => ran.at(-1)?.names === 'explain' && ran.at(-1)?.explained === undefined;

/** Help and contexts: where commands live, and how to ask for them. */
export const contexts: Lesson = {
  name: 'contexts',
  title: 'Help and contexts',
  about:
    'Commands of netsh live in contexts, which hold each other as folders do. The prompt names the one you are in; netsh> is the root, the outermost.',
  ports: { door: 1 },
  steps: [
    {
      task: 'List what there is at the root. Help lists the same in any other context.',
      hints: ['The word is help; ? does the same.', 'Type help and press Enter.'],
      solution: ['help'],
      goal: askedHelp(),
      traps: [
        {
          lines: ['list'],
          when: all(failed(), typed(/^(list|ls|dir|show)\b/i)),
          says: 'The commands themselves are listed by help, or ? alone.',
        },
      ],
      seen: 'The contexts that you can go to are the last of the lists. The key ? shows them too, below what you have typed.',
    },
    {
      task: 'Go to the context interface portproxy.',
      hints: ['A context is entered by its name.', 'Its whole name is interface portproxy.'],
      solution: ['interface portproxy'],
      goal: ({ path }) => path.join(' ') === 'interface portproxy',
      seen: 'Both names may stand on one line. A context can also be entered from any other one by its whole name.',
      traps: [
        {
          lines: ['cd interface'],
          when: all(failed(), typed(/^cd\b/i)),
          says: 'netsh has no cd. The name of the context alone goes there.',
        },
      ],
    },
    {
      task: 'Go up one context, to interface.',
      hints: ['It is written as in a file system.', 'Two dots.'],
      solution: ['..'],
      goal: ({ path }) => path.join(' ') === 'interface',
      seen: '.. goes up one context. At the root it does nothing.',
      traps: [
        {
          lines: ['back up'],
          when: failed(),
          says: 'Two dots go up, as in a file system: ..',
        },
      ],
    },
    {
      task: 'From here, show the table of portproxy without entering that context.',
      hints: ['The name of a context may stand before a command.', 'portproxy, then the command: show all.'],
      solution: ['interface portproxy show all'],
      goal: all(did('interface portproxy show all'), ({ path }) => path.join(' ') === 'interface'),
      seen: 'The table is empty, and you are where you were. One line of a system shell works the same way: netsh interface portproxy show all',
      traps: [
        {
          lines: ['show all'],
          when: all(failed(), typed(/^show all/i)),
          says: 'show all is not a command of interface. Put portproxy before it.',
        },
        {
          lines: ['portproxy'],
          when: ({ path }) => path.join(' ') === 'interface portproxy',
          says: 'Now you are in it. Go up again (..) and write the context and the command on one line.',
        },
      ],
    },
    {
      task: 'Ask what add v4tov4 of portproxy takes. Type the command, and ? behind it.',
      hints: ['? or help behind a command tells about it.', 'portproxy add v4tov4, then ?'],
      solution: ['interface portproxy add v4tov4 ?'],
      goal: askedHelp('interface portproxy add v4tov4'),
      seen: 'Brackets mean that something may be left out. At the prompt F1 does the same for what you have typed.',
    },
    {
      task: 'Let explain tell what portproxy add v4tov4 {door} 127.0.0.1 would do. It runs nothing.',
      hints: ['explain stands before the line.', 'explain portproxy add v4tov4 {door} 127.0.0.1'],
      solution: ['explain interface portproxy add v4tov4 {door} 127.0.0.1'],
      goal: all(explained('interface portproxy add v4tov4'), ({ entries }) => entries.length === 0),
      seen: 'It names what each word is taken for, and which defaults apply.',
      traps: [
        {
          lines: ['explain add v4tov4 {door} 127.0.0.1'],
          when: all(did('explain'), hasFault, not(typed(/\bpo\w*\s+a/i))),
          says: 'explain has found a fault in that line: the problem stands above. add v4tov4 is not a command of interface; put portproxy before it.',
        },
        {
          lines: ['explain interface portproxy add v4tov4 0'],
          when: all(did('explain'), hasFault),
          says: 'explain has found a fault in that line: the problem stands above. Mend the line, and let it be explained again.',
        },
        {
          lines: ['interface portproxy add v4tov4 {door} 127.0.0.1'],
          when: ({ entries }) => entries.length > 0,
          says: 'That has made the entry, which would forward to itself. back takes it away; explain stands before a line that is not to run.',
        },
      ],
    },
  ],
};
