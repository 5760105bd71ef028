import { ASPECTS } from '../src/portproxy/formats/aspects.ts';
import { carriedBy, type Carried, type Format } from '../src/portproxy/formats/format.ts';
import { FORMATS } from '../src/portproxy/formats/formats.ts';
import { table, wrapped } from './markdown.ts';

/** Returns the text of docs/formats.md: how much of an entry each format carries, from the descriptions in the code. */
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
