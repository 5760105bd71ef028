import type { Topic } from './topic.ts';

/** Scripts and replay. */
export const scripts: Topic = {
  also: [
    'script',
    'dump',
    'replay',
    'backup',
    'save',
    'restore',
    'batch',
    'exec',
    'file',
    'automate',
    'stdin',
    'pipe',
    'exit',
    'code',
  ],
  parts: [
    'A script has one command on each line, as you would type them. Lines that begin with # or rem are comments.',
    { heading: 'Save the table and bring it back' },
    { shell: ['netsh interface portproxy dump > forwards.txt', 'netsh -f forwards.txt'] },
    'What dump writes rebuilds the table, here and on Windows. What only this shell has stands in it as #netsh: comments, which Windows ' +
      'skips. netsh dump holds the rules of advfirewall too.',
    'In the shell, export windows writes the same into a file: windows means the commands of netsh, which this netsh reads too. The file ' +
      'begins with reset, so that replaying it empties the table first; import FILE adds to a table.',
    { in: ['interface', 'portproxy'], lines: ['export windows forwards.txt', 'import forwards.txt'] },
    { heading: 'Look before you run' },
    {
      shell: ['netsh -f forwards.txt --check', 'netsh explain forwards.txt', 'netsh -f forwards.txt --echo'],
    },
    '--check validates every line and changes nothing. explain says of each line what it would do, and what would be in the table at the ' +
      'end. In the shell, exec runs a script.',
    { heading: 'Errors' },
    'A line that fails is named with file and line, and the others run. --stop-on-error ends a script at its first error; with set mode ' +
      'offline and commit a script changes all or nothing (help transactions). The exit code is 0, or 1 where a line failed. Answers ' +
      'are on standard output, as on Windows; what this shell adds is on standard error.',
    { shell: ['printf "interface portproxy\\nshow all\\n" | netsh'] },
  ],
};
