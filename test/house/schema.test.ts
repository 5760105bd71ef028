import { expect, test } from 'vitest';
import type { Host, NetshCommand, NetshContext } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { matchName } from '../../src/language/match.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';

interface Found {
  readonly path: ContextPath<Host>;
  readonly words: string;
  readonly command: NetshCommand;
}

const contexts = [...walk([root])];
const commands: Found[] = contexts.flatMap((path) =>
  path.at(-1)!.entries.flatMap((entry) => {
    if (entry.kind === 'command') return [{ path, words: entry.name, command: entry }];
    if (entry.kind !== 'group') return [];
    return entry.commands.map((command) => ({ path, words: `${entry.name} ${command.name}`, command }));
  }),
);

function* walk(path: ContextPath<Host>): Generator<ContextPath<Host>> {
  yield path;
  for (const entry of path.at(-1)!.entries) if (entry.kind === 'context') yield* walk([...path, entry]);
}

test('there is something to walk', () => {
  expect(contexts.length).toBeGreaterThanOrEqual(4);
  expect(commands.length).toBeGreaterThan(30);
});

test.each(contexts.map((path) => [path.map((one) => one.name).join(' '), path.at(-1)!] as const))(
  'in %s every name is its own, and reached by its full spelling',
  (_name, context: NetshContext) => {
    const siblings = [
      context.entries,
      ...context.entries.flatMap((one) => (one.kind === 'group' ? [one.commands] : [])),
    ];
    for (const items of siblings) {
      const names = items.map((one) => one.name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
      for (const item of items) expect(matchName<{ name: string }>(items, item.name)).toBe(item);
    }
  },
);

test.each(commands.map((found) => [`${found.path.at(-1)!.name} ${found.words}`, found] as const))(
  '%s has texts, and its examples parse',
  (_name, { path, words, command }) => {
    expect(command.text).toMatch(/^\S.*\.$/);
    expect(command.remarks?.join(' ')).toMatch(/\S\.$/);
    for (const line of command.remarks ?? []) expect(line.length).toBeLessThanOrEqual(72);
    for (const tag of Object.values(command.tags)) expect([tag.text].flat().join(' ')).toMatch(/\S\.$/);
    for (const example of command.examples ?? []) {
      const reading = read(example, path, NO_FACTS);
      expect(reading.kind === 'command' && reading.subject.command).toBe(command);
    }
    const help = read(`${words} /?`, path, NO_FACTS);
    expect(help.kind === 'help' && help.subject.kind === 'command' && help.subject.command).toBe(command);
  },
);
