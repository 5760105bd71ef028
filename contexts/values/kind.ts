import type { ValueType } from '../../src/language/schema.ts';
import type { Kind } from '../../src/portproxy/kinds/kind.ts';

/** Returns the type of values of a kind; its words are completed. */
export function ofKind<T>(kind: Kind<T>): ValueType<T> {
  const { usage, accepts, words, mayGrow } = kind;
  return {
    usage,
    accepts,
    parse: (text, facts) => kind.parse(text, facts.services),
    ...(mayGrow && { mayGrow: (text, facts) => mayGrow(text, facts.services) }),
    ...(words && { suggest: () => words.map((value) => ({ value, text: '' })) }),
  };
}
