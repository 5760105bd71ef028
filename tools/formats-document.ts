import { ASPECTS } from '../src/portproxy/formats/aspects.ts';
import { carriedBy, type Carried, type Format } from '../src/portproxy/formats/format.ts';
import { FORMATS } from '../src/portproxy/formats/formats.ts';

/** The text of docs/formats.md: what each format carries, from the descriptions that the code works by. */
export function formatsDocument(): string {
  return `${[HEAD, table(matrix()), LEGEND, ...FORMATS.map(section)].join('\n\n')}\n`;
}

const HEAD = `# Formats that import reads and export writes

<!-- Written by tools/write-docs.ts from src/portproxy/formats; a test fails where it is stale. -->

\`import FILE\` brings entries in from another program or from Windows, \`export FORMAT\` takes the table on to another one.`;

const LEGEND = `**yes**: it comes back as it was. **as**: it becomes something else that does the same or nearly so, which the section of the
format says. **no**: the format has nothing for it; \`export\` names such entries in comments of what it writes, and on
standard error. **–**: not in this direction.`;

function matrix(): string[][] {
  return [
    row('', ({ name }) => `\`${name}\``),
    row('import reads it', ({ reads }) => (reads ? 'yes' : '–')),
    row('export writes it', ({ writes }) => (writes ? 'yes' : '–')),
    ...[...ASPECTS].map(([aspect, { title }]) => row(title, (format) => cell(carriedBy(format, aspect)))),
  ];
}

function row(title: string, cellOf: (format: (typeof FORMATS)[number]) => string): string[] {
  return [title, ...FORMATS.map(cellOf)];
}

function cell(carried: Carried): string {
  if (carried === 'kept') return 'yes';
  return 'as' in carried ? 'as' : 'no';
}

function table(rows: readonly (readonly string[])[]): string {
  const [first = [], ...others] = rows;
  const widths = first.map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}

function section(format: Format): string {
  const { name, title, reads, writes, order } = format;
  const parts = [
    `## \`${name}\`: ${title}`,
    ...(reads ? [wrapped(`Read: ${reads.text}`)] : []),
    ...(writes ? [wrapped(`Written: ${writes.text}`)] : []),
    ...(writes?.loses ?? []).map((text) => wrapped(text)),
    ...(writes?.check === undefined ? [] : [`Try it with \`${writes.check}\`.`]),
    [`- Order: ${order}.`, ...differences(format)].join('\n'),
  ];
  return parts.join('\n\n');
}

function differences(format: Format): string[] {
  return [...ASPECTS].flatMap(([aspect, { title }]) => {
    const carried = carriedBy(format, aspect);
    if (carried === 'kept') return [];
    const text = 'as' in carried ? `as ${carried.as}` : `no: it ${carried.not}`;
    return [wrapped(`- ${title}: ${text}.`, '  ')];
  });
}

/** Text in lines of at most 120 characters. */
function wrapped(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last.trim() !== '' && last.length + word.length + 1 > 120) lines.push(indent + word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
