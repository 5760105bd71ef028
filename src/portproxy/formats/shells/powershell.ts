import { Blocks } from './blocks.ts';
import { joinLines } from './join.ts';
import { closingBracket, endOfQuote } from './quotes.ts';
import type { Joined, Program, When } from './step.ts';

/** Reads a PowerShell file: commands, variables, `if`, loops, functions, brackets. Reads each character a few times at most. */
export function parsePowershell(lines: readonly string[]): Program {
  const blocks = new Blocks();
  let isText: RegExp | undefined;
  const joined = joinBraces(joinBrackets(joinLines(withoutRemarks(lines), GOES_ON)));
  for (const one of joined) {
    if (blocks.isTooDeep) break;
    if (isText) {
      if (isText.test(one.text)) {
        isText = undefined;
        blocks.close();
      } else blocks.add({ kind: 'command', line: one.line, text: one.text });
      continue;
    }
    readText(one, blocks);
    const quote = HERE_TEXT.exec(one.text)?.[1];
    if (quote !== undefined) {
      isText = quote === '"' ? /^\s*"@/ : /^\s*'@/;
      blocks.open(one.line, { kind: 'perhaps', why: `if the text of line ${one.line} is run` });
    }
  }
  return blocks.program(joined);
}

const GOES_ON = /(?<=\s)`\s*$/;
const HERE_TEXT = /@(["'])\s*$/;

/** Blanks out `<# … #>`, line by line. */
function withoutRemarks(lines: readonly string[]): string[] {
  let isRemark = false;
  return lines.map((line) => {
    if (!isRemark && !line.includes('<#')) return line;
    let kept = '';
    for (let at = 0; at < line.length;) {
      const mark = line.indexOf(isRemark ? '#>' : '<#', at);
      if (!isRemark) kept += line.slice(at, mark < 0 ? undefined : mark);
      if (mark < 0) break;
      isRemark = !isRemark;
      at = mark + 2;
    }
    return kept;
  });
}

const OPENS = /^\s*(?:(?:\[[^\]]{0,50}\]\s*)*\$[\w:]+\s*=|param\b|foreach\b|&?\s*netsh(?:\.exe)?\s+@)/i;
/** Longest list over several lines. */
const MAX_LIST = 100;

/** Joins a list in brackets that goes over several lines. */
function joinBrackets(lines: readonly Joined[]): Joined[] {
  const found: Joined[] = [];
  for (let at = 0; at < lines.length; at++) {
    const end = OPENS.test(lines[at]!.text) ? endOfBrackets(lines, at) : at;
    const parts = lines.slice(at, end + 1);
    found.push(
      end === at
        ? lines[at]!
        : { ...lines[at]!, text: parts.map(withoutComment).join('\n'), last: parts.at(-1)!.last },
    );
    at = end;
  }
  return found;
}

const HEADER =
  /^[\s}]*(?:foreach|for|if|elseif|else|function|filter|while|do|try|catch|finally|switch)\b[^{;]*$|\|\s*(?:%|foreach-object)\s*$/i;

/** Joins a brace that stands in a line below what it belongs to. */
function joinBraces(lines: readonly Joined[]): Joined[] {
  const found: Joined[] = [];
  for (const one of lines) {
    const above = found.at(-1);
    if (above && /^\s*\{/.test(one.text) && HEADER.test(withoutComment(above))) {
      found.splice(-1, 1, { text: `${withoutComment(above)} ${one.text}`, line: above.line, last: one.last });
    } else found.push(one);
  }
  return found;
}

/** The index of the line where a list ends that may begin in this one; its own where none does. */
function endOfBrackets(lines: readonly Joined[], first: number): number {
  const text = withoutComment(lines[first]!);
  if (text.lastIndexOf('(') <= text.lastIndexOf(')') || text.includes('{')) return first;
  for (let at = first + 1; at < Math.min(first + MAX_LIST, lines.length); at++) {
    const text = withoutComment(lines[at]!);
    if (/[{}]|netsh/i.test(text)) return first;
    if (/^[^(]*\)/.test(text)) return at;
  }
  return first;
}

function withoutComment({ text }: Joined): string {
  return text.replace(/(?:^|\s)#.*$/, '');
}

function readText({ text, line }: Joined, blocks: Blocks): void {
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length && !blocks.isTooDeep; at++) {
    const char = text[at]!;
    if (char === '`') at++;
    else if (char === "'" || char === '"') at = endOfQuote(text, at, '`');
    else if (char === '#' && /[\s;{}()]/.test(text[at - 1] ?? ' ') && !text.startsWith('#netsh:', at)) {
      const end = text.indexOf('\n', at);
      add(text.slice(start, at), line, blocks);
      start = end < 0 ? text.length : end;
      at = start;
    } else if (char === '(') depth++;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (char === '$' && text[at + 1] === '{') at = closingBracket(text, at + 1);
    else if (char === '{' && depth > 0 && isPlain(text, at)) at = closingBracket(text, at);
    else if (char === '{') {
      open(text.slice(start, at), line, blocks);
      start = at + 1;
    } else if (char === '}') {
      add(text.slice(start, at), line, blocks);
      blocks.close();
      start = at + 1;
    } else if (char === ';' && depth === 0) {
      add(text.slice(start, at), line, blocks);
      start = at + 1;
    }
  }
  add(text.slice(start), line, blocks);
}

/** Whether a block inside of brackets calls no netsh. */
function isPlain(text: string, from: number): boolean {
  const end = closingBracket(text, from);
  return end < text.length && end - from < 1000 && !/netsh/i.test(text.slice(from, end));
}

const EACH = /^\s*foreach\s*\(\s*\$(\w+)\s+in\s+([^]*)\)\s*$/i;
const PIPED = /^\s*(?:\$\w+\s*=\s*)?([^|]*)\|\s*(?:%|foreach(?:-object)?)\s*(?:-process\s*)?$/i;
const COUNTED =
  /^\s*for\s*\(\s*\$(\w+)\s*=\s*(\d{1,9})\s*;\s*\$\w+\s+-(le|lt)\s+(\d{1,9}|\$\w{1,100}(?:\.(?:length|count))?)\s*;\s*(?:\$\w+\+\+|\+\+\$\w+|\$\w+\s*\+=\s*(\d{1,9}))\s*\)\s*$/i;
const PERHAPS = /^\s*(?:else)?if\b|^\s*(?:else|while|switch|catch|until|trap|for|foreach)\b/i;
const FUNCTION = /^\s*(?:function|filter)\s+([\w:-]{1,100})/i;

/** Opens the block after a header. */
function open(header: string, line: number, blocks: Blocks): void {
  // What a header itself runs, as in `netsh … | ForEach-Object {`.
  if (/netsh/i.test(header)) add(header, line, blocks);
  blocks.open(line, when(header, line));
}

function when(header: string, line: number): When {
  const each = EACH.exec(header);
  if (each) return { kind: 'each', name: each[1]!, list: each[2]!, how: 'words' };
  const piped = PIPED.exec(header);
  if (piped) return { kind: 'each', name: '_', list: piped[1]!, how: 'words' };
  const counted = COUNTED.exec(header);
  if (counted) {
    const last = counted[3]!.toLowerCase() === 'lt' ? `${counted[4]!}-1` : counted[4]!;
    return {
      kind: 'each',
      name: counted[1]!,
      list: `${counted[2]!},${counted[5] ?? '1'},${last}`,
      how: 'count',
    };
  }
  const name = FUNCTION.exec(header)?.[1];
  if (name !== undefined) return { kind: 'perhaps', why: `if function ${name} is called` };
  if (!PERHAPS.test(header)) return { kind: 'always' };
  return { kind: 'perhaps', why: `if the condition of line ${line} holds` };
}

const SET = /^(?:\[[^\]]{0,50}\]\s*)*\$((?:\w+:)?\w+)\s*=(?!=)\s*([^]*)$/;
const DEFAULTS = /\$(\w+)\s*=\s*("[^"]*"|'[^']*'|\d+|@\([^()]*\))/g;
/** The beginning of a value; anything else after `=` is a command. */
const VALUE = /^(?:\[[^\]]{0,50}\]\s*)*["'$@(\d-]/;

function add(typed: string, line: number, blocks: Blocks): void {
  const text = typed.trim();
  if (text === '') return;
  if (!/^param\s*\(/i.test(text)) {
    addPlain(text, line, blocks);
    return;
  }
  const end = closingBracket(text, text.indexOf('('));
  for (const [, name, value] of text.slice(0, end).matchAll(DEFAULTS)) {
    blocks.add({ kind: 'set', line, name: name!, value: value!, how: 'text' });
  }
  const rest = text.slice(end + 1).trim();
  if (rest !== '') addPlain(rest, line, blocks);
}

function addPlain(text: string, line: number, blocks: Blocks): void {
  const set = SET.exec(text);
  if (set) {
    const [, name = '', value = ''] = set;
    blocks.add({ kind: 'set', line, name, value, how: 'text' });
    if (VALUE.test(value) && !/^[$@]?\(\s*[^"'\s]*netsh/i.test(value)) return;
    blocks.add({ kind: 'command', line, text: value });
  } else if (/^(?:exit|return)\b/i.test(text)) blocks.add({ kind: 'end', line });
  else blocks.add({ kind: 'command', line, text });
}
