import type { Kind } from './kind.ts';

/** Returns the kind of one of a few words, in any case or shortened; the first that fits wins. */
export function word<const T extends string>(words: readonly T[]): Kind<T> {
  const accepts = [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or ');
  return {
    usage: words.join('|'),
    accepts,
    words,
    parse(text) {
      const wanted = text.toLowerCase();
      const value =
        words.find((one) => one === wanted) ?? words.find((one) => text !== '' && one.startsWith(wanted));
      return value === undefined ? { ok: false, reason: `Use ${accepts}.` } : { ok: true, value };
    },
    mayGrow: () => false,
  };
}
