import type { Suggestion, ValueType } from '../../src/language/schema.ts';

/** Words that stand where a lesson may, and what each does. */
const WORDS: readonly Suggestion[] = [
  { value: 'next', text: 'The first lesson that is not done.' },
  { value: 'stop', text: 'Leaves the lesson.' },
  { value: 'reset', text: 'Forgets what was done.' },
];

/** A lesson by its number or name, or `next`, `stop`, `reset`. */
export const lesson: ValueType<string> = {
  usage: '<integer>|<string>',
  accepts: 'the number or the name of a lesson, next, stop or reset',
  parse(text, { lessons }) {
    const value = text.toLowerCase();
    if (!lessons || WORDS.some((word) => word.value === value)) return { ok: true, value };
    const isKnown = lessons.some(({ name }, at) => name === value || String(at + 1) === value);
    if (isKnown) return { ok: true, value };
    return { ok: false, reason: `Not a lesson. Use 1-${lessons.length}, a name, next, stop or reset.` };
  },
  suggest({ lessons = [] }, _given, prefix) {
    const isName = /^[a-z]/i.test(prefix);
    const known = lessons.map(({ name, title }, at) => ({
      value: isName ? name : String(at + 1),
      text: title,
    }));
    return [...known, ...WORDS];
  },
};
