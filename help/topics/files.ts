import type { Topic } from './topic.ts';
import { VARIABLES } from './variables.ts';

/** Files and environment variables. */
export const files: Topic = {
  also: [
    'file',
    'home',
    'folder',
    'directory',
    'config',
    'configuration',
    'environment',
    'variable',
    'path',
    'where',
    'log',
    'socket',
    'history',
  ],
  parts: [
    'Everything lives in one folder, which belongs to its owner alone: that of NETSH_HOME, else netsh in the configuration folder of the ' +
      'user (~/.config on Linux, Library/Application Support on macOS, AppData\\Local on Windows). relay show status names it. The relay of the system has /var/lib/netsh (help service).',
    {
      rows: [
        { name: 'table.json', text: 'The entries. table.backup.json is the table before the last change.' },
        { name: 'rules.json', text: 'Rules and policies of advfirewall, with rules.backup.json.' },
        { name: 'settings.json', text: 'Settings of the relay: metrics, the log of connections.' },
        { name: 'helpers.json', text: 'The helpers that were added.' },
        { name: 'lessons.json', text: 'Which steps of learn were solved.' },
        { name: 'shell.json', text: 'Whose keys edit the line of the shell.' },
        { name: 'history', text: 'The lines that were typed in the shell.' },
        { name: 'service.log', text: 'What the relay has to tell: starts, ends, faults, denied clients.' },
        { name: 'code', text: 'Compiled code of netsh, so that commands start sooner; it may be removed.' },
        { name: 'run', text: 'The lock and the control socket of the relay.' },
      ],
    },
    'The log of connections is none of these: relay set log names its file, relay show log tells of it.',
    'Change the table by commands, not in its file: the relay has it open.',
    { heading: 'Environment variables' },
    { rows: VARIABLES },
  ],
};
