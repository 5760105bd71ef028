/** A stretch of a line: from `start` up to, not including, `end`, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A word of a line. `text` is what it says, quotes removed. */
export interface Token {
  readonly text: string;
  readonly span: Span;
  /** The word contains a quoted part, so it is neither an option nor a question mark. */
  readonly quoted: boolean;
  /** Where in `text` the `=` after a tag stands, quoted or not; -1 without one. */
  readonly equals: number;
}

/**
 * The words of a line: separated by blanks, double quotes group and are removed. A quote that is never closed
 * reaches to the end of the line. Never fails.
 */
export function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (isBlank(line[at]!)) at++;
    else {
      const token = readWord(line, at);
      tokens.push(token);
      at = token.span.end;
    }
  }
  return tokens;
}

/** A line that `tokenize` reads as just these words: those with blanks or nothing in them are quoted. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/**
 * A word as it must be written to stay one word. A value after `tag=` is quoted alone. Netsh knows no escape, so
 * a quote inside a word cannot be kept and is left out.
 */
export function quoteWord(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  const bare = word.replaceAll('"', '');
  const tag = /^([A-Za-z][\w-]*)=(.*)$/s.exec(bare);
  return tag ? `${tag[1]}="${tag[2]}"` : `"${bare}"`;
}

/** The words without a leading `netsh` or `netsh.exe`, with which lines of batch files begin (spec section 1). */
export function skipProgramName(words: readonly Token[]): readonly Token[] {
  return /^netsh(\.exe)?$/i.test(words[0]?.text ?? '') ? words.slice(1) : words;
}

/** Whether an unclosed quote reaches to the end of this line. */
export function hasOpenQuote(line: string): boolean {
  return (line.match(/"/g)?.length ?? 0) % 2 === 1;
}

/** What may stand before an `=` in quotes for that to be a tag; else the whole is a value. */
const TAG = /^[A-Za-z][\w-]*$/;

function readWord(line: string, start: number): Token {
  let text = '';
  let quoted = false;
  let open = false;
  let equals = -1;
  let at = start;
  for (; at < line.length; at++) {
    const char = line[at]!;
    if (char === '"') {
      open = !open;
      quoted = true;
    } else if (!open && isBlank(char)) break;
    else {
      if (char === '=' && equals < 0 && (!open || TAG.test(text))) equals = text.length;
      text += char;
    }
  }
  return { text, span: { start, end: at }, quoted, equals };
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n' || char === '\v' || char === '\f';
}
