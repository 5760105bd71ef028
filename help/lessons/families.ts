import { all, failed, hasEntry, isOnAll, listensOn, reaches } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** The four families. */
export const families: Lesson = {
  name: 'families',
  title: 'The four families',
  about:
    'v4tov6 listens on IPv4 and connects by IPv6; the other three are read in the same way. The server four runs on 127.0.0.1, port {four}, the server six on ::1, port {six}.',
  servers: { four: {}, six: { host: '::1' } },
  ports: { door: 1, side: 1, third: 1 },
  steps: [
    {
      task: 'In interface portproxy, let 127.0.0.1:{door} lead to the server six, port {six} of ::1.',
      hints: ['It listens on IPv4 and connects by IPv6.', 'add v4tov6 {door} ::1 …'],
      solution: ['interface portproxy add v4tov6 {door} ::1 {six} 127.0.0.1'],
      goal: all(
        reaches('door', 'six'),
        listensOn('door', '127.0.0.1'),
        hasEntry('door', ({ family }) => family === 'v4tov6'),
      ),
      seen: 'A client that knows only IPv4 has reached a server that has only IPv6.',
      traps: [
        {
          lines: ['interface portproxy add v4tov4 {door} ::1 {six} 127.0.0.1'],
          when: failed('interface portproxy add v4tov4'),
          says: 'The first half of the name is what it listens on, the second what it connects by.',
        },
        {
          lines: ['interface portproxy add v6tov4 {door} ::1 {six} 127.0.0.1'],
          when: failed('interface portproxy add v6tov4', 'interface portproxy add v6tov6'),
          says: 'The first half of the name is what it listens on: 127.0.0.1 is IPv4.',
        },
        {
          lines: ['interface portproxy add v4tov6 {door} ::1 {six}'],
          when: isOnAll('door'),
          says: 'It works, but on every IPv4 address of this machine. Delete it (delete v4tov6 {door}), and add 127.0.0.1 at the end.',
        },
      ],
    },
    {
      task: 'Let port {side} of ::1 lead to the server four, port {four} of 127.0.0.1.',
      hints: ['It listens on IPv6 and connects by IPv4.', 'add v6tov4 {side} 127.0.0.1 …'],
      solution: ['interface portproxy add v6tov4 {side} 127.0.0.1 {four} ::1'],
      goal: all(reaches('side', 'four', '::1'), listensOn('side', '::1')),
      seen: 'IPv6 addresses need no brackets here: the port is a value of its own.',
      traps: [
        {
          lines: ['interface portproxy add v4tov4 {side} 127.0.0.1 {four} 127.0.0.1'],
          when: hasEntry('side', ({ family }) => family === 'v4tov4'),
          says: 'It works, but it listens on 127.0.0.1, and ::1 was asked for. Delete it (delete v4tov4 {side} 127.0.0.1), then add v6tov4.',
        },
        {
          lines: ['interface portproxy add v6tov4 {side} 127.0.0.1 {four}'],
          when: isOnAll('side'),
          says: 'It works, but on every IPv6 address of this machine. Delete it (delete v6tov4 {side}), and add ::1 at the end.',
        },
      ],
    },
    {
      task: 'Let port {third} of ::1 lead to the server six, port {six} of ::1.',
      hints: ['IPv6 on both sides.', 'add v6tov6 {third} ::1 …'],
      solution: ['interface portproxy add v6tov6 {third} ::1 {six} ::1'],
      goal: all(reaches('third', 'six', '::1'), listensOn('third', '::1')),
      seen: 'show all lists each family in a table of its own; show v6tov6 lists one.',
      traps: [
        {
          lines: ['interface portproxy add v6tov4 {third} ::1 {six} ::1'],
          when: failed('interface portproxy add v6tov4'),
          says: 'v6tov4 connects by IPv4, and ::1 is IPv6.',
        },
        {
          lines: ['interface portproxy add v6tov6 {third} ::1 {six}'],
          when: isOnAll('third'),
          says: 'It works, but on every IPv6 address of this machine. Delete it (delete v6tov6 {third}), and add ::1 at the end.',
        },
      ],
    },
  ],
};
