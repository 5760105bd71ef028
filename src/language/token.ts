/** A stretch of a line: from `start` up to, not including, `end`, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A word of a line; `text` is without its quotes. */
export interface Token {
  readonly text: string;
  readonly span: Span;
  /** A part of it is quoted, so it is neither an option nor a question mark. */
  readonly quoted: boolean;
  /** The index in `text` of the `=` after a tag, quoted or not; -1 without one. */
  readonly equals: number;
}

/**
 * Splits a line into words at blanks; double quotes group, and are removed. An unclosed quote reaches to the end of the
 * line. Never throws.
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

/** Returns a line that `tokenize` splits into these words; words with blanks and empty words are quoted. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/**
 * Quotes a word where it would not stay one word; after `tag=` only the value is quoted. Netsh has no escapes, so a
 * quote inside a word is left out.
 */
export function quoteWord(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  const bare = word.replaceAll('"', '');
  const tag = /^([A-Za-z][\w-]*)=(.*)$/s.exec(bare);
  return tag ? `${tag[1]}="${tag[2]}"` : `"${bare}"`;
}

/** Returns the words without a leading `netsh` or `netsh.exe`, as in batch files (spec section 1). */
export function skipProgramName(words: readonly Token[]): readonly Token[] {
  return /^netsh(\.exe)?$/i.test(words[0]?.text ?? '') ? words.slice(1) : words;
}

/** Whether a quote of the line is not closed. */
export function hasOpenQuote(line: string): boolean {
  return (line.match(/"/g)?.length ?? 0) % 2 === 1;
}

/** A word before `=` in quotes is a tag if it matches; else the whole is a value. */
const TAG = /^[A-Za-z][\w-]*$/;

function readWord(line: string, start: number): Token {
  let equals = -1;
  let at = start;
  for (; at < line.length; at++) {
    const char = line[at]!;
    if (char === '"') return readQuotedWord(line, start);
    if (isBlank(char)) break;
    if (char === '=' && equals < 0) equals = at - start;
  }
  return { text: line.slice(start, at), span: { start, end: at }, quoted: false, equals };
}

function readQuotedWord(line: string, start: number): Token {
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
