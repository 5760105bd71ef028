import type { Topic } from './topic.ts';

/** Output for programs. */
export const output: Topic = {
  also: [
    'json',
    'watch',
    'metrics',
    'prometheus',
    'monitoring',
    'program',
    'parse',
    'api',
    'log',
    'machine readable',
    'statistics',
  ],
  parts: [
    'The tables of show are those of Windows, to the byte, for the programs that read them. For programs of your own:',
    {
      shell: [
        'netsh interface portproxy show all --json',
        'netsh interface portproxy show statistics --json',
        'netsh interface portproxy show status --watch',
        'netsh interface portproxy show connections --watch --json',
      ],
    },
    '--json gives one document, also for errors (on standard error). --watch goes on and prints a line for each change, until Ctrl-C; ' +
      'together they print one object a line.',
    { heading: 'The log of connections' },
    {
      in: ['relay'],
      lines: ['set log file=/var/log/netsh/connections.log format=json', 'show log', 'set log off'],
    },
    'adds a line when a connection or a session of UDP ends: when it began, how long it lasted, entry, client and target, bytes each way, ' +
      'and how it ended. Lines are text, or JSON. The file is put aside when it has grown (maxsize, keep), and opened again at SIGHUP. ' +
      'log=no leaves out an entry; docs/log.md of the package has the format.',
    { heading: 'Metrics' },
    { in: ['relay'], lines: ['set metrics listenport=9464', 'show metrics', 'set metrics state=disabled'] },
    'serves metrics to Prometheus on this machine. The control socket of the relay speaks HTTP and JSON; docs/control-api.md of the ' +
      'package describes it.',
  ],
};
