/**
 * Returns the words of a line of HAProxy: quotes group, a backslash escapes but in single quotes, `#` begins a comment
 * (manual, section 2.2).
 */
export function haproxyWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\#]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\$)+|#.*/g)) {
    if (word.startsWith('#')) break;
    words.push(word.replaceAll(PART, unquoted));
  }
  return words;
}

const PART = /"((?:[^"\\]|\\.)*)"?|'([^']*)'?|\\(.)|\\$/g;

function unquoted(_part: string, double?: string, single?: string, escaped?: string): string {
  return double?.replaceAll(/\\(.)/g, '$1') ?? single ?? escaped ?? '';
}

/** Returns a text as one word of HAProxy. */
export function haproxyQuoted(text: string): string {
  // Between double quotes a dollar sign would begin a variable of the environment.
  return `"${text.replaceAll(/[\\"$]/g, String.raw`\$&`)}"`;
}
