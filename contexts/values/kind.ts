import type { ValueType } from '../../src/language/schema.ts';
import type { Kind } from '../../src/portproxy/kinds/kind.ts';

/** Returns the type of values of a kind; its words are completed. */
export function ofKind<T>(kind: Kind<T>): ValueType<T> {
  const { usage, accepts, words, examples, hasBlanks, mayGrow } = kind;
  const known = words?.map((value) => ({ value, text: '' })) ?? examples;
  return {
    usage,
    accepts,
    ...(hasBlanks && { hasBlanks }),
    parse: (text, facts) => kind.parse(text, facts.services),
    ...(mayGrow && { mayGrow: (text, facts) => mayGrow(text, facts.services) }),
    ...(known && { suggest: () => known }),
  };
}
