import { all, did, failed, isSilent, reaches } from './judges.ts';
import type { Judge, Lesson } from './lesson.ts';

const hasBlock: Judge = ({ rulebook }) =>
  rulebook.rules.some(({ action, enabled }) => enabled && action === 'block');

/** Who may connect: rules of advfirewall. */
export const access: Lesson = {
  name: 'access',
  title: 'Who may connect',
  about:
    'An entry leads from 127.0.0.1:{door} to the server web. Rules in the words of the Windows firewall say who may connect to entries; the firewall of your system stays as it is.',
  servers: { web: {} },
  ports: { door: 1 },
  given: ['interface portproxy add v4tov4 {door} 127.0.0.1 {web} 127.0.0.1'],
  steps: [
    {
      task: 'Let nobody connect to port {door}: add a rule named closed in advfirewall firewall that blocks TCP to it.',
      hints: [
        'add rule takes name=, dir=in, action=, protocol= and localport=.',
        'action=block protocol=tcp localport={door}',
      ],
      solution: [
        'advfirewall firewall add rule name=closed dir=in action=block protocol=tcp localport={door}',
      ],
      goal: all(isSilent('door'), hasBlock),
      seen: 'A connection was just refused. The entry still listens: the rule decides after that.',
      traps: [
        {
          lines: ['advfirewall firewall add rule name=closed dir=in action=block localport={door}'],
          when: all(
            failed('advfirewall firewall add rule'),
            ({ ran }) => !/prot/i.test(ran.at(-1)?.line ?? ''),
          ),
          says: 'A port needs a protocol: add protocol=tcp.',
        },
        {
          lines: [
            'advfirewall firewall add rule name=closed dir=out action=block protocol=tcp localport={door}',
          ],
          when: ({ rulebook }) => rulebook.rules.some(({ direction }) => direction === 'out'),
          says: 'dir=out is about connections of the relay to targets. Clients come in: delete rule name=closed, then add it with dir=in.',
        },
        {
          lines: [
            'advfirewall firewall add rule name=closed dir=in action=allow protocol=tcp localport={door}',
          ],
          when: ({ rulebook }) => rulebook.rules.some(({ action }) => action === 'allow'),
          says: 'That rule lets clients in. delete rule name=closed, then add it with action=block.',
        },
      ],
    },
    {
      task: 'Now let only clients from 127.0.0.1 connect to {door}. An allow rule that names a port closes it for all others.',
      hints: [
        'First delete the rule that blocks: block wins over allow.',
        'Then add a rule with action=allow, the port as before, and remoteip=127.0.0.1.',
      ],
      solution: [
        'advfirewall firewall delete rule name=closed',
        'advfirewall firewall add rule name=mine dir=in action=allow protocol=tcp localport={door} remoteip=127.0.0.1',
      ],
      goal: all(
        ({ rulebook }) =>
          rulebook.rules.some(({ action, remoteIp }) => action === 'allow' && remoteIp.includes('127.0.0.1')),
        reaches('door', 'web'),
      ),
      seen: 'remoteip takes networks and lists too: 10.0.0.0/8,192.168.7.20',
      traps: [
        {
          lines: [
            'advfirewall firewall add rule name=mine dir=in action=allow protocol=tcp localport={door} remoteip=127.0.0.1',
          ],
          when: all(hasBlock, ({ rulebook }) => rulebook.rules.some(({ action }) => action === 'allow')),
          says: 'Both rules hold, and block wins over allow. Delete the one that blocks: delete rule name=closed',
        },
        {
          lines: [
            'advfirewall firewall delete rule name=closed',
            'advfirewall firewall add rule name=mine dir=in action=allow protocol=tcp localport={door} remoteip=192.0.2.0/24',
          ],
          when: ({ rulebook }) =>
            rulebook.rules.some(
              ({ action, remoteIp }) => action === 'allow' && !remoteIp.includes('127.0.0.1'),
            ),
          says: 'That rule lets others in than 127.0.0.1. Delete it, and give remoteip=127.0.0.1.',
        },
      ],
    },
    {
      task: 'Ask who may connect to which entry.',
      hints: ['It is a show command of advfirewall firewall.', 'advfirewall firewall show access'],
      solution: ['advfirewall firewall show access'],
      goal: did('advfirewall firewall show access'),
      seen: 'It puts the rules into sentences, entry by entry.',
      traps: [
        {
          lines: ['advfirewall firewall show rule name=all'],
          when: ({ ran }) => ran.at(-1)?.names === 'advfirewall firewall show rule',
          says: 'These are the rules. What they come to for each entry tells show access.',
        },
      ],
    },
    {
      task: 'Delete all rules, so that everybody may connect again.',
      hints: ['delete rule name=all does it in advfirewall firewall.', 'advfirewall reset does it too.'],
      solution: ['advfirewall firewall delete rule name=all'],
      goal: all(({ rulebook }) => rulebook.rules.length === 0, reaches('door', 'web')),
      seen: 'Without rules everybody may connect.',
    },
  ],
};
