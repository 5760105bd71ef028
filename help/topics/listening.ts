import type { Topic } from './topic.ts';

/** Why an entry does not listen, or nobody gets through. */
export const listening: Topic = {
  also: [
    'listen',
    'fails',
    'failed',
    'held',
    'stopped',
    'refused',
    'unreachable',
    'timeout',
    'trouble',
    'broken',
    'problem',
    'debug',
    'why',
    'privilege',
    'root',
    'busy',
    'used',
    'down',
    'limit',
    'wait',
    'full',
    'slow',
  ],
  parts: [
    'show status in interface portproxy says of each entry what it does, and why. Go down this list:',
    { heading: 'The entry does not listen' },
    {
      rows: [
        { name: 'stopped', text: 'No relay runs: relay start. It says why where it cannot.' },
        { name: 'disabled', text: 'It is switched off: set it with state=enabled.' },
        {
          name: 'failed',
          text: 'The system refuses it. A port in use: the reason names the program, where it may be known. A port below 1024 may need a privilege; the reason says which. An address that this machine does not have: the relay goes on trying.',
        },
        {
          name: 'held',
          text: 'The relay refuses it: it would forward to itself, or another entry has its listen side.',
        },
      ],
    },
    { heading: 'It listens, and nobody gets through' },
    {
      rows: [
        {
          name: 'show statistics',
          text: 'Counts connections, errors and denied ones, and how connections ended.',
        },
        { name: 'show access', text: 'In advfirewall firewall: whom rules and policy let connect.' },
        { name: 'show recent', text: 'Who connected, and how it ended.' },
        {
          name: 'show status',
          text: 'The last error, such as that nothing listens at the target; which of several targets are down, since when and why; whether clients wait because maxconnections is reached.',
        },
        { name: 'explain table', text: 'In words: who reaches what, by which entries and rules.' },
      ],
    },
    'Limits of an entry (maxconnections, maxperclient, newperclient, rate) hold back clients too: those over maxperclient or newperclient ' +
      'are reset and counted as denied, those over maxconnections wait. With acceptproxy=yes a client that begins without a PROXY ' +
      'protocol header is reset; show status has the last such error. set takes an option back by default, as in maxconnections=default.',
    'Nothing counted at all: clients do not reach this machine. The entry may listen on 127.0.0.1, which only this machine reaches, or a ' +
      'firewall of the system stands before it (help firewall). That of Windows asks, or blocks without a word, when node.exe first listens ' +
      'on an address that others reach.',
    {
      in: ['interface', 'portproxy'],
      lines: ['show status', 'show statistics', 'show recent', 'explain table'],
    },
    { in: [], lines: ['relay show status', 'advfirewall firewall show access'] },
  ],
};
