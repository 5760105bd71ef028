import { OPTIONS } from '../src/language/options.ts';
import type { HelpSubject } from '../src/language/reading.ts';
import { isOurs } from '../src/language/resolve.ts';
import type { Context, ContextEntry, ContextPath, Group } from '../src/language/schema.ts';
import { HELP_WIDTH, foldText } from './fold-text.ts';

/** Where help is shown: `session` in the shell and in scripts, `one-shot` for one command line. */
export type HelpPlace = 'session' | 'one-shot';

const HEAD = ['', 'The following commands are available:', ''];
const FOOTER = ['To view help for a command, type the command, followed by a space, and then', ' type ?.'];
const OURS = 'Extensions of this shell:';
/** The root names the long options, which `help options` explains. */
const OPTION_LINES = [
  'Options of this shell, explained by help options:',
  ...foldText(OPTIONS.map(({ name }) => `--${name}`).join(' '), HELP_WIDTH - 1).map((line) => ` ${line}`),
  '',
];

/** Returns the help of a context (spec section 8); in a session with one section for each context above it. */
export function contextHelp<H>(path: ContextPath<H>, place: HelpPlace): string[] {
  const context = path.at(-1)!;
  const above = place === 'session' ? path.slice(0, -1) : [];
  const sections = above.flatMap((parent, depth) => {
    const entries = listed(parent, place).filter((entry) => !isOurs(entry) && !isPrivate(entry));
    const names = path.slice(0, depth + 1).map((one) => one.name);
    const lines = entryLines(entries, names);
    return lines.length > 0 ? [`Commands inherited from the ${names.join(' ')} context:`, ...lines, ''] : [];
  });
  const names = path.map((one) => one.name);
  const own = listed(context, place);
  const ours = [
    ...above.flatMap((parent, depth) => {
      const inherited = listed(parent, place).filter((entry) => isOurs(entry) && !isPrivate(entry));
      return entryItems(
        inherited,
        path.slice(0, depth + 1).map((one) => one.name),
      );
    }),
    ...entryItems(own.filter(isOurs), names),
  ];
  return [
    ...HEAD,
    ...sections,
    'Commands in this context:',
    ...entryLines(
      own.filter((entry) => !isOurs(entry)),
      names,
    ),
    '',
    ...(ours.length > 0 ? [OURS, ...ownLines(ours), ''] : []),
    ...subContexts(context),
    ...(path.length === 1 ? OPTION_LINES : []),
    ...FOOTER,
    ...(place === 'session' ? [''] : []),
  ];
}

/** Returns the help of a group: its commands under their full names. */
export function groupHelp<H>(group: Group<H>): string[] {
  const item = (one: { name: string; text: string }) => ({
    name: `${group.name} ${one.name}`,
    text: one.text,
  });
  const netsh = group.commands.filter((one) => !one.extension).map(item);
  const ours = group.commands.filter((one) => one.extension).map(item);
  return [
    ...HEAD,
    'Commands in this context:',
    ...itemLines(netsh),
    ...(ours.length > 0 ? ['', OURS, ...ownLines(ours)] : []),
  ];
}

/** Returns the words of a subject from its context on, such as `add v4tov4`. */
export function subjectName<H>(subject: HelpSubject<H>): string {
  switch (subject.kind) {
    case 'context':
      return subject.path.map((context) => context.name).join(' ');
    case 'group':
      return subject.group.name;
    case 'command':
      return [subject.group?.name, subject.command.name].filter((name) => name !== undefined).join(' ');
  }
}

interface Item {
  readonly name: string;
  readonly text: string;
}

function listed<H>(context: Context<H>, place: HelpPlace): readonly ContextEntry<H>[] {
  return context.entries.filter(
    (entry) => place === 'session' || !(entry.kind === 'command' && entry.sessionOnly === true),
  );
}

function isPrivate<H>(entry: ContextEntry<H>): boolean {
  return 'isPrivate' in entry && (entry.isPrivate ?? false);
}

function entryItems<H>(entries: readonly ContextEntry<H>[], names: readonly string[]): Item[] {
  return entries.map((entry) => ({
    name: entry.name,
    text: entry.text ?? `Changes to the \`${[...names, entry.name].join(' ')}' context.`,
  }));
}

function entryLines<H>(entries: readonly ContextEntry<H>[], names: readonly string[]): string[] {
  return itemLines(entryItems(entries, names));
}

/** Names of ours may be longer than those of Windows, whose column is of a fixed width. */
function ownLines(items: readonly Item[]): string[] {
  return itemLines(items, Math.max(NAME_WIDTH, ...items.map(({ name }) => name.length)));
}

const NAME_WIDTH = 14;

function itemLines(items: readonly Item[], width = NAME_WIDTH): string[] {
  const key = (item: Item) => item.name.toLowerCase();
  return items
    .toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
    .map(({ name, text }) => `${name.padEnd(width)} - ${text}`);
}

function subContexts<H>(context: Context<H>): string[] {
  const contexts = context.entries.filter((entry) => entry.kind === 'context');
  const names = [false, true].flatMap((ours) =>
    contexts
      .filter((entry) => isOurs(entry) === ours)
      .map((entry) => entry.name)
      .toSorted(),
  );
  return names.length > 0 ? ['The following sub-contexts are available:', ` ${names.join(' ')}`, ''] : [];
}
