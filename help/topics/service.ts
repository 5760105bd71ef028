import type { Topic } from './topic.ts';

/** The relay as a service of the machine. */
export const service: Topic = {
  also: [
    'boot',
    'reboot',
    'systemd',
    'launchd',
    'daemon',
    'unit',
    'autostart',
    'crash',
    'upgrade',
    'administrators',
    'group',
    'install',
    'shared',
    'system',
  ],
  parts: [
    'The first change starts the relay in the background, and it goes on until it is stopped or the machine is. To have it at every boot, ' +
      'install it: as root for the whole machine, as a user for your own table. --check shows files and commands first.',
    {
      shell: [
        'sudo netsh relay install --check',
        'sudo netsh relay install',
        'netsh relay install scope=user',
      ],
    },
    'The relay of the system runs as a user of its own, netsh, that may do nothing but listen on ports. Root and the members of its group ' +
      '(netsh, or admins=GROUP) work on its table without setting anything, and its log names who changed what. --user takes your own ' +
      'table, NETSH_HOME any other. relay show status names the table, and whether it starts at boot.',
    { heading: 'Crash, upgrade, end' },
    'Under systemd a process that dies or hangs is replaced within a second. Its connections end with it; new ones wait meanwhile, and none ' +
      'is refused, because systemd keeps the listeners.',
    'After an upgrade of netsh, relay restart has a new process take everything over, by the service manager where it is installed: no ' +
      "connection ends. With Node's sockets (macOS, Windows) the earlier process lives on until its connections have ended, and relay " +
      'show status names it.',
    'relay stop lets connections finish for 10 seconds, relay stop now does not. The next change starts it again by the service manager, ' +
      'and so does the next boot. relay uninstall takes back what install did, and keeps the table.',
    'Without systemd, launchd or the tasks of Windows, relay install names the line for /etc/rc.local or a crontab.',
  ],
};
