import { argumentList, startedArgs } from './shells/argument-list.ts';

/** A place where a statement calls netsh. */
export interface NetshCall {
  /** What is handed to netsh, as typed. */
  readonly args: string;
  /** The statement only prints the call, as `echo netsh …` does. */
  readonly isPrinted: boolean;
  /** The program that calls netsh adds more to it. */
  readonly isCut?: boolean;
}

/** Whether a line may call netsh. */
export function namesNetsh(text: string): boolean {
  return /netsh/i.test(text) && !isRemark(text);
}

/** Whether a line is a remark of a command interpreter or a programming language; a `#netsh:` line is none. */
export function isRemark(text: string): boolean {
  return /^\s*(?:@?rem(?:\s|$)|::|\/\/|#(?!netsh:))/i.test(text);
}

/** The name of the program: after nothing that belongs to a word, with or without a path, in quotes or not. */
const PROGRAM =
  /(?<![\w$%.-])(?:"(?:[^"]{0,300}?[\\/])?netsh(?:\.exe)?"(?=\s*,|\s+[^\s,])|'(?:[^']{0,300}?[\\/])?netsh(?:\.exe)?'(?=\s*,|\s+[^\s,])|(?:[\w:%.~${}-]{0,300}[\\/]){0,30}netsh(?:\.exe)?)(?=["'`]?(?:\s|$|,))/gi;
/** Commands that only print what follows. */
const PRINTS = /^[\s@({]*(?:echo|write-(?:host|output|warning|verbose)|printf?|title|console\.\w+)\b/i;

/** The same in programming languages: `console.log("… netsh`. */
const PRINTS_IN_BRACKETS =
  /\b(?:console\.\w+|print\w*!?|puts|echo|log\w*(?:\.\w+)?|\w+\.(?:write|print)\w*)\s*\(\s*(?:[A-Za-z$@]{0,2}["'`][^"'`]{0,150})?$/i;

/**
 * Returns the calls of netsh in a statement, also behind other commands (`cmd /c`, `start /wait`, `sudo`) and inside
 * quoted ones. What stands behind redirections, pipes, `&`, `;` and closing brackets is not netsh's.
 */
export function netshCalls(text: string): NetshCall[] {
  const calls: NetshCall[] = [];
  const before = new Before(text);
  let end = 0;
  for (const match of text.matchAll(PROGRAM)) {
    if (match.index < end) continue;
    const after = match.index + match[0].length;
    before.goTo(match.index);
    const outer = text[match.index - 1] === '`' ? '`' : before.quote;
    const quotes = new Set([outer, before.inner]);
    const list = LISTED.exec(text.slice(after, after + 50));
    const listed = list ? argumentList(text, after + list[0].length) : undefined;
    end = listed?.end ?? scanArgs(text, after, quotes).end;
    const isCut =
      !listed && outer !== undefined && text[end] === outer && CUT.test(text.slice(end + 1, end + 20));
    const args =
      listed?.args ??
      startedArgs(
        text
          .slice(after, end)
          .replaceAll(/[\\`]"/g, '"')
          .trim(),
      );
    calls.push({
      args,
      isPrinted:
        PRINTS.test(text.slice(before.statement, match.index)) ||
        PRINTS_IN_BRACKETS.test(text.slice(Math.max(0, match.index - 200), match.index)),
      ...(isCut && { isCut }),
    });
  }
  return calls;
}

/** Arguments after the program as a list: `, "a"`, `, ["a"`, `@("a"`. */
const LISTED = /^\s*(?:,\s*[[(@]{0,3}|@\()\s*(?=["'$\w])/;
/** After a text that goes on elsewhere: `+ x`, `% x`, `.format(`. */
const CUT = /^\s*(?:\+|%\s|\.format|&\s*\w|\.\s)/;

/** What stands before a place of a text, found by going on from the place before. */
class Before {
  readonly #text: string;
  #at = 0;
  /** The quote that is open. */
  quote: string | undefined;
  /** The other quote that is open inside of it. */
  inner: string | undefined;
  /** Where the statement begins. */
  statement = 0;

  constructor(text: string) {
    this.#text = text;
  }

  goTo(end: number): void {
    for (; this.#at < end; this.#at++) {
      const char = this.#text[this.#at]!;
      if (this.quote === undefined && (char === '"' || char === "'")) this.quote = char;
      else if (char === this.quote && !ESCAPES.has(this.#text[this.#at - 1] ?? '')) {
        this.quote = undefined;
        this.inner = undefined;
      } else if (this.quote === '"' && char === "'") this.inner = this.inner === undefined ? "'" : undefined;
      if (STATEMENT.has(char)) this.statement = this.#at + 1;
    }
  }
}

const STATEMENT = new Set('&|;{(');
const ESCAPES = new Set(['\\', '`']);

/** Finds where the arguments of a call end that begin at `from`, inside of the quotes `outer` if there are any. */
function scanArgs(
  text: string,
  from: number,
  outer: ReadonlySet<string | undefined>,
): { readonly end: number } {
  let inner: string | undefined;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    const isEscaped = ESCAPES.has(text[at - 1] ?? '');
    if (outer.has(char) && !isEscaped) return { end: at };
    if (inner !== undefined) {
      if (char === inner) inner = undefined;
    } else if (char === '"') inner = char;
    else if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') {
      if (depth === 0) return { end: at };
      depth--;
    } else if (depth === 0 && ENDS.test(text.slice(at, at + 3))) {
      const place = char === '<' ? PLACEHOLDER.exec(text.slice(at, at + 70))?.[0] : undefined;
      if (place === undefined) return { end: at };
      at += place.length - 1;
    }
  }
  return { end: text.length };
}

/** The beginning of what is no argument: a redirection, another command, a remark. */
const ENDS = /^(?:[<>|&;]|\s[012]>|\s#)/;
/** A place that the author of the script left to be filled in. */
const PLACEHOLDER = /^<[^<>|&"]{1,60}>/;
