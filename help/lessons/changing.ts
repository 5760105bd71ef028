import {
  all,
  did,
  entriesOn,
  failed,
  hasEntry,
  isOnAll,
  isSilent,
  listensOn,
  not,
  reaches,
} from './judges.ts';
import type { Lesson, Trap } from './lesson.ts';

/** The mistake of a step: the listen address was left out, and `set` made an entry on all addresses. */
function strayTrap(lines: readonly string[]): Trap {
  return {
    lines,
    when: isOnAll('door'),
    says: 'An entry on all addresses stands beside yours: set without listenaddress made it. Delete it (delete v4tov4 {door}), then set again with listenaddress=127.0.0.1.',
  };
}

/** Changing and deleting: the listen side names an entry. */
export const changing: Lesson = {
  name: 'changing',
  title: 'set and delete',
  about:
    'An entry leads from 127.0.0.1:{door} to the server old on port {old}; another server, new, runs on port {new}. The listen side names an entry: its port and its address.',
  servers: { old: {}, new: {} },
  ports: { door: 1 },
  given: ['interface portproxy add v4tov4 {door} 127.0.0.1 {old} 127.0.0.1'],
  steps: [
    {
      task: 'In interface portproxy, let the entry of {door} lead to port {new}.',
      hints: [
        'set v4tov4 changes what is named; all else stays.',
        'Its listen side finds it: listenport={door} listenaddress=127.0.0.1. Then the new connectport.',
      ],
      solution: [
        'interface portproxy set v4tov4 listenport={door} listenaddress=127.0.0.1 connectport={new}',
      ],
      goal: all(reaches('door', 'new'), (world) => entriesOn(world, 'door').length === 1),
      seen: 'The next connection was answered by new. Connections that were open stay with old.',
      traps: [
        {
          lines: [
            'interface portproxy set v4tov4 listenport={door} connectport={new}',
            'interface portproxy set v4tov4 listenport={door} listenaddress=127.0.0.1 connectport={new}',
          ],
          when: all(
            isOnAll('door'),
            hasEntry(
              'door',
              ({ listenAddress, connectPort }, { port }) =>
                listenAddress === '127.0.0.1' && connectPort === port('new'),
            ),
          ),
          says: 'The entry on 127.0.0.1 leads to new. One on all addresses is left from before: delete v4tov4 {door}',
        },
        {
          lines: ['interface portproxy set v4tov4 listenport={door} connectport={new}'],
          when: isOnAll('door'),
          says: 'set without listenaddress means the entry on all addresses, and made one. Yours is on 127.0.0.1. Delete the new one (delete v4tov4 {door}), then set again with listenaddress=127.0.0.1.',
        },
      ],
    },
    {
      task: 'Switch the entry off without deleting it.',
      hints: ['It has a state.', 'set v4tov4 with its listen side, and state=disabled.'],
      solution: ['interface portproxy set v4tov4 listenport={door} listenaddress=127.0.0.1 state=disabled'],
      goal: all(
        isSilent('door'),
        hasEntry('door', ({ state }) => state === 'disabled'),
      ),
      seen: 'It stays in the table and does not listen. Windows has no state: there one deletes the entry and adds it again.',
      traps: [
        strayTrap(['interface portproxy set v4tov4 {door} state=disabled']),
        {
          lines: ['interface portproxy delete v4tov4 {door} 127.0.0.1'],
          when: ({ entries }) => entries.length === 0,
          says: 'Now it is gone. back brings it again; then use set and state=disabled.',
        },
      ],
    },
    {
      task: 'Switch it on again.',
      hints: ['As before, with the other word.', 'state=enabled'],
      solution: ['interface portproxy set v4tov4 listenport={door} listenaddress=127.0.0.1 state=enabled'],
      goal: reaches('door', 'new'),
      seen: 'Everything else is as it was.',
      traps: [strayTrap(['interface portproxy set v4tov4 {door} state=enabled'])],
    },
    {
      task: 'Delete the entry.',
      hints: ['delete takes the listen side alone.', 'Port and address: {door} and 127.0.0.1.'],
      solution: ['interface portproxy delete v4tov4 listenport={door} listenaddress=127.0.0.1'],
      goal: ({ entries }) => entries.length === 0,
      seen: 'reset deletes all entries at once, and asks before.',
      traps: [
        {
          lines: [
            'interface portproxy set v4tov4 {door} connectport={new}',
            'interface portproxy delete v4tov4 {door} 127.0.0.1',
          ],
          when: all(isOnAll('door'), not(listensOn('door', '127.0.0.1'))),
          says: 'The entry on 127.0.0.1 is gone. One on all addresses is left from before: delete v4tov4 {door}',
        },
        {
          lines: [
            'interface portproxy set v4tov4 {door} connectport={new}',
            'interface portproxy delete v4tov4 {door}',
          ],
          when: all(did('interface portproxy delete v4tov4'), listensOn('door', '127.0.0.1')),
          says: 'That was an entry on all addresses. The one on 127.0.0.1 is left: add listenaddress=127.0.0.1.',
        },
        {
          lines: ['interface portproxy delete v4tov4 {door}'],
          when: failed('interface portproxy delete v4tov4'),
          says: '"The system cannot find the file specified" means: no entry has this listen side. Add listenaddress=127.0.0.1.',
        },
      ],
    },
  ],
};
