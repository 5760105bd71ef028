import { endOfQuote } from './quotes.ts';

/** Reads a list of arguments such as `"interface", 'portproxy', $x` that begins at `from`; returns them as one line. */
export function argumentList(text: string, from: number): { readonly args: string; readonly end: number } {
  const words: string[] = [];
  let at = from;
  let start = from;
  const add = () => {
    const item = text.slice(start, at).trim();
    if (item !== '') words.push(word(item));
  };
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' || char === "'") at = endOfQuote(text, at, '\\');
    else if (char === '(' && /[\w$]/.test(text[at - 1] ?? '')) at = closing(text, at);
    else if (char === ',' || char === '[') {
      add();
      start = at + 1;
    } else if (char === ']' || char === ')' || char === ';' || char === '|') break;
  }
  add();
  // All arguments as one text, as in Process.Start("netsh", "interface …").
  const [only = ''] = words;
  const args = words.length === 1 ? only.replace(/^"(.*)"$/s, '$1') : words.join(' ');
  return { args, end: at };
}

function closing(text: string, from: number): number {
  const end = text.indexOf(')', from);
  return end < 0 ? text.length : end;
}

/** A text in quotes as netsh gets it; what is computed as a place to fill in. */
function word(item: string): string {
  const bare = /^[A-Za-z]{0,2}(["'])(.*)\1$/s.exec(item);
  if (bare && !bare[2]!.includes(bare[1]!)) return quoted(bare[2]!);
  if (/^[$@%!][\w:{}!%]+$/.test(item)) return item;
  const [, head = '', rest = item] = /^[A-Za-z]{0,2}["']([\w-]+=)["']\s*\+\s*(.*)$/s.exec(item) ?? [];
  return `${head}{${rest.replaceAll(/[{}\s]/g, '')}}`;
}

function quoted(word: string): string {
  return /\s/.test(word) && !word.includes('"') ? `"${word}"` : word;
}

const START_PROCESS = /^-(?:Arg\w*|A)\s*:?\s*/i;
const OTHER_OPTION = /^-(?:Verb\s+\w+|Wait|NoNewWindow|PassThru|WindowStyle\s+\w+|FilePath)\s*/i;

/** Returns the arguments of netsh, also where they follow `-ArgumentList` of Start-Process. */
export function startedArgs(typed: string): string {
  let args = typed;
  for (let option = OTHER_OPTION.exec(args); option; option = OTHER_OPTION.exec(args)) {
    args = args.slice(option[0].length);
  }
  const started = START_PROCESS.exec(args);
  if (!started) return typed;
  const list = args.slice(started[0].length).replace(/^@?\(/, '');
  if (!/^["']/.test(list)) return list.split(/\s+-\w/)[0]!;
  const end = endOfQuote(list, 0, '`');
  const isSingle = !/^\s*,/.test(list.slice(end + 1));
  return isSingle ? list.slice(1, end) : argumentList(list.split(/\s-[A-Z]/)[0]!, 0).args;
}
