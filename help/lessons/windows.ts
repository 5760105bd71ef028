import { all, did, failed, hasEntry, reaches, typed } from './judges.ts';
import type { Lesson } from './lesson.ts';

/** Moving from a Windows machine. */
export const windows: Lesson = {
  name: 'windows',
  title: 'Moving from a Windows machine',
  about:
    'Your folder has two files of a Windows machine: dump.txt, which its netsh dump has written, and setup.cmd, a batch file with a rule of its firewall. The server web runs on port {web}.',
  servers: { web: {} },
  ports: { door: 1, side: 1 },
  files: {
    'dump.txt': [
      '#========================',
      '# Port Proxy configuration',
      '#========================',
      'pushd interface portproxy',
      '',
      'reset',
      'add v4tov4 listenport={door} listenaddress=127.0.0.1 connectport={web} connectaddress=127.0.0.1',
      '',
      'popd',
      '',
      '# End of Port Proxy configuration',
      '',
    ].join('\r\n'),
    'setup.cmd': [
      '@echo off',
      'set PORT={side}',
      'netsh interface portproxy add v4tov4 listenport=%PORT% listenaddress=127.0.0.1 connectport={web} connectaddress=127.0.0.1',
      'netsh advfirewall firewall add rule name="web" dir=in action=allow protocol=TCP localport=%PORT% remoteip=127.0.0.1',
      '',
    ].join('\r\n'),
  },
  steps: [
    {
      task: 'In interface portproxy, see what an import of dump.txt would do, without doing it.',
      hints: ['import reads the file; an option makes it a trial.', 'import dump.txt --check'],
      solution: ['interface portproxy import dump.txt --check'],
      goal: all(did('interface portproxy import'), ({ entries }) => entries.length === 0),
      seen: '--check works with every command that changes something.',
      traps: [
        {
          lines: ['interface portproxy import dump.txt'],
          when: ({ entries }) => entries.length > 0,
          says: 'That has imported it. back makes it undone; with --check nothing is changed.',
        },
      ],
    },
    {
      task: 'Import dump.txt.',
      hints: ['The same line without the option.', 'import dump.txt'],
      solution: ['interface portproxy import dump.txt'],
      goal: reaches('door', 'web'),
      seen: 'An import keeps what is there already; mode=replace deletes it. exec dump.txt would run the script as it is, its reset first.',
      traps: [
        {
          lines: ['interface portproxy import dump'],
          when: failed('interface portproxy import'),
          says: 'The file is called dump.txt. Tab behind import completes the names of files.',
        },
      ],
    },
    {
      task: 'Import setup.cmd too. Nothing of a batch file is run: only its calls of netsh are read.',
      hints: ['The format is found by the content.', 'import setup.cmd'],
      solution: ['interface portproxy import setup.cmd'],
      goal: all(
        hasEntry('side', () => true),
        ({ rulebook, port }) => rulebook.rules.some(({ localPort }) => localPort === port('side')),
      ),
      seen: 'The entry came with its rule: only 127.0.0.1 may connect to {side}.',
      traps: [
        {
          lines: ['exec setup.cmd'],
          when: all(failed(), typed(/exec/i)),
          says: 'exec runs netsh lines, and this is a batch file. import reads the calls of netsh in it.',
        },
      ],
    },
    {
      task: 'Write the table for HAProxy to the file haproxy.cfg.',
      hints: ['export takes a format and a file.', 'export haproxy haproxy.cfg'],
      solution: ['interface portproxy export haproxy haproxy.cfg'],
      goal: ({ file, port }) => (file('haproxy.cfg') ?? '').includes(`:${port('door')}`),
      seen: 'export windows writes a script for the way back. netsh -r HOST works on the table of another machine, through ssh.',
    },
  ],
};
