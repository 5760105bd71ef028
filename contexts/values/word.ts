import type { ValueType } from '../../src/language/schema.ts';

/** One of a few words, in any case, or the beginning of one; the first that fits wins. */
export function oneOf<const T extends string>(words: readonly T[]): ValueType<T> {
  return {
    usage: words.join('|'),
    accepts: words.join(' or '),
    parse(text) {
      const wanted = text.toLowerCase();
      const value =
        words.find((word) => word === wanted) ?? words.find((word) => text !== '' && word.startsWith(wanted));
      return value === undefined
        ? { ok: false, reason: `Accepted is ${words.join(' or ')}.` }
        : { ok: true, value };
    },
    mayGrow: () => false,
    suggest: () => words.map((value) => ({ value, text: '' })),
  };
}

/** The path of a file; completed from the file system. */
export const path: ValueType<string> = {
  usage: '<string>',
  accepts: 'the path of a file',
  parse: (text) =>
    text === '' || text.includes('\0')
      ? { ok: false, reason: 'It is no path; accepted is the path of a file.' }
      : { ok: true, value: text },
  suggest: (facts, _given, prefix) => facts.paths(prefix).map((value) => ({ value, text: '' })),
};

/** The name of an alias, completed from those defined. */
export const aliasName: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name of an alias',
  parse: (value) => (value === '' ? { ok: false, reason: 'A name is needed.' } : { ok: true, value }),
  suggest: (facts) => [...facts.aliases].map(([value, text]) => ({ value, text })),
};
