import { command, optional } from '../src/language/schema.ts';
import type { NetshCommand } from './host.ts';
import { lesson } from './values/lesson.ts';

/** `learn`: lessons on the real program, in a sandbox. */
export const learn: NetshCommand = command({
  name: 'learn',
  text: 'Teaches netsh in short lessons.',
  extension: true,
  tags: {
    lesson: optional(lesson, [
      'Number or name of a lesson, or next; stop to leave one,',
      'reset to forget what was done.',
    ]),
  },
  remarks: [
    'Alone, lists the lessons and what was done. A lesson has a table, a',
    'relay and servers of its own; your table stays as it is. You type real',
    'commands, and what counts is what they bring about.',
  ],
  examples: ['learn', 'learn 1', 'learn next'],
  confirm: (args) => (args.lesson === 'reset' ? 'Forget which lessons are done?' : undefined),
  action: (args) => ({ kind: 'session', request: { op: 'learn', lesson: args.lesson } }),
});
