import type { Host, NetshCommand, NetshContext } from '../contexts/host.ts';
import { root } from '../contexts/root.ts';
import { leafHelp } from '../help/leaf.ts';
import type { CommandSubject } from '../src/language/reading.ts';
import type { ContextPath } from '../src/language/schema.ts';

/** A context of the reference, with its own commands. */
export interface ContextSection {
  /** Words from the root on; none for the root. */
  readonly words: readonly string[];
  readonly brief: string | undefined;
  readonly commands: readonly CommandSection[];
}

/** Commands that differ only in their family: their names, and the first of them. */
export interface CommandSection {
  readonly names: readonly string[];
  readonly command: NetshCommand;
  /** What help prints from `Usage:` up to the first blank line, without that word. */
  readonly usage: readonly string[];
}

/** Returns the contexts from the root down, in the order in which lists for choosing show them. */
export function contextSections(): ContextSection[] {
  return sectionsBelow([root]);
}

function sectionsBelow(path: ContextPath<Host>): ContextSection[] {
  const context = path.at(-1)!;
  const below = context.entries.filter((entry): entry is NetshContext => entry.kind === 'context');
  const own: ContextSection = {
    words: path.slice(1).map(({ name }) => name),
    brief: context.brief,
    commands: joined(subjectsOf(path)),
  };
  return [own, ...below.flatMap((entry) => sectionsBelow([...path, entry]))];
}

function subjectsOf(path: ContextPath<Host>): CommandSubject<Host>[] {
  return path.at(-1)!.entries.flatMap((entry): CommandSubject<Host>[] => {
    if (entry.kind === 'command') return [{ kind: 'command', path, command: entry }];
    if (entry.kind !== 'group') return [];
    return entry.commands.map((command) => ({ kind: 'command', path, group: entry, command }));
  });
}

/** Joins commands whose help is the same but for the version of IP and the name of a profile. */
function joined(subjects: readonly CommandSubject<Host>[]): CommandSection[] {
  const sections = new Map<string, { readonly names: string[]; readonly first: CommandSubject<Host> }>();
  for (const subject of subjects) {
    const { name } = subject.command;
    const likeness = leafHelp(subject)
      .join('\n')
      .replaceAll(name, 'NAME')
      .replaceAll(/IPv[46]/g, 'IP')
      .replaceAll(/\b10\.0\.0\.5\b|\bfd00::5\b/g, 'ADDRESS')
      .replaceAll(/\s+/g, ' ');
    const key = `${subject.group?.name ?? name} ${likeness}`;
    const known = sections.get(key);
    const full = [subject.group?.name, name].filter((word) => word !== undefined).join(' ');
    if (known) known.names.push(full);
    else sections.set(key, { names: [full], first: subject });
  }
  return [...sections.values()].map(({ names, first }) => ({
    names,
    command: first.command,
    usage: usageOf(first),
  }));
}

function usageOf(subject: CommandSubject<Host>): string[] {
  const lines = leafHelp(subject).slice(1);
  return lines.slice(0, lines.indexOf('')).map((line) => line.replace(/^Usage: |^ {7}/, ''));
}
