import type { Kind } from './kind.ts';

const LONGEST = 64;

/** The kind of a name that people give to things, one word; names differ only by more than case. */
export const name: Kind<string> = {
  usage: '<name>',
  accepts: `a word of letters, digits, . _ and -, at most ${LONGEST} characters`,
  parse: (text) =>
    text.length <= LONGEST && /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u.test(text)
      ? { ok: true, value: text }
      : { ok: false, reason: `Use ${name.accepts}.` },
  mayGrow: (text) => text === '',
};
