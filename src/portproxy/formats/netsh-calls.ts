/** A statement of a script: a line, with those that it goes on in. Lines count from 1. */
export interface Statement {
  readonly text: string;
  readonly line: number;
}

/** A place where a statement calls netsh. */
export interface NetshCall {
  /** What is handed to netsh, as typed. */
  readonly args: string;
  /** The statement only prints the call, as `echo netsh …` does. */
  readonly isPrinted: boolean;
}

/**
 * Returns the statements of a batch, PowerShell or shell script, or of a script of netsh's own. A line that calls netsh
 * goes on in the next one after `^` (cmd), a backtick (PowerShell) or `\` (sh) at its end.
 */
export function statementsOf(lines: readonly string[]): Statement[] {
  const found: Statement[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    const parts = [lines[at]!];
    const last = namesNetsh(parts[0]!) ? Math.min(at + MAX_JOINED, lines.length) - 1 : at;
    while (at < last && GOES_ON.test(parts.at(-1)!)) {
      parts.push(parts.pop()!.replace(GOES_ON, ''), lines[++at]!.trimStart());
    }
    found.push({ text: parts.join(' '), line: first + 1 });
  }
  return found;
}

/** Whether a line may call netsh. */
export function namesNetsh(text: string): boolean {
  return /netsh/i.test(text) && !isRemark(text);
}

const GOES_ON = /(?:\^|(?<=\s)`|(?<=\s)\\)\s*$/;
/** Longest statement, lines. */
const MAX_JOINED = 100;

/** Whether a line is a remark of a command interpreter or a programming language; a `#netsh:` line is none. */
export function isRemark(text: string): boolean {
  return /^\s*(?:@?rem(?:\s|$)|::|\/\/|#(?!netsh:))/i.test(text);
}

/** The name of the program: after nothing that belongs to a word, with or without a path, in quotes or not. */
const PROGRAM =
  /(?<![\w$%.-])(?:"[^"]{0,300}?[\\/]netsh(?:\.exe)?"|'[^']{0,300}?[\\/]netsh(?:\.exe)?'|(?:[\w:%.~${}-]{0,300}[\\/]){0,30}netsh(?:\.exe)?)(?=["'`]?(?:\s|$))/gi;
/** Commands that only print what follows. */
const PRINTS = /^[\s@({]*(?:echo|write-(?:host|output|warning|verbose)|printf?|title|console\.\w+)\b/i;

/**
 * Returns the calls of netsh in a statement, also behind other commands (`cmd /c`, `start /wait`, `sudo`) and inside
 * quoted ones. What stands behind redirections, pipes, `&`, `;` and closing brackets is not netsh's.
 */
export function netshCalls(text: string): NetshCall[] {
  const calls: NetshCall[] = [];
  let end = 0;
  for (const match of text.matchAll(PROGRAM)) {
    if (match.index < end) continue;
    const after = match.index + match[0].length;
    const before = text.slice(0, match.index);
    const scan = scanArgs(text, after, before.endsWith('`') ? '`' : openQuote(before));
    end = scan.end;
    const statement = before.slice(
      Math.max(...['&', '|', ';', '{', '('].map((mark) => before.lastIndexOf(mark))) + 1,
    );
    calls.push({
      args: text
        .slice(after, end)
        .replaceAll(/[\\`]"/g, '"')
        .trim(),
      isPrinted: PRINTS.test(statement),
    });
  }
  return calls;
}

/** The quote that is open at the end of a text. */
function openQuote(text: string): string | undefined {
  let open: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (open === undefined && (char === '"' || char === "'")) open = char;
    else if (char === open && !ESCAPES.has(text[at - 1] ?? '')) open = undefined;
  }
  return open;
}

const ESCAPES = new Set(['\\', '`']);

/** Finds where the arguments of a call end that begin at `from`, inside of the quote `outer` if there is one. */
function scanArgs(text: string, from: number, outer: string | undefined): { readonly end: number } {
  let inner: string | undefined;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    const isEscaped = ESCAPES.has(text[at - 1] ?? '');
    if (char === outer && !isEscaped) return { end: at };
    if (inner !== undefined) {
      if (char === inner) inner = undefined;
    } else if (char === '"') inner = char;
    else if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') {
      if (depth === 0) return { end: at };
      depth--;
    } else if (
      depth === 0 &&
      ENDS.test(text.slice(at, at + 3)) &&
      !(char === '<' && PLACEHOLDER.test(text.slice(at)))
    ) {
      return { end: at };
    }
  }
  return { end: text.length };
}

/** The beginning of what is no argument: a redirection, another command, a remark. */
const ENDS = /^(?:[<>|&;]|\s[012]>|\s#)/;
/** A place that the author of the script left to be filled in. */
const PLACEHOLDER = /^<[^<>|&"]{1,60}>/;

/** Returns what stands for a value that the file does not tell: a variable, a command, a place to fill in. */
export function openValue(args: string): string | undefined {
  return OPEN_VALUE.exec(args)?.[0];
}

const OPEN_VALUE = /%%?~?\w[^%\s]*%?|![\w ]+!|\$(?:\w+(?::\w+)?|\{[^}]*\}|\([^)]*\))|<[^<>]{1,60}>|\{[^}]*\}/;
