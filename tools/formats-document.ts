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
format says. **partly**: some values come back, and entries with others are not written or are commented on. **no**: the
format has nothing for it; \`export\` names such entries in comments of what it writes, and on standard error. **–**: not in
this direction.

What would let in more than the entry does (limits), or show peers something else (\`sendproxy\`, \`acceptproxy\`,
\`sourceaddress\`), is never left away: such an entry is not written where the format cannot say it. Times, checks, \`balance\` and
\`log\` are left away with a comment. Import takes settings that a file writes down, and no defaults of the other program.
Times are written in their largest whole unit; where a program needs a time, 24 days stand for no end.`;

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
  if ('partly' in carried) return 'partly';
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

/** What a format does not keep; aspects with the same fate share a line. */
function differences(format: Format): string[] {
  const titles = new Map<string, string[]>();
  for (const [aspect, { title }] of ASPECTS) {
    const carried = carriedBy(format, aspect);
    if (carried === 'kept') continue;
    const text = difference(carried);
    titles.set(text, [...(titles.get(text) ?? []), title]);
  }
  return [...titles].map(([text, of]) => wrapped(`- ${of.join(', ')}: ${text}.`, '  '));
}

function difference(carried: Exclude<Carried, 'kept'>): string {
  if ('as' in carried) return `as ${carried.as}`;
  return 'partly' in carried ? `partly: ${carried.partly}` : `no: it ${carried.not}`;
}
