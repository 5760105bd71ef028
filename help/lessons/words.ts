import { all, did, failed, hasEntry, isOnAll, not, reaches, tagged, typed } from './judges.ts';
import type { Judge, Lesson } from './lesson.ts';

/** Whether the last line gave three values, all by their tags. */
const threeTags: Judge = typed(/\s[a-z][^\s=]*(\s+[a-z]+\s*=\s*\S+){3}\s*$/i);

/** Tags, positions and short words. */
export const words: Lesson = {
  name: 'words',
  title: 'Tags, positions and short words',
  about:
    'A value can be given with its tag (listenport=8080) or by its position. A server called web runs on port {web}.',
  servers: { web: {} },
  ports: { door: 1, side: 1 },
  given: [],
  steps: [
    {
      task: 'In interface portproxy, let 127.0.0.1:{door} lead to 127.0.0.1:{web}, each value with its tag. With tags the order does not matter.',
      hints: [
        'The tags are listenport, listenaddress, connectport and connectaddress.',
        'add v4tov4, then each tag with = and its value, without blanks around =.',
      ],
      solution: [
        'interface portproxy add v4tov4 connectaddress=127.0.0.1 connectport={web} listenaddress=127.0.0.1 listenport={door}',
      ],
      goal: all(
        reaches('door', 'web'),
        hasEntry('door', ({ listenAddress }) => listenAddress === '127.0.0.1'),
      ),
      seen: 'Tags may be shortened: listenp={door} connecta=127.0.0.1. Where several begin so, netsh takes the first of its usage: l= is listenport.',
      detours: [
        {
          lines: [
            'interface portproxy add v4tov4 listenport={door} listenaddress=127.0.0.1 connectport={web}',
          ],
          when: threeTags,
          says: 'connectaddress was not given; where it is left out it is the listen address. With it: add v4tov4 listenport={door} connectaddress=127.0.0.1 connectport={web} listenaddress=127.0.0.1.',
        },
        {
          lines: ['interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1'],
          when: not(tagged(4)),
          says: 'Some of the values were given by their position; with their tags it is add v4tov4 listenport={door} connectaddress=127.0.0.1 connectport={web} listenaddress=127.0.0.1.',
        },
      ],
      traps: [
        {
          lines: ['interface portproxy add v4tov4 port={door} connectport={web}'],
          when: failed('interface portproxy add v4tov4'),
          says: 'One of the tags is not known, or a value does not fit; the error above says which. The tags are listenport, listenaddress, connectport and connectaddress.',
        },
        {
          lines: ['interface portproxy add v4tov4 listenport={door} listenaddress=0.0.0.0 connectport={web}'],
          when: hasEntry('door', ({ listenAddress }) => listenAddress === '0.0.0.0'),
          says: '0.0.0.0 stands for every address, as * does; of two entries that mean the same one is held. Delete it (delete v4tov4 {door} 0.0.0.0) and name 127.0.0.1.',
        },
        {
          lines: ['interface portproxy add v4tov4 listenport={door} connectport={web}'],
          when: isOnAll('door'),
          says: 'Without listenaddress it listens on every address. Delete it (delete v4tov4 {door}) and name 127.0.0.1.',
        },
      ],
    },
    {
      task: 'Let 127.0.0.1:{side} lead to 127.0.0.1:{web} without any tag. Values fill the tags in their order: listenport, connectaddress, connectport, listenaddress.',
      hints: ['Four values, and the listen address is the last.', 'add v4tov4 {side} 127.0.0.1 …'],
      solution: ['interface portproxy add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1'],
      goal: all(
        reaches('side', 'web'),
        hasEntry('side', ({ listenAddress }) => listenAddress === '127.0.0.1'),
      ),
      seen: 'Both ways mix: values without a tag fill those that are left.',
      detours: [
        {
          lines: ['interface portproxy add v4tov4 listenport={side} 127.0.0.1 {web} listenaddress=127.0.0.1'],
          when: tagged(1),
          says: 'There was a tag in it; without any it is add v4tov4 {side} 127.0.0.1 {web} 127.0.0.1.',
        },
      ],
      traps: [
        {
          lines: ['interface portproxy add v4tov4 {side} 127.0.0.1 127.0.0.1 {web}'],
          when: failed('interface portproxy add v4tov4'),
          says: 'The order is listenport, connectaddress, connectport, listenaddress. The port comes third, the address on which it listens last.',
        },
        {
          lines: ['interface portproxy add v4tov4 {side} 127.0.0.1 {web}'],
          when: isOnAll('side'),
          says: 'The fourth value was left out, so that it listens on every address. Delete it (delete v4tov4 {side}), and add 127.0.0.1 at the end.',
        },
      ],
    },
    {
      task: 'Let the entry of {side} connect to localhost by that name. set v4tov4 changes an entry that is there.',
      hints: [
        'connectaddress takes a name too; set finds the entry by its port and its listen address.',
        'set v4tov4 {side} localhost, and the listen address by its tag.',
      ],
      solution: ['interface portproxy set v4tov4 {side} localhost listenaddress=127.0.0.1'],
      goal: all(
        reaches('side', 'web'),
        hasEntry(
          'side',
          ({ connectAddress, listenAddress }) =>
            connectAddress === 'localhost' && listenAddress === '127.0.0.1',
        ),
      ),
      seen: 'Names are looked up when somebody connects, so that they may change their address.',
      traps: [
        {
          lines: ['interface portproxy set v4tov4 {side} localhost'],
          when: isOnAll('side'),
          says: 'That made a new entry on every address: set names an entry by port and listen address. Delete it (delete v4tov4 {side}) and add listenaddress=127.0.0.1.',
        },
      ],
    },
    {
      task: 'Show the table with as few letters as you can.',
      hints: [
        'Every word may be cut. Where several begin so, netsh takes the first in its order: s is set.',
        'show all, cut: sh a',
      ],
      solution: ['interface portproxy sh a'],
      goal: all(did('interface portproxy show all'), not(typed(/\b(show?|all?)\b/i))),
      seen: 'int po sh a does it from the root. The first in the order may be another than you mean: show st is show statistics, never show status.',
      traps: [
        {
          lines: ['interface portproxy show all'],
          when: did('interface portproxy show all'),
          says: 'That is the table. Fewer letters do: sh for show, a for all.',
        },
        {
          lines: ['interface portproxy sh'],
          when: ({ ran }) => ran.at(-1)?.names === 'interface portproxy show',
          says: 'show takes one more word; its first letter is enough.',
        },
      ],
    },
  ],
};
