import type { Kind } from './kind.ts';

/**
 * Controls, halves of characters, and marks that change the direction of text or are not seen: no output shows them, so that
 * what is printed of a text could not be read back.
 */
const STEERING =
  /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/u;

/** Returns the kind of any text of so many characters that a dump can quote and a terminal can show. */
export function text(longest: number): Kind<string> {
  return {
    usage: '<string>',
    hasBlanks: true,
    accepts: `a text of 1 to ${longest} characters without " and without control characters`,
    parse(typed) {
      if (typed === '') return { ok: false, reason: 'The text is empty.' };
      if (typed.length > longest) return { ok: false, reason: `The text has at most ${longest} characters.` };
      if (typed.includes('"')) return { ok: false, reason: 'The text has no ".' };
      if (STEERING.test(typed)) {
        return { ok: false, reason: 'The text has no control characters, and no marks that steer text.' };
      }
      return { ok: true, value: typed };
    },
  };
}
