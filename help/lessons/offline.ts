import { all, did, reaches } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** Offline, commit and abort. */
export const offline: Lesson = {
  name: 'offline',
  title: 'Offline, commit and abort',
  about:
    'Several changes can be prepared and then made at once, all or none. The server web runs on port {web}.',
  servers: { web: {} },
  ports: { door: 1, side: 1 },
  steps: [
    {
      task: 'Switch to the mode in which changes are only staged.',
      hints: ['The mode is offline.', 'Type offline.'],
      solution: ['offline'],
      goal: ({ mode }) => mode === 'offline',
      seen: 'The prompt says so. set mode offline is the longer way.',
    },
    {
      task: 'Stage two entries: {door} and {side} of 127.0.0.1, both to port {web} of 127.0.0.1.',
      hints: [
        'The same commands as ever, in interface portproxy.',
        'add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1, and so for {side}.',
      ],
      solution: [
        'interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1',
        'interface portproxy add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1',
      ],
      goal: ({ staged, mode, entries, port }) =>
        mode === 'offline' &&
        staged > 1 &&
        ['door', 'side'].every((name) => entries.some(({ listenPort }) => listenPort === port(name))),
      seen: 'show all lists them already, but nothing listens.',
      traps: [
        {
          lines: ['online', 'interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1'],
          when: ({ mode }) => mode === 'online',
          says: 'You are online: changes take effect at once. Type offline first; back begins this step again.',
        },
      ],
    },
    {
      task: 'See what is staged.',
      hints: ['A show command of the root, which works everywhere.', 'show changes'],
      solution: ['show changes'],
      goal: did('show changes'),
      seen: '+ is added, ~ is changed, - is deleted.',
    },
    {
      task: 'Make the changes, all of them or none.',
      hints: ['abort would throw them away; the other word makes them.', 'commit'],
      solution: ['commit'],
      goal: all(({ staged }) => staged === 0, reaches('door', 'web'), reaches('side', 'web')),
      seen: 'Both answer. Had one port been taken, nothing would have been changed.',
      traps: [
        {
          lines: ['abort'],
          when: ({ staged, entries }) => staged === 0 && entries.length === 0,
          says: 'They are thrown away. back stages them again.',
        },
      ],
    },
    {
      task: 'Go back to the mode in which changes take effect at once.',
      hints: ['The opposite of offline.', 'online'],
      solution: ['online'],
      goal: ({ mode }) => mode === 'online',
      seen: 'online also commits what is staged.',
      traps: [
        {
          lines: ['commit'],
          when: ({ ran }) => ran.at(-1)?.names === 'commit',
          says: 'commit leaves the mode as it is.',
        },
      ],
    },
  ],
};
