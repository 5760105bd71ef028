import type { ValueType } from '../../src/language/schema.ts';
import { word } from '../../src/portproxy/kinds/word.ts';
import { ofKind } from './kind.ts';

/** Returns the type of one of a few words, in any case or shortened; the first that fits wins. */
export function oneOf<const T extends string>(words: readonly T[]): ValueType<T> {
  return ofKind(word(words));
}

/** The path of a file; completed from the file system. */
export const path: ValueType<string> = {
  usage: '<string>',
  accepts: 'the path of a file',
  parse: (text) =>
    text === '' || text.includes('\0')
      ? { ok: false, reason: 'Not a path. Use the path of a file.' }
      : { ok: true, value: text },
  suggest: (facts, _given, prefix) => facts.paths(prefix).map((value) => ({ value, text: '' })),
};

/** The name of an alias, completed from those defined. */
export const aliasName: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name of an alias',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Give the name of an alias.' } : { ok: true, value },
  suggest: (facts) => [...facts.aliases].map(([value, text]) => ({ value, text })),
};
