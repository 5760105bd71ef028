import type { ValueType } from '../../src/language/schema.ts';

/** Returns a type whose wrong values are refused as netsh's firewall does: in a sentence of its own, with the help. */
export function refusing<T>(type: ValueType<T>): ValueType<T> {
  return {
    ...type,
    parse(text, facts, given) {
      const parsed = type.parse(text, facts, given);
      return parsed.ok ? parsed : { ...parsed, refusal: 'value' };
    },
  };
}
