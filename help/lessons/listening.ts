import { all, did, entriesOn, isOnAll, reaches } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** Why an entry does not listen, or leads nowhere. */
export const listening: Lesson = {
  name: 'listening',
  title: 'Why it does not listen',
  about: 'Three entries were made for the server web on 127.0.0.1, port {web}, and none of them works.',
  servers: { web: {}, other: {} },
  ports: { door: 1, side: 1, gone: 1, last: 1 },
  given: [
    'interface portproxy add v4tov4 {other} 127.0.0.1 {web} 127.0.0.1',
    'interface portproxy add v4tov4 {side} 127.0.0.1 {web} 192.0.2.9',
    'interface portproxy add v4tov4 {last} 127.0.0.1 {gone} 127.0.0.1',
  ],
  steps: [
    {
      task: 'In interface portproxy, ask what each entry does. show all tells only what was asked for.',
      clients: { anna: 'last' },
      hints: ['Another show command tells how they are.', 'show status'],
      solution: ['interface portproxy show status'],
      goal: did('interface portproxy show status', 'relay show status'),
      seen: 'Each that does not listen says why: one port is taken, one address is not of this machine. The third listens, and its last error tells the rest.',
      traps: [
        {
          lines: ['interface portproxy show all'],
          when: ({ ran }) => ran.at(-1)?.names === 'interface portproxy show all',
          says: 'This is the table. Whether an entry really listens tells show status.',
        },
      ],
    },
    {
      task: 'Delete the entry of {other}, whose port another program has, and let 127.0.0.1:{door} lead to port {web} in its place.',
      hints: [
        'The listen side names an entry and cannot be changed: add a new one, delete the old one.',
        'delete v4tov4 {other} 127.0.0.1, then add v4tov4 with {door}.',
      ],
      solution: [
        'interface portproxy delete v4tov4 {other} 127.0.0.1',
        'interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1',
      ],
      goal: all(reaches('door', 'web'), (world) => entriesOn(world, 'other').length === 0),
      seen: 'The error had named the program that has the port. Where that one ends, an entry begins to listen by itself.',
      traps: [
        {
          lines: ['interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1'],
          when: (world) => entriesOn(world, 'door').length > 0 && entriesOn(world, 'other').length > 0,
          says: 'The new one is there. The old one still stands in the table and cannot listen: delete v4tov4 {other} 127.0.0.1',
        },
        {
          lines: ['interface portproxy delete v4tov4 {other}'],
          when: ({ ran }) => ran.at(-1)?.ok === false,
          says: 'An entry is named by its port and its listen address: add 127.0.0.1.',
        },
      ],
    },
    {
      task: 'Let the entry of {side} listen on 127.0.0.1 in place of 192.0.2.9, which this machine does not have.',
      hints: [
        'The address belongs to its name: delete it, and add it anew.',
        'delete v4tov4 {side} 192.0.2.9, then add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1',
      ],
      solution: [
        'interface portproxy delete v4tov4 {side} 192.0.2.9',
        'interface portproxy add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1',
      ],
      goal: all(
        reaches('side', 'web'),
        ({ entries }) => !entries.some(({ listenAddress }) => listenAddress === '192.0.2.9'),
      ),
      seen: 'interface ipv4 show addresses lists the addresses that this machine has.',
      traps: [
        {
          lines: ['interface portproxy set v4tov4 {side} listenaddress=127.0.0.1 connectport={web}'],
          when: ({ entries }) =>
            entries.filter(({ listenAddress }) => listenAddress === '192.0.2.9').length > 0 &&
            entries.length > 3,
          says: 'set made a second entry, because another address is another entry. It works; now delete the old one: delete v4tov4 {side} 192.0.2.9',
        },
      ],
    },
    {
      task: 'Let the entry of {last} connect to port {web}. It listens, but nobody is at its target, port {gone}.',
      hints: [
        'Where an entry leads can be changed: set.',
        'set v4tov4 {last}, with the listen address and connectport={web}.',
      ],
      solution: ['interface portproxy set v4tov4 {last} connectport={web} listenaddress=127.0.0.1'],
      goal: reaches('last', 'web'),
      seen: 'All three work. Read from the top: does it listen, does its target answer, may the client connect.',
      traps: [
        {
          lines: ['interface portproxy set v4tov4 {last} connectport={web}'],
          when: isOnAll('last'),
          says: 'Without listenaddress that made a second entry, on all addresses. Delete it (delete v4tov4 {last}) and name 127.0.0.1.',
        },
      ],
    },
  ],
};
