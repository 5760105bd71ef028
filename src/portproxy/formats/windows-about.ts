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

/** Whether a line names advfirewall, in short words or long; `ad` alone is short for `add`. */
export function isAboutFirewall(text: string): boolean {
  const [first = ''] = wordsOf(text);
  return first.length > 2 && 'advfirewall'.startsWith(first);
}
