import { Blocks } from './blocks.ts';
import { joinLines } from './join.ts';
import type { ListKind, Program } from './step.ts';

/** Reads a batch file: commands, `set`, `if`, `for`, brackets, labels and `goto`. Reads each character once. */
export function parseBatch(lines: readonly string[]): Program {
  const blocks = new Blocks();
  const joined = joinLines(lines, GOES_ON);
  for (const { text, line } of joined) {
    if (blocks.isTooDeep) break;
    const label = LABEL.exec(text)?.[1];
    if (label !== undefined) blocks.add({ kind: 'label', line, name: label.toLowerCase() });
    else if (!REMARK.test(text)) readLine(text, line, blocks);
    blocks.endLine();
  }
  return blocks.program(joined);
}

/** An even number of carets are escaped ones. */
const GOES_ON = /(?<!\^)(?:\^\^)*\^\s*$/;
const LABEL = /^\s*:\s*([^:\s=&|<>()]{1,200})/;
const REMARK = /^[\s@]*(?:rem(?=[\s.]|$)|::|\/\/|#(?!netsh:))/i;

const BLANKS = /[\s@,;=]*/y;
const ELSE = /\s*else\b\s*/iy;
const IF =
  /if\s+(?:\/i\s+)?(?:not\s+)?(?:(?:exist|defined|errorlevel|cmdextversion)\s+(?:"[^"]*"|[^\s"()]+)|(?:"[^"]*"|[^\s"=()&|]+)\s*(?:==|(?:equ|neq|lss|leq|gtr|geq)\s)\s*(?:"[^"]*"|[^\s"=()&|]+))\s*/iy;
const FOR = /for\s+(?:\/([ldrf])\s*(?:"[^"]*"\s*|[^\s%"]+\s+)?)?%{1,2}([^\s%])\s+in\s*\(/iy;
const DO = /\s*\)?\s*do\b\s*/iy;
const COMMENT = /rem(?=[\s.]|$)|::/iy;

/** Reads the commands of a line. */
function readLine(text: string, line: number, blocks: Blocks): void {
  let at = 0;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    skip(BLANKS);
    if (at >= text.length || skip(COMMENT)) return;
    const char = text[at];
    if (char === '(') {
      blocks.open(line, { kind: 'always' });
      at++;
    } else if (char === ')') {
      blocks.close();
      at++;
      if (skip(ELSE)) {
        blocks.endLine();
        blocks.open(line, { kind: 'perhaps', why: `in the else of line ${line}` }, true);
      }
    } else if (skip(IF)) {
      blocks.open(line, { kind: 'perhaps', why: `if the condition of line ${line} holds` }, true);
    } else {
      const loop = skip(FOR);
      if (loop) {
        const end = endOfList(text, at);
        const list = text.slice(at, end);
        at = end;
        if (!skip(DO)) at++;
        const how = listKind(loop[1]?.toLowerCase());
        blocks.open(line, { kind: 'each', name: `%${loop[2]!}`, list, how }, true);
      } else at = readCommand(text, at, { line, blocks });
    }
    if (blocks.isTooDeep) return;
  }
}

function listKind(letter: string | undefined): ListKind {
  if (letter === undefined) return 'words';
  return letter === 'l' ? 'count' : 'unknown';
}

/** Where the bracket closes that opened before `from`; brackets in quotes count for nothing. */
function endOfList(text: string, from: number): number {
  let quote: string | undefined;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === quote) quote = undefined;
    else if (quote === undefined && (char === '"' || char === "'")) quote = char;
    else if (quote === undefined && char === '(') depth++;
    else if (quote === undefined && char === ')' && depth-- === 0) return at;
  }
  return text.length;
}

/** Reads one command from `from`, and returns where the next begins. */
function readCommand(
  text: string,
  from: number,
  { line, blocks }: { readonly line: number; readonly blocks: Blocks },
): number {
  const canClose = blocks.isOpen;
  let isQuoted = false;
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '^') at++;
    else if (char === '|' || (char === ')' && canClose)) break;
    else if (char === '&' && text[at - 1] !== '>' && text[at - 1] !== '<') break;
  }
  addCommand(text.slice(from, at), line, blocks);
  if (text.startsWith('||', at)) {
    blocks.open(line, { kind: 'perhaps', why: `if the command before it fails (line ${line})` }, true);
  }
  if (text[at] === ')') return at;
  return at + (text[at] !== undefined && text[at] === text[at + 1] ? 2 : 1);
}

const SET = /^set\s+(\/[ap]\s+)?(?:"([^\s="]+)=([^"]*)"?|([^\s="]+)=(.*))/i;
const END = /^(?:exit\b|goto\s*:?\s*(\S+))/i;

function addCommand(typed: string, line: number, blocks: Blocks): void {
  const text = typed.trim();
  const set = SET.exec(text);
  const end = END.exec(text);
  if (set) {
    const option = set[1]?.toLowerCase();
    const [name = '', value = ''] = [set[2] ?? set[4], set[3] ?? set[5]];
    if (option?.startsWith('/a')) addSums(`${name}=${value}`, line, blocks);
    else blocks.add({ kind: 'set', line, name, value, how: option === undefined ? 'text' : 'asked' });
  } else if (end) {
    const to = end[1]?.toLowerCase();
    blocks.add({ kind: 'end', line, ...(to !== undefined && to !== 'eof' && { to }) });
  } else if (text !== '') blocks.add({ kind: 'command', line, text });
}

/** Adds the assignments of `set /a`: `P=8000+80,Q+=1`. */
function addSums(text: string, line: number, blocks: Blocks): void {
  for (const part of text.split(',')) {
    const sum = /^\s*(\w+)\s*([-+*]?)=(.*)$/.exec(part);
    if (!sum) continue;
    const [, name = '', operator = '', value = ''] = sum;
    blocks.add({
      kind: 'set',
      line,
      name,
      value: operator === '' ? value : `${name}${operator}${value}`,
      how: 'arithmetic',
    });
  }
}
