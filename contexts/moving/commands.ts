import type { ValueType } from '../../src/language/schema.ts';
import { command, optional, required } from '../../src/language/schema.ts';
import { type Format } from '../../src/portproxy/formats/format.ts';
import { READABLE, WRITABLE } from '../../src/portproxy/formats/formats.ts';
import type { Host, NetshCommand } from '../host.ts';
import { variables } from '../values/variables.ts';
import { oneOf, path } from '../values/word.ts';

const READ = READABLE.map((format) => ({ format, text: `${format.title}: ${format.reads.what}` }));
const WRITTEN = WRITABLE.map((format) => ({ format, text: `${format.title}: ${format.writes.what}` }));

/** `import`: entries from the file of another program, or of Windows. */
export const importCommand: NetshCommand = command({
  name: 'import',
  text: 'Adds the entries of a file of Windows or of another program.',
  extension: true,
  tags: {
    file: required(path, 'Path of the file, of at most 10 MiB.'),
    format: optional(
      formatName(READ, ['auto']),
      listed('Format of the file (default: auto, by its content)', READ),
      { fallback: 'auto' },
    ),
    mode: optional(
      oneOf(['merge', 'replace']),
      'merge keeps the other entries, replace deletes them (default: merge).',
      { fallback: 'merge' },
    ),
    partial: optional(oneOf(['no', 'yes']), 'yes skips lines that are not understood (default: no).', {
      fallback: 'no',
    }),
    with: optional(
      variables,
      [
        'Values of variables that the file does not set,',
        'such as WSL_IP=10.0.0.5; several in quotes,',
        'between semicolons (default: none).',
      ],
      { fallback: 'none' },
    ),
    conditions: optional(
      oneOf(['no', 'yes']),
      ['yes takes lines that run only on a condition', 'as if it held (default: no).'],
      { fallback: 'no' },
    ),
    rules: optional(
      oneOf(['matching', 'all', 'none']),
      [
        'Rules of advfirewall, allow and deny: matching',
        'takes those about a port of the table',
        '(default: matching).',
      ],
      { fallback: 'matching' },
    ),
  },
  remarks: [
    'Shows what is added, changed, kept and left out, with the lines of the',
    'file, asks in the shell, and does it all together; --check shows only.',
    'If a line is not understood, or two contradict each other, nothing is',
    'changed.',
    'Variables and loops over lists of batch, PowerShell and shell files',
    'are filled in; nothing of a file is ever executed.',
  ],
  examples: [
    'import forwards.reg',
    'import /etc/haproxy/haproxy.cfg mode=replace',
    'import wsl.cmd with="WSL_IP=10.0.0.5;PORT=8080"',
  ],
  confirm: async (args, facts) => {
    const { importQuestion } = await import('./import.ts');
    return importQuestion(args, facts);
  },
  action: async (args, host: Host) => {
    const { runImport } = await import('./import.ts');
    return runImport(args, host);
  },
});

/** `export`: the table as the configuration of another program. */
export const exportCommand: NetshCommand = command({
  name: 'export',
  text: 'Writes the table for Windows or for another program.',
  extension: true,
  tags: {
    format: required(formatName(WRITTEN), listed('Format to write', WRITTEN)),
    file: optional(path, 'Path of a new file, for systemd of a folder (default: printed).', {
      fallback: 'printed',
    }),
    force: optional(oneOf(['no', 'yes']), 'yes overwrites what exists (default: no).', { fallback: 'no' }),
  },
  remarks: [
    'Writes every entry that the other program can have; what it cannot',
    'carry over is named in comments, and on standard error.',
  ],
  examples: ['export haproxy', 'export nginx file=/etc/nginx/portproxy.conf'],
  action: async (args, host: Host) => {
    const { runExport } = await import('./export.ts');
    return runExport(args, host);
  },
});

/** A format as a tag offers it. */
interface Offered<T> {
  readonly format: T;
  readonly text: string;
}

/** The name of a format, or the beginning of one; `auto`, where it is accepted, stands for none. */
function formatName<T extends Format>(
  offered: readonly Offered<T>[],
  words: readonly string[] = [],
): ValueType<T | undefined> {
  const word = oneOf([...words, ...offered.map(({ format }) => format.name)]);
  return {
    usage: word.usage,
    accepts: word.accepts,
    parse(text, facts) {
      const parsed = word.parse(text, facts);
      if (!parsed.ok) return parsed;
      return { ok: true, value: offered.find(({ format }) => format.name === parsed.value)?.format };
    },
    suggest: () => [
      ...words.map((value) => ({ value, text: 'As the file looks' })),
      ...offered.map(({ format, text }) => ({ value: format.name, text })),
    ],
  };
}

/** The help text of a tag that names formats, with one line for each. */
function listed(head: string, offered: readonly Offered<Format>[]): readonly string[] {
  const lines = offered.map(({ format, text }) => `${format.name}: ${text}`);
  return [`${head}:`, ...lines.slice(0, -1).map((line) => `${line};`), `${lines.at(-1) ?? ''}.`];
}
