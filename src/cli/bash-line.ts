/** A command line of bash up to the cursor. */
export interface BashLine {
  /** The words after the program's name and before the cursor's word. */
  readonly words: readonly string[];
  /** The cursor's word, without quotes. */
  readonly current: string;
  /** Length of the start of `current` that stays: bash replaces what follows its last word break or open quote. */
  readonly kept: number;
  /** The quote that is open at the cursor. */
  readonly quote: '' | "'" | '"';
}

/**
 * Reads a command line as bash does (words, quotes, backslashes), without expanding anything. `breaks` are the characters
 * of COMP_WORDBREAKS. Variables that are set in front of the program's name are skipped.
 */
export function bashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let word: string | undefined;
  let kept = 0;
  let quote: BashLine['quote'] = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(line[at + 1] ?? '')) word += line[++at]!;
      else word += char;
    } else if (char === ' ' || char === '\t' || char === '\n') {
      if (word !== undefined) words.push(word);
      word = undefined;
      kept = 0;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
      kept = word.length;
    } else if (char === '\\') word = (word ?? '') + (line[++at] ?? '');
    else {
      word = (word ?? '') + char;
      if (breaks.includes(char)) kept = word.length;
    }
  }
  const current = word ?? '';
  const program = words.findIndex((one) => !/^[A-Za-z_]\w*=/.test(one));
  return { words: program < 0 ? [] : words.slice(program + 1), current, kept, quote };
}

/**
 * Returns the text that bash must insert so that the word becomes `value`; undefined where its open quote cannot hold
 * it.
 */
export function bashReplacement(value: string, { kept, quote }: BashLine): string | undefined {
  const text = value.slice(kept);
  if (quote === "'") return text.includes("'") ? undefined : text;
  if (quote === '"') return text.replaceAll(/["\\$`]/g, String.raw`\$&`);
  return text.replaceAll(/[^\w@%+=:,./-]/gu, String.raw`\$&`);
}
