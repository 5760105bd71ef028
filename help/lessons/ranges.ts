import { failed, isSilent } from './judges.ts';
import type { Judge, Lesson } from './lesson.ts';

const reachesAll: Judge = async (world) => {
  for (const at of [0, 1, 2]) {
    const name = await world.greeting(String(Number(world.port('door')) + at));
    if (name !== (at === 0 ? 'many' : `many${at + 1}`)) return false;
  }
  return true;
};

/** Ranges of ports. */
export const ranges: Lesson = {
  name: 'ranges',
  title: 'Ranges of ports',
  about:
    'Three servers run on the ports {many} to {manyLast} of 127.0.0.1. One entry can stand for many ports.',
  servers: { many: { count: 3 } },
  ports: { door: 3 },
  steps: [
    {
      task: 'With one entry in interface portproxy, let the ports {door} to {doorLast} of 127.0.0.1 lead to {many} to {manyLast}, each to its own.',
      hints: [
        'A port can be a range, written with a hyphen.',
        'Both listenport and connectport are ranges of the same length.',
      ],
      solution: [
        'interface portproxy add v4tov4 listenport={door}-{doorLast} listenaddress=127.0.0.1 connectport={many}-{manyLast} connectaddress=127.0.0.1',
      ],
      goal: reachesAll,
      seen: 'The first port leads to the first, the last to the last. Windows takes one port at a time; export windows writes three entries.',
      traps: [
        {
          lines: [
            'interface portproxy add v4tov4 listenport={door}-{doorLast} listenaddress=127.0.0.1 connectport={many} connectaddress=127.0.0.1',
          ],
          when: ({ entries, port }) => entries.some(({ connectPort }) => connectPort === port('many')),
          says: 'It forwards, but all to port {many}: one connectport stands for all. set v4tov4 with the same listen side and connectport={many}-{manyLast} mends it.',
        },
        {
          lines: [
            'interface portproxy add v4tov4 listenport={door}-{doorLast} listenaddress=127.0.0.1 connectport={many}-9 connectaddress=127.0.0.1',
          ],
          when: failed('interface portproxy add v4tov4'),
          says: 'A range is FIRST-LAST, the smaller number first, and connectport has as many ports as listenport.',
        },
      ],
    },
    {
      task: 'Delete the entry.',
      hints: [
        'The listen side names it, and its port is the whole range.',
        'delete v4tov4 {door}-{doorLast} 127.0.0.1',
      ],
      solution: ['interface portproxy delete v4tov4 {door}-{doorLast} 127.0.0.1'],
      goal: ({ entries }) => entries.length === 0,
      seen: 'All three ports are closed again.',
      traps: [
        {
          lines: ['interface portproxy delete v4tov4 {door} 127.0.0.1'],
          when: failed('interface portproxy delete v4tov4'),
          says: 'A range is deleted as it was made, from {door} to {doorLast}: no part of it has a name.',
        },
      ],
    },
    {
      task: 'Make it again, and keep {doorLast} out of it: forward only the first two ports.',
      hints: ['A range of two ports on both sides.', 'listenport={door}- and the number after it.'],
      solution: [
        'interface portproxy add v4tov4 {door} 127.0.0.1 {many} 127.0.0.1',
        'interface portproxy add v4tov4 {doorMiddle} 127.0.0.1 {manyMiddle} 127.0.0.1',
      ],
      goal: async (world) =>
        (await world.greeting(world.port('door'))) === 'many' &&
        (await world.greeting(world.port('doorMiddle'))) === 'many2' &&
        (await isSilent('doorLast')(world)),
      seen: 'Two entries, or one with {door}-{doorMiddle}: both are right.',
      traps: [
        {
          lines: ['interface portproxy add v4tov4 {door}-{doorLast} 127.0.0.1 {many}-{manyLast} 127.0.0.1'],
          when: reachesAll,
          says: 'That is all three. Delete it (delete v4tov4 {door}-{doorLast} 127.0.0.1) and end the range at {doorMiddle}.',
        },
      ],
    },
  ],
};
