import { all, did, entriesOn, failed, hasEntry, isOnAll, listensOn, reaches, typed } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** The first forward: the context, an entry, the table, a real connection. */
export const firstForward: Lesson = {
  name: 'forward',
  title: 'Your first forward',
  about:
    'A server called web runs on 127.0.0.1, port {web}. An entry of the portproxy table makes it answer on another port too.',
  servers: { web: {} },
  ports: { door: 1 },
  steps: [
    {
      task: 'Go to the context interface portproxy. Commands about forwarding live there; a context is entered by its name.',
      hints: [
        'Contexts hold each other as folders do: interface holds portproxy.',
        'Type both names on one line.',
      ],
      solution: ['interface portproxy'],
      goal: ({ path }) => path.join(' ') === 'interface portproxy',
      seen: 'The prompt tells where you are. Short words do as well: int po.',
      traps: [
        {
          lines: ['portproxy'],
          when: all(failed(), typed(/^portproxy$/i)),
          says: 'portproxy is not here, it is in interface. Type interface first.',
        },
        {
          lines: ['interface'],
          when: ({ path }) => path.join(' ') === 'interface',
          says: 'Half way. portproxy is in here.',
        },
      ],
    },
    {
      task: 'Let port {door} of 127.0.0.1 lead to port {web} of 127.0.0.1. Tab completes, and ? behind a blank lists what may come next.',
      hints: [
        'add v4tov4 makes an entry that listens on IPv4 and connects by IPv4.',
        'It takes listenport= and listenaddress= for the door, connectport= and connectaddress= for where it leads.',
      ],
      solution: [
        'interface portproxy add v4tov4 listenport={door} listenaddress=127.0.0.1 connectport={web} connectaddress=127.0.0.1',
      ],
      goal: all(reaches('door', 'web'), listensOn('door', '127.0.0.1')),
      seen: 'A connection to 127.0.0.1:{door} was just answered by web. The line under the prompt says what a command will do before you press Enter.',
      traps: [
        {
          lines: ['add v4tov4 listenport={door} connectaddress=127.0.0.1 connectport={web}'],
          when: isOnAll('door'),
          says: 'It forwards, but on every address of this machine, so that other machines reach it until it is deleted: without listenaddress an entry really listens on all of them. Delete it (delete v4tov4 {door}) and name listenaddress=127.0.0.1.',
        },
        {
          lines: ['add v4tov4 {door} {web}'],
          when: all(failed('interface portproxy add v4tov4'), typed(/\s\d+\s+\d+\s*$/)),
          says: 'Values without tags have a fixed order: listenport, connectaddress, connectport, listenaddress. The second is an address: 127.0.0.1. With tags the order does not matter.',
        },
        {
          lines: [
            'add v4tov4 listenport={door} listenaddress=127.0.0.1connectport={web} connectaddress=127.0.0.1',
          ],
          when: all(failed('interface portproxy add v4tov4'), typed(/\d(listen|connect)\w*=/i)),
          says: 'A blank is lost between two values. Each tag begins a word of its own.',
        },
        {
          lines: [
            'add v4tov4 listenport={door} listenaddress=127.0.0.1 connectport={door} connectaddress=127.0.0.1',
          ],
          when: hasEntry('door', ({ connectPort, listenPort }) => connectPort === listenPort),
          says: 'That entry forwards to itself: connectport is the port that it listens on. Without connectport it is the same. web is on {web}: set v4tov4 changes an entry.',
        },
        {
          lines: [
            'add v4tov4 listenport={web} listenaddress=127.0.0.1 connectport={door} connectaddress=127.0.0.1',
          ],
          when: hasEntry('web', () => true),
          says: 'The other way round: listenport is the new door ({door}), connectport is where it leads ({web}). Delete that one first: delete v4tov4 {web} 127.0.0.1',
        },
        {
          lines: ['add v4tov4 listenport=7 listenaddress=127.0.0.1 connectport={web}'],
          when: ({ entries, port }) => entries.some(({ listenPort }) => listenPort !== port('door')),
          says: 'That entry is for another port than {door}: show all lists it. Delete it by its port and its address, or leave it, and add one for {door}.',
        },
        {
          lines: [
            'add v4tov4 listenport={door} listenaddress=127.0.0.1 connectport=7 connectaddress=127.0.0.1',
          ],
          when: hasEntry('door', ({ connectPort }, { port }) => connectPort !== port('web')),
          says: 'It listens on {door}, but leads to another port than {web}, where web runs. set v4tov4 with the same listen side changes connectport.',
        },
      ],
    },
    {
      task: 'Show the table. It lists what listens and where it leads.',
      hints: ['Commands that show begin with show.', 'show all shows all four families.'],
      solution: ['interface portproxy show all'],
      goal: did(
        'interface portproxy show all',
        'interface portproxy show v4tov4',
        'interface portproxy show status',
      ),
      seen: 'Left what it listens on, right where it connects. show status tells also whether each one works.',
      traps: [
        {
          lines: ['show'],
          when: ({ ran }) => ran.at(-1)?.names === 'interface portproxy show',
          says: 'show takes one more word. The list above has them.',
        },
      ],
    },
    {
      task: 'Delete the entry again. What names an entry is its listen side: the port and the address.',
      hints: ['delete v4tov4 takes the listen side alone.', 'Give listenport= and listenaddress=.'],
      solution: ['interface portproxy delete v4tov4 listenport={door} listenaddress=127.0.0.1'],
      goal: (world) => entriesOn(world, 'door').length === 0,
      seen: 'Port {door} is free again. In your own table entries go on listening after you leave netsh.',
      traps: [
        {
          lines: [
            'add v4tov4 listenport=7 listenaddress=127.0.0.1 connectport={web}',
            'delete v4tov4 listenport=7 listenaddress=127.0.0.1',
          ],
          when: ({ ran }) =>
            ran.at(-1)?.ok === true && ran.at(-1)?.names === 'interface portproxy delete v4tov4',
          says: 'That was a stray one; the other is meant: the entry that listens on {door}.',
        },
        {
          lines: ['delete v4tov4 listenport={door}'],
          when: failed('interface portproxy delete v4tov4'),
          says: 'Without listenaddress, delete looks for the entry that listens on all addresses. Yours listens on 127.0.0.1: add listenaddress=127.0.0.1.',
        },
      ],
    },
  ],
};
