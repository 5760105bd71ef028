import type { Context, ContextEntry } from './schema.ts';

/** A word that may follow `help`, and one line about what it is found in. */
export interface HelpWord {
  readonly name: string;
  readonly text: string;
}

/**
 * Returns the words by which `help` can be asked about contexts and commands, each once: behind `typed` words those that
 * follow them anywhere below a context.
 */
export function helpWords<H>(root: Context<H>, typed: readonly string[]): HelpWord[] {
  const found = new Map<string, HelpWord>();
  for (const { words, text } of waysBelow(root, [])) {
    const at = placeBehind(words, typed);
    // Each word of a way is the last one of some way, which has the line about it.
    const name = typed.length === 0 ? words.at(-1) : at === undefined ? undefined : words[at];
    if (name !== undefined && !found.has(name)) found.set(name, { name, text });
  }
  return [...found.values()];
}

/** Returns the index behind the first place where words hold others in a row, whatever their case; undefined without one. */
function placeBehind(words: readonly string[], typed: readonly string[]): number | undefined {
  const wanted = typed.map((word) => word.toLowerCase());
  const at = words.findIndex((_word, from) => wanted.every((word, index) => words[from + index] === word));
  return at < 0 ? undefined : at + typed.length;
}

interface Way {
  readonly words: readonly string[];
  readonly text: string;
}

function waysBelow<H>(context: Context<H>, before: readonly string[]): Way[] {
  return context.entries.flatMap((entry) => waysTo(entry, [...before, entry.name]));
}

function waysTo<H>(entry: ContextEntry<H>, words: readonly string[]): Way[] {
  switch (entry.kind) {
    case 'help':
      return [];
    case 'command':
      return [{ words, text: entry.text }];
    case 'group':
      return [
        { words, text: entry.text },
        ...entry.commands.map(({ name, text }) => ({ words: [...words, name], text })),
      ];
    case 'context':
      return [{ words, text: entry.brief ?? entry.text ?? '' }, ...waysBelow(entry, words)];
  }
}
