import { divide, matchTag } from './arguments.ts';
import { splitOptions } from './options.ts';
import type { Problem } from './reading.ts';
import { resolve } from './resolve.ts';
import type { ContextPath, Tags } from './schema.ts';
import { type Token, skipProgramName, tokenize } from './token.ts';

/**
 * Returns the text that a line has torn at its blanks, as it must be typed: `comment="for the demo"` where the problem with
 * the line is a word behind `comment=for`. Undefined where the line has no such text.
 */
export function lostQuotes<H>(
  line: string,
  { span }: Pick<Problem<H>, 'span'>,
  path: ContextPath<H>,
): string | undefined {
  const words = skipProgramName(splitOptions(tokenize(line)).words);
  const found = words.length > 0 ? resolve(words, path) : undefined;
  if (found?.kind !== 'command') return undefined;
  const { tags, behind } = found.subject.command;
  const { before, after } = divide(words.slice(found.used), behind);
  return torn(before, tags, span.start) ?? (behind && torn(after, behind.tags, span.start));
}

function torn(words: readonly Token[], tags: Tags, wrong: number): string | undefined {
  const list = Object.entries(tags).map(([name, tag]) => ({ name, tag }));
  for (const [at, { text, equals, quoted }] of words.entries()) {
    if (equals < 0 || quoted) continue;
    const named = matchTag(list, text.slice(0, equals));
    if (!named?.tag.type.hasBlanks) continue;
    const others = bareWords(words.slice(at + 1));
    const isText = /^\p{L}/u.test(others[0]?.text ?? '');
    if (!isText || !others.some(({ span }) => span.start === wrong)) continue;
    const value = text.slice(equals + 1);
    return `${named.name}="${[value, ...others.map((one) => one.text)].filter(Boolean).join(' ')}"`;
  }
  return undefined;
}

/** Returns the words up to the next that is a tag or has quotes. */
function bareWords(words: readonly Token[]): readonly Token[] {
  const end = words.findIndex(({ equals, quoted }) => equals >= 0 || quoted);
  return words.slice(0, end < 0 ? words.length : end);
}
