import { skipProgramName, tokenize } from '../../language/token.ts';

/** Returns the words of a line without the name of the program, in lower case. */
export function wordsOf(text: string): string[] {
  return skipProgramName(tokenize(text)).map((word) => word.text.toLowerCase());
}

/** Whether a line names interface portproxy, in short words or long. */
export function isAboutPortproxy(text: string): boolean {
  const [first = '', second = ''] = wordsOf(text);
  return first !== '' && second !== '' && 'interface'.startsWith(first) && 'portproxy'.startsWith(second);
}

/**
 * Whether a line of advfirewall changes something, in short words or long: rules, profiles, the store, or all by `reset`.
 * Whole dumps have prose that begins with the same word.
 */
export function changesFirewall(text: string): boolean {
  const [first = '', second = '', third = '', fourth = ''] = wordsOf(text);
  if (first.length < 3 || !'advfirewall'.startsWith(first)) return false;
  if (begins(second, RULES)) return begins(third, CHANGES);
  if (second === 'set') return /profiles?$/.test(third) || (third === 'store' && fourth.includes('='));
  return second === 'reset' && third === '';
}

const RULES = ['firewall', 'consec', 'mainmode'];
const CHANGES = ['add', 'delete', 'set'];

function begins(word: string, words: readonly string[]): boolean {
  return word !== '' && words.some((whole) => whole.startsWith(word));
}
