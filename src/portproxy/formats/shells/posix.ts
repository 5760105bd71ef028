import { Blocks } from './blocks.ts';
import { joinLines } from './join.ts';
import { closingBracket, endOfQuote } from './quotes.ts';
import type { Program, When } from './step.ts';

/** Reads a file of a POSIX shell: commands, variables, `if`, loops, functions, texts after `<<`. */
export function parsePosix(lines: readonly string[]): Program {
  const reader = new PosixReader();
  const joined = joinLines(lines, GOES_ON);
  let end: string | undefined;
  for (const { text, line } of joined) {
    if (reader.blocks.isTooDeep) break;
    if (end !== undefined) {
      if (text.trim() === end) {
        end = undefined;
        reader.blocks.close();
      } else reader.blocks.add({ kind: 'command', line, text });
      continue;
    }
    reader.line(text, line);
    end = HERE_TEXT.exec(text)?.[1];
    if (end !== undefined)
      reader.blocks.open(line, { kind: 'perhaps', why: `if the text of line ${line} is run` });
  }
  return reader.blocks.program(joined);
}

const GOES_ON = /(?<!\\)(?:\\\\)*\\\s*$/;
const HERE_TEXT = /(?<!<)<<-?\s*["']?([A-Za-z_]\w*)["']?/;

class PosixReader {
  readonly blocks = new Blocks();
  /** When the block runs that the next `do` or `then` opens. */
  #next: When = { kind: 'always' };

  /** Reads the commands of a line. */
  line(text: string, line: number): void {
    let start = 0;
    for (let at = 0; at < text.length && !this.blocks.isTooDeep; at++) {
      const char = text[at]!;
      if (char === '\\') at++;
      else if (char === '"' || char === "'" || char === '`') at = endOfQuote(text, at, '\\');
      else if (char === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
        at = closingBracket(text, at + 1);
      } else if (char === '=' && text[at + 1] === '(') at = closingBracket(text, at + 1);
      else if (char === '#' && /[\s;&|(){}]/.test(text[at - 1] ?? ' ') && !text.startsWith('#netsh:', at)) {
        this.#command(text.slice(start, at), line);
        this.blocks.endLine();
        return;
      } else if (
        char === ';' ||
        char === '|' ||
        (char === '&' && !/[<>&]/.test(text[at - 1] ?? '') && text[at + 1] !== '>')
      ) {
        this.#command(text.slice(start, at), line);
        if (text.startsWith('||', at)) {
          this.blocks.open(
            line,
            { kind: 'perhaps', why: `if the command before it fails (line ${line})` },
            true,
          );
        }
        if (text[at + 1] === char) at++;
        start = at + 1;
      } else if (char === ')' && text[start] === '(') {
        this.#command(text.slice(start + 1, at), line);
        start = at + 1;
      }
    }
    this.#command(text.slice(start), line);
    this.blocks.endLine();
  }

  #command(typed: string, line: number): void {
    let text = typed.trim();
    for (let word = WORD.exec(text); word; word = WORD.exec(text)) {
      this.#keyword(word[1]!, line);
      text = text.slice(word[0].length).trimStart();
      if (this.blocks.isTooDeep) return;
    }
    if (text === '') return;
    const loop = FOR.exec(text);
    const name = FUNCTION.exec(text)?.[1];
    if (loop) this.#next = { kind: 'each', name: loop[1]!, list: loop[2]!, how: 'words' };
    else if (name !== undefined) {
      const rest = text.slice(text.indexOf('{') + 1);
      this.blocks.open(line, { kind: 'perhaps', why: `if function ${name} is called` });
      if (!this.blocks.isTooDeep) this.#command(rest, line);
    } else if (CONDITION.test(text)) {
      this.#next = condition(line);
      if (/netsh/i.test(text)) this.blocks.add({ kind: 'command', line, text });
      if (/^case\b/.test(text)) this.blocks.open(line, this.#next);
    } else this.#plain(text, line);
  }

  #keyword(word: string, line: number): void {
    if (word === 'do' || word === 'then') {
      this.blocks.open(line, this.#next);
      this.#next = { kind: 'always' };
    } else if (word === '{') this.blocks.open(line, { kind: 'always' });
    else {
      this.blocks.close();
      if (word === 'else') this.blocks.open(line, { kind: 'perhaps', why: `in the else of line ${line}` });
    }
  }

  #plain(text: string, line: number): void {
    const set = SET.exec(text);
    if (set && isWord(set[2]!)) {
      const [, name = '', value = ''] = set;
      this.blocks.add({ kind: 'set', line, name, value, how: 'text' });
      if (/^"?[$`]/.test(value) && /netsh/i.test(value))
        this.blocks.add({ kind: 'command', line, text: value });
    } else if (/^read\s/.test(text)) {
      const asked = /(\w+)\s*$/.exec(text)?.[1];
      if (asked !== undefined) this.blocks.add({ kind: 'set', line, name: asked, value: '', how: 'asked' });
    } else if (/^(?:exit|return)\b/.test(text)) this.blocks.add({ kind: 'end', line });
    else this.blocks.add({ kind: 'command', line, text });
  }
}

const WORD = /^(do|then|else|done|fi|esac|\{|\})(?=[\s;]|$)/;
const FOR = /^for\s+([A-Za-z_]\w*)\s+in\s+([^]*)$/;
const FUNCTION = /^(?:function\s+)?([A-Za-z_][\w-]{0,100})\s*(?:\(\s*\))?\s*\{/;
const CONDITION = /^(?:if|elif|while|until|case|select)\b/;
const SET = /^(?:(?:export|local|readonly|declare|typeset)\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)=([^]*)$/;

/** Whether a text is one word, or a list in brackets. */
function isWord(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (/\s/.test(char)) return false;
    if (char === '\\') at++;
    else if (char === '"' || char === "'" || char === '`') at = endOfQuote(text, at, '\\');
    else if (char === '(' || (char === '$' && text[at + 1] === '{')) {
      at = closingBracket(text, char === '(' ? at : at + 1);
    }
  }
  return true;
}

function condition(line: number): When {
  return { kind: 'perhaps', why: `if the condition of line ${line} holds` };
}
