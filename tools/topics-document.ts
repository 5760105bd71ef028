import { HELP_TOPICS } from '../contexts/common.ts';
import { placeName } from '../help/topics/topic-lines.ts';
import type { TopicPart } from '../help/topics/topic.ts';
import { TOPICS } from '../help/topics/topics.ts';
import { EMACS_KEYS, keyRows } from '../src/tui/keys/table.ts';
import { VI_SECTIONS } from '../src/tui/keys/vi/overview.ts';
import { table, wrapped } from './markdown.ts';

/** Returns the text of docs/topics.md: the topics of `help topics`, as the shell shows them. */
export function topicsDocument(): string {
  const topics = HELP_TOPICS.filter(({ name }) => name !== 'topics');
  const list = topics.map(({ name, text }) => `- [${name}](#${name}): ${text}`).join('\n');
  const sections = topics.map(({ name, text }) => {
    const parts = (TOPICS.get(name)?.parts ?? KEYS).map(partText);
    return [`## ${name}`, wrapped(text), parts.join('\n\n')].join('\n\n');
  });
  return `${[HEAD, list, ...sections].join('\n\n')}\n`;
}

const HEAD = `# Topics

<!-- Written by tools/write-docs.ts from help/topics/; a test fails where it is stale. -->

${wrapped('What `help topics` lists in the shell, and `help` with a name shows. [commands.md](commands.md) has every command.')}`;

/** The keys, which the shell has in its own table. */
const KEYS: readonly TopicPart[] = [
  rowsOf(EMACS_KEYS),
  'set editing mode=vi has those of vi instead, for every later shell too; set editing mode=emacs brings these back.',
  ...VI_SECTIONS.flatMap(({ heading, keys }): TopicPart[] => [
    { heading: `vi: ${heading.replace(/:$/, '')}` },
    rowsOf(keys),
  ]),
];

function rowsOf(bindings: Parameters<typeof keyRows>[0]): TopicPart {
  return { rows: keyRows(bindings).map(({ keys, text }) => ({ name: keys, text })) };
}

function partText(part: TopicPart): string {
  if (typeof part === 'string') return wrapped(part.replaceAll('*', String.raw`\*`));
  if ('heading' in part) return `### ${part.heading}`;
  if ('rows' in part) {
    const rows = part.rows.map(({ name, text }) => [code(name), text.replaceAll('|', String.raw`\|`)]);
    return table([['', ''], ...rows]);
  }
  if ('shell' in part) return ['```sh', ...part.shell, '```'].join('\n');
  return [`${placeName(part.in)}:`, '', '```netsh', ...part.lines, '```'].join('\n');
}

function code(name: string): string {
  return `\`${name.replaceAll('|', String.raw`\|`)}\``;
}
