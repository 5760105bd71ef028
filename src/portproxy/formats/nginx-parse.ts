/** A directive of nginx: its words, and what stands in its braces. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly block?: Directive[];
}

/** Told of a line that does not fit nginx's syntax. */
export type OnFault = (line: number, reason: string) => void;

/** Deeper blocks than nginx itself ever has are refused. */
const MAX_DEPTH = 20;
/** And longer directives. */
const MAX_WORDS = 10_000;

/** Reads nginx's syntax: words, quotes, `;`, braces and comments. Goes on after a fault where it can. */
export function parseNginx(text: string, onFault: OnFault): Directive[] {
  const top: Directive[] = [];
  const stack: Directive[][] = [top];
  const opened: number[] = [];
  let words: string[] = [];
  let begun = 1;
  let last = 1;
  for (const { kind, word, line } of tokens(text)) {
    last = line;
    if (kind === 'word') {
      if (words.length === 0) begun = line;
      words.push(word);
      if (words.length <= MAX_WORDS) continue;
      onFault(begun, 'Too many words in one directive; not a configuration of nginx.');
      return top;
    }
    const [name, ...args] = words;
    words = [];
    if (kind === '}') {
      if (name !== undefined) onFault(begun, 'The semicolon at its end is missing.');
      if (stack.length === 1) onFault(line, 'This brace closes nothing.');
      else {
        stack.pop();
        opened.pop();
      }
    } else if (name === undefined) onFault(line, `Nothing stands before ${kind}.`);
    else if (kind === ';') stack.at(-1)!.push({ name, args, line: begun });
    else if (stack.length > MAX_DEPTH) {
      onFault(line, 'It is nested too deeply.');
      return top;
    } else {
      const block: Directive[] = [];
      stack.at(-1)!.push({ name, args, line: begun, block });
      stack.push(block);
      opened.push(line);
    }
  }
  if (words.length > 0) onFault(begun, 'The semicolon at its end is missing; the file may be cut.');
  else if (opened.length > 0)
    onFault(last, `The brace of line ${opened.at(-1)} is not closed; the file may be cut.`);
  return top;
}

interface Token {
  readonly kind: 'word' | ';' | '{' | '}';
  readonly word: string;
  readonly line: number;
}

/** A `${` of a variable is part of its word. */
const TOKEN =
  /#[^\n]*|\n|"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|[;{}]|(?:\$\{|\\[^]|[^\s;{}"'#])(?:\$\{[^}\s]*\}?|\\[^]|[^\s;{}])*/g;

function* tokens(text: string): Generator<Token> {
  let line = 1;
  for (const [found] of text.matchAll(TOKEN)) {
    if (found === '\n') line++;
    else if (found === ';' || found === '{' || found === '}') yield { kind: found, word: found, line };
    else if (!found.startsWith('#')) {
      yield { kind: 'word', word: unquoted(found), line };
      line += found.split('\n').length - 1;
    }
  }
}

function unquoted(word: string): string {
  const inner = /^(["'])([^]*?)\1?$/.exec(word)?.[2] ?? word;
  return inner.replaceAll(/\\([^])/g, '$1');
}
