import type { Topic } from './topic.ts';

/** Import and export. */
export const moving: Topic = {
  also: [
    'import',
    'export',
    'migrate',
    'convert',
    'windows',
    'haproxy',
    'nginx',
    'envoy',
    'rinetd',
    'realm',
    'systemd',
    'kubernetes',
    'registry',
    'wsl',
    'move',
  ],
  parts: [
    'import reads the forwards of Windows (a script, a dump, the PortProxy key of the registry, the text of show all) and those of ' +
      'HAProxy, nginx, rinetd and realm. It shows what it would add, change and leave out, and asks. --check only shows.',
    {
      shell: [
        'netsh interface portproxy import forwards.reg --check',
        'netsh interface portproxy import forwards.reg',
      ],
    },
    'On Windows the rows of the system itself, which IP Helper forwards, come by: reg export ' +
      String.raw`HKLM\SYSTEM\CurrentControlSet\Services\PortProxy rows.reg, and import rows.reg.`,
    'export writes the table for another program, and names what that cannot carry:',
    {
      in: ['interface', 'portproxy'],
      lines: ['export windows', 'export haproxy', 'export nginx'],
    },
    'export windows is right for this netsh as well: it writes the commands of netsh. Its file begins with reset, which empties the other ' +
      'table; import FILE there adds to it.',
    { in: ['interface', 'portproxy'], lines: ['export windows forwards.txt', 'import forwards.txt'] },
    'import ? and export ? have the tags. To move a table between machines with this netsh, use dump (help scripts) or work there ' +
      'directly (help machines).',
  ],
};
