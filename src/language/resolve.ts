import { isHelpWord, matchName } from './match.ts';
import type { CommandSubject, HelpSubject, Part } from './reading.ts';
import type { Context, ContextEntry, ContextPath } from './schema.ts';
import type { Token } from './token.ts';

/** Where the first words of a line lead. Arguments begin after `used` words; `at` is the index of an unknown word. */
export type Resolution<H> =
  | { readonly kind: 'context'; readonly path: ContextPath<H>; readonly parts: readonly Part[] }
  | { readonly kind: 'help'; readonly subject: HelpSubject<H>; readonly parts: readonly Part[] }
  | {
      readonly kind: 'command';
      readonly subject: CommandSubject<H>;
      readonly used: number;
      readonly parts: readonly Part[];
    }
  | { readonly kind: 'unknown'; readonly at: number; readonly parts: readonly Part[] };

/**
 * Resolves words in the current context, then in its parents up to the root; netsh's own words in all of them come
 * before ours (spec section 2). Within one context table order alone decides what a short word stands for.
 */
export function resolve<H>(words: readonly Token[], path: ContextPath<H>): Resolution<H> {
  let best: Resolution<H> & { kind: 'unknown' } = { kind: 'unknown', at: 0, parts: [] };
  for (const withOurs of [false, true]) {
    for (let depth = path.length; depth >= 1; depth--) {
      const from = upTo(path, depth);
      const found = descend(words, 0, from, { own: depth === path.length, withOurs, parts: [] });
      if (found.kind !== 'unknown') return found;
      if (found.at > best.at) best = found;
    }
  }
  return best;
}

/** Returns the entries that a word may stand for: ours only `withOurs`, private ones only in their `own` context. */
export function visibleEntries<H>(
  context: Context<H>,
  own: boolean,
  withOurs: boolean,
): readonly ContextEntry<H>[] {
  return context.entries.filter(
    (entry) => (withOurs || !isOurs(entry)) && (own || !('isPrivate' in entry && entry.isPrivate)),
  );
}

/** Whether an entry is an extension of this shell. */
export function isOurs<H>(entry: ContextEntry<H>): boolean {
  return 'extension' in entry && entry.extension !== undefined;
}

/** Returns the first `depth` contexts of a path. */
export function upTo<H>(path: ContextPath<H>, depth: number): ContextPath<H> {
  const [root, ...others] = path;
  return [root, ...others.slice(0, depth - 1)];
}

/** `own`: private words of the context count. `withOurs`: extensions count. `parts`: those recognised so far. */
interface Search {
  readonly own: boolean;
  readonly withOurs: boolean;
  readonly parts: readonly Part[];
}

/** Resolves words from one context downwards, without its parents. */
export function descend<H>(
  words: readonly Token[],
  at: number,
  path: ContextPath<H>,
  search: Search,
): Resolution<H> {
  const { own, withOurs, parts } = search;
  const word = words[at];
  if (!word) return { kind: 'context', path, parts };
  if (own && !word.quoted && isHelpWord(word.text)) {
    return { kind: 'help', subject: { kind: 'context', path }, parts: [...parts, part(word, 'help', '?')] };
  }
  const entry = matchName(visibleEntries(path.at(-1)!, own, withOurs), word.text);
  if (!entry) return { kind: 'unknown', at, parts };
  switch (entry.kind) {
    case 'help':
      return {
        kind: 'help',
        subject: { kind: 'context', path },
        parts: [...parts, part(word, 'help', entry.name)],
      };
    case 'context': {
      const below = [...parts, part(word, 'context', entry.name)];
      return descend(words, at + 1, [...path, entry], { own: true, withOurs, parts: below });
    }
    case 'command': {
      const subject: CommandSubject<H> = { kind: 'command', path, command: entry };
      return { kind: 'command', subject, used: at + 1, parts: [...parts, part(word, 'command', entry.name)] };
    }
    case 'group': {
      const subject: HelpSubject<H> = { kind: 'group', path, group: entry };
      const below = [...parts, part(word, 'group', entry.name)];
      const next = words[at + 1];
      if (!next) return { kind: 'help', subject, parts: below };
      if (!next.quoted && isHelpWord(next.text)) {
        return { kind: 'help', subject, parts: [...below, part(next, 'help', '?')] };
      }
      const command = matchName(
        entry.commands.filter((one) => withOurs || !one.extension),
        next.text,
      );
      if (!command) return { kind: 'unknown', at: at + 1, parts: below };
      return {
        kind: 'command',
        subject: { kind: 'command', path, group: entry, command },
        used: at + 2,
        parts: [...below, part(next, 'command', command.name)],
      };
    }
  }
}

function part(token: Token, role: Part['role'], name: string): Part {
  return { span: token.span, role, name };
}
