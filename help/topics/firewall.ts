import type { Topic } from './topic.ts';

/** Rules about who may connect. */
export const firewall: Topic = {
  also: [
    'allow',
    'block',
    'deny',
    'permit',
    'ban',
    'restrict',
    'only',
    'client',
    'rule',
    'policy',
    'access',
    'security',
    'acl',
    'whitelist',
    'blacklist',
    'iptables',
    'ufw',
    'limit',
  ],
  parts: [
    'Rules of advfirewall, in the words of Windows, say who may connect to the entries. The relay enforces them itself, without root; the ' +
      'firewall of the system stays as it is.',
    { heading: 'Let only some in' },
    {
      in: ['advfirewall', 'firewall'],
      lines: [
        'add rule name="office" dir=in action=allow protocol=tcp localport=18080 remoteip=10.0.0.0/8',
        'show access port=18080',
        'delete rule name="office"',
      ],
    },
    'localport is the listen port of the entry. As soon as an allow rule names a port, only those get in whom such rules name. Other ' +
      'ports stay open to everybody, as the policy has it.',
    { heading: 'Keep one out' },
    {
      in: ['advfirewall', 'firewall'],
      lines: ['add rule name="noisy" dir=in action=block remoteip=10.0.0.66'],
    },
    'Block wins over allow. A client that may not connect is reset before any target is dialled, and live connections that a new rule ' +
      'denies end at once.',
    { heading: 'Close all that no rule opens' },
    {
      in: ['advfirewall'],
      lines: ['set allprofiles firewallpolicy blockinbound,allowoutbound', 'show allprofiles'],
    },
    'A rule that a relay cannot judge, such as one about a program, is kept and inactive; add says so. Where ufw, firewalld, nftables or ' +
      'the firewall of Windows guard this machine too, add names the command that lets clients in there.',
  ],
};
