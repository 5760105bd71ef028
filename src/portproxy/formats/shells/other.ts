import { Blocks } from './blocks.ts';
import type { Joined, Program } from './step.ts';

/** Longest list of arguments, lines. */
const MAX_LIST = 50;

/** Reads a file of a programming language: each line by itself, and lists of arguments over several lines. */
export function parseOther(lines: readonly string[]): Program {
  const blocks = new Blocks();
  const joined: Joined[] = [];
  let isRemark = false;
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let text = lines[at]!;
    if (isRemark || /^\s*\/\*/.test(text)) {
      isRemark = !text.includes('*/');
      continue;
    }
    if (REMARK.test(text)) continue;
    if (LIST.test(text)) {
      for (const last = at + MAX_LIST; !/[)\]]/.test(text) && at + 1 < Math.min(last, lines.length);) {
        text += ` ${lines[++at]!.trim()}`;
      }
    }
    if (text.trim() !== '') blocks.add({ kind: 'command', line, text });
    joined.push({ text, line, last: at + 1 });
  }
  return blocks.program(joined);
}

const REMARK = /^\s*(?:\/\/|#(?!netsh:)|--\s)/;
/** The beginning of a list of arguments for netsh. */
const LIST = /["']netsh(?:\.exe)?["']\s*,/i;
