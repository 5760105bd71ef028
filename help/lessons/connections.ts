import { all, did, entriesOn } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** Who is connected, and ending it. */
export const connections: Lesson = {
  name: 'connections',
  title: 'Who is connected, and ending it',
  about:
    'Two entries lead to the server web: {door} and {side}, both on 127.0.0.1. Each has a client just now.',
  servers: { web: {} },
  ports: { door: 1, side: 1 },
  given: [
    'interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1',
    'interface portproxy add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1',
  ],
  steps: [
    {
      task: 'In interface portproxy, show who is connected.',
      clients: { anna: 'door', ben: 'side' },
      hints: ['It is one of the show commands.', 'show connections'],
      solution: ['interface portproxy show connections'],
      goal: did('interface portproxy show connections'),
      seen: 'Each connection has an id, its client, its entry and its target. monitor shows them live.',
    },
    {
      task: 'End the connection through {door}, and leave the other alone.',
      hints: [
        'kill ends connections: one, those of a client, or those of an entry.',
        'kill entry takes the family, then the listen side.',
      ],
      solution: ['interface portproxy kill entry v4tov4 {door} 127.0.0.1'],
      goal: (world) => !world.isConnected('anna') && world.isConnected('ben'),
      settles: true,
      seen: 'Both ends got a reset. The entry goes on listening: kill changes nothing in the table.',
      traps: [
        {
          lines: ['interface portproxy kill client 127.0.0.1'],
          when: (world) => !world.isConnected('ben'),
          says: 'Both are gone: they had the same address. back brings them again; then end only those of the entry.',
        },
      ],
    },
    {
      task: 'Delete the entry of {side}, and see what becomes of its connection.',
      hints: ['delete takes the listen side.', 'delete v4tov4 {side} 127.0.0.1'],
      solution: ['interface portproxy delete v4tov4 {side} 127.0.0.1'],
      goal: (world) => entriesOn(world, 'side').length === 0 && world.isConnected('ben'),
      settles: true,
      seen: 'Nobody new gets in, and who was connected stays, as on Windows.',
      traps: [
        {
          lines: ['interface portproxy kill client 127.0.0.1'],
          when: (world) => !world.isConnected('ben'),
          says: 'The connection has ended, and the entry is still there. back brings it again.',
        },
      ],
    },
    {
      task: 'End the last connection too.',
      hints: ['Its entry is gone, but its client has an address.', 'kill client takes the address.'],
      solution: ['interface portproxy kill client 127.0.0.1'],
      goal: (world) => !world.isConnected('ben'),
      settles: true,
      seen: 'kill connection ends a single one by its id.',
    },
    {
      task: 'Show how the connections of the last minutes have ended.',
      hints: ['Another show command.', 'show recent'],
      solution: ['interface portproxy show recent'],
      goal: all(did('interface portproxy show recent')),
      seen: 'It keeps the last thousand, each with what it carried and why it ended.',
    },
  ],
};
