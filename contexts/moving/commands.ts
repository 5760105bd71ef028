import type { ValueType } from '../../src/language/schema.ts';
import { command, optional, required } from '../../src/language/schema.ts';
import { type Format } from '../../src/portproxy/formats/format.ts';
import { READABLE, WRITABLE } from '../../src/portproxy/formats/formats.ts';
import type { Host, NetshCommand } from '../host.ts';
import { oneOf, path } from '../values/word.ts';

/** `import`: entries from the file of another program, or of Windows. */
export const importCommand: NetshCommand = command({
  name: 'import',
  text: 'Adds the entries of a file of Windows or of another program.',
  extension: true,
  tags: {
    file: required(path, 'Path of the file, of at most 10 MiB.'),
    format: optional(
      formatName(READABLE, { name: 'auto', text: 'as the file looks' }),
      listed('What wrote it', READABLE, 'auto'),
      { fallback: 'auto' },
    ),
    mode: optional(
      oneOf(['merge', 'replace']),
      'merge keeps the other entries, replace deletes them (default: merge).',
      { fallback: 'merge' },
    ),
    partial: optional(oneOf(['no', 'yes']), 'yes goes on where lines are not understood (default: no).', {
      fallback: 'no',
    }),
  },
  remarks: [
    'Shows what is added, changed, kept and left out, with the lines of the',
    'file, and does it all together; --check shows only. Where a line is not',
    'understood, or two contradict each other, nothing is changed.',
  ],
  examples: ['import forwards.reg', 'import /etc/haproxy/haproxy.cfg mode=replace'],
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
    format: required(formatName(WRITABLE), listed('What it is for', WRITABLE)),
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

/** The name of a format, or the beginning of one. */
function formatName<T extends Format>(
  formats: readonly T[],
  other?: { readonly name: string; readonly text: string },
): ValueType<T | undefined> {
  const names = [...(other ? [other.name] : []), ...formats.map(({ name }) => name)];
  const word = oneOf(names);
  return {
    usage: word.usage,
    accepts: word.accepts,
    parse(text, facts) {
      const parsed = word.parse(text, facts);
      return parsed.ok ? { ok: true, value: formats.find(({ name }) => name === parsed.value) } : parsed;
    },
    suggest: () => [
      ...(other ? [{ value: other.name, text: other.text }] : []),
      ...formats.map(({ name, title }) => ({ value: name, text: title })),
    ],
  };
}

/** The help text of a tag that names formats, with one line for each. */
function listed(text: string, formats: readonly Format[], fallback?: string): readonly string[] {
  const end = fallback === undefined ? ':' : ` (default: ${fallback}):`;
  const lines = formats.map(({ name, title }) => `${name}: ${title}`);
  return [`${text}${end}`, ...lines.slice(0, -1).map((line) => `${line},`), `${lines.at(-1) ?? ''}.`];
}
