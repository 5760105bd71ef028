import type { FirewallRule } from './rule.ts';

/** A text in its one spelling, or which of netsh's refusals it gets, and why in our words. */
export type FieldText =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly refusal: 'value' | 'port' | 'protocol'; readonly reason: string };

/** A value of a rule: its tag on the command line, its property, and how its text is read. */
export interface RuleField {
  readonly tag: string;
  readonly property: keyof FirewallRule;
  readonly usage: string;
  /** Names the accepted values in a few words. */
  readonly accepts: string;
  readonly help: string;
  /** The value where none is given; absent where nothing is stored then. */
  readonly byDefault?: string;
  /** The accepted words, or those that completion offers beside other values. */
  readonly words?: readonly string[];
  readonly parse: (text: string) => FieldText;
}

/** Longest text of a value that is only stored, in characters. */
const MAX_TEXT = 4096;

/** Returns how one of a few words is read, in any case or cut short; the first that fits wins. */
export function oneWord(words: readonly string[]): RuleField['parse'] {
  return (text) => {
    const wanted = text.trim().toLowerCase();
    const value =
      words.find((word) => word === wanted) ?? words.find((word) => wanted !== '' && word.startsWith(wanted));
    return value === undefined ? refused(`Use ${words.join(' or ')}.`) : { ok: true, value };
  };
}

/** Reads a text that is stored as it is. A dump must bring it back, and netsh has no escapes. */
export function plainText(text: string): FieldText {
  if (text === '') return refused('Give a text.');
  if (text.length > MAX_TEXT) return refused(`The text is too long: at most ${MAX_TEXT} characters.`);
  if (hasControls(text)) return refused('Leave out line breaks and other control characters.');
  return text.includes('"') ? refused('Leave out the quotes inside the text.') : { ok: true, value: text };
}

/** Reads the name of a new rule; `all` stands for every rule. */
export function ruleName(text: string): FieldText {
  if (text.toLowerCase() === 'all') return refused('all stands for every rule. Use another name.');
  return text.trim() === '' ? refused('Give the rule a name.') : plainText(text);
}

/** Refuses a value. */
function refused(reason: string): FieldText {
  return { ok: false, refusal: 'value', reason };
}

function hasControls(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text);
}
