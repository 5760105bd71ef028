import { type Values, VALUES } from '../values/values.ts';
import { linesOf } from './decode.ts';
import type { ReadOptions, Reader } from './format.ts';
import { type NetshCall, isRemark, namesNetsh, netshCalls } from './netsh-calls.ts';
import type { Rows } from './rows.ts';
import { missingIn } from './shells/missing.ts';
import { openReferences } from './shells/references.ts';
import { type Found, Unfolding } from './shells/unfold.ts';
import { changesFirewall, isAboutPortproxy, wordsOf } from './windows-about.ts';
import { WindowsScript } from './windows-script.ts';

/** Reads a script of netsh, or a file of another language that calls netsh. */
export const readWindows: Reader = windowsReader(VALUES);

/** Returns a reader of scripts for entries of these values. */
export function windowsReader(values: Values): Reader {
  return (text, rows, services, options = NO_OPTIONS) => {
    const lines = linesOf(text);
    const isShellScript = lines.some(callsNetsh);
    const script = new WindowsScript(rows, services, { values, isShellScript });
    if (isShellScript) new Calls(lines, { script, rows, options }).read();
    else {
      for (const [at, line] of lines.entries()) {
        if (!isRemark(line)) script.line(line, at + 1);
        else if (callsPortproxy(line)) rows.note(at + 1, REMARK);
      }
      rows.variables([], [...options.values.keys()]);
    }
    script.end();
  };
}

const NO_OPTIONS: ReadOptions = { values: new Map(), takesConditions: false };

const REMARK = 'It is a remark.';

function callsPortproxy(text: string): boolean {
  return /netsh/i.test(text) && netshCalls(text).some(({ args }) => isAboutPortproxy(args));
}

function callsNetsh(line: string): boolean {
  return namesNetsh(line) && netshCalls(line).length > 0;
}

/** The calls of netsh in a file of a command interpreter or of a programming language. */
class Calls {
  readonly #lines: readonly string[];
  readonly #script: WindowsScript;
  readonly #rows: Rows;
  readonly #unfolding: Unfolding;
  /** Lines without a call that were read, so that a loop does not count them again. */
  readonly #read = new Set<string>();

  constructor(
    lines: readonly string[],
    {
      script,
      rows,
      options,
    }: { readonly script: WindowsScript; readonly rows: Rows; readonly options: ReadOptions },
  ) {
    this.#lines = lines;
    this.#script = script;
    this.#rows = rows;
    this.#unfolding = new Unfolding(lines, options);
  }

  read(): void {
    for (const found of this.#unfolding.found()) this.#take(found);
    this.#nameOthers();
    this.#rows.variables(this.#unfolding.filled(), this.#unfolding.environment.unused());
  }

  #take(found: Found): void {
    switch (found.kind) {
      case 'fault':
        this.#rows.fault(found.line, found.reason);
        break;
      case 'line':
        this.#line(found.text, found.line);
        break;
      case 'call':
        this.#call(found, found.line);
    }
  }

  #line(text: string, line: number): void {
    const key = `${line} ${text}`;
    if (this.#read.has(key) || isRemark(text)) return;
    this.#read.add(key);
    this.#script.line(text.replace(/^\s*@/, ''), line);
  }

  #call(call: NetshCall & { readonly perhaps?: string | undefined }, line: number): void {
    const args = withoutOptions(call.args);
    const matters = isAboutPortproxy(args) || changesFirewall(args) || isOpen(args);
    if (args === '') this.#script.start();
    else if (ELSEWHERE.test(args)) this.#rows.leftOut(line, 'It is about another machine (-r).');
    else if (!matters && !call.isPrinted) this.#script.call(args, line);
    else if (call.isPrinted) this.#printed(matters, line);
    else if (call.perhaps !== undefined) {
      this.#rows.leftOut(line, `It runs only ${call.perhaps}; conditions=yes takes it.`);
    } else if (call.isCut) this.#lacks(args, line, 'The program adds more to it, which is not in this line.');
    else {
      const missing = missingIn(args, this.#unfolding.environment);
      if (missing !== undefined && !(isAboutPortproxy(args) && this.#script.isWrong(args)))
        this.#lacks(args, line, missing);
      else this.#script.call(args, line);
    }
  }

  #printed(matters: boolean, line: number): void {
    if (matters) this.#rows.leftOut(line, 'It only prints the command.');
    else this.#rows.count('printed lines');
  }

  /** Reports a call that is not told in full; one that could only delete what is not there is no fault. */
  #lacks(args: string, line: number, reason: string): void {
    const isDeletion = /\bdel\w*\s/i.test(args) && this.#script.isEmpty;
    if (isDeletion || !isAboutPortproxy(args)) this.#rows.leftOut(line, reason);
    else this.#rows.fault(line, reason);
  }

  /** Names the lines about portproxy that no command led to. */
  #nameOthers(): void {
    for (const [at, text] of this.#lines.entries()) {
      const line = at + 1;
      if (!/port\s?proxy/i.test(text) || this.#unfolding.hasTold(line)) continue;
      if (!isRemark(text))
        this.#rows.leftOut(line, 'It is a remark, or a value that no command of the file uses.');
      else if (callsPortproxy(text)) this.#rows.note(line, REMARK);
    }
  }
}

/** A line about portproxy of another machine. */
const ELSEWHERE = /^[-/]r\s.{1,500}?port\s?proxy/i;

/** The arguments without `-c CONTEXT`, which stands in front of the command. */
function withoutOptions(args: string): string {
  return args.replace(
    /^[-/]c\s+(?:"([^"]*)"|(\S+))/i,
    (_typed, quoted?: string, word?: string) => quoted ?? word ?? '',
  );
}

/** Whether a variable may stand for the context. */
function isOpen(args: string): boolean {
  return wordsOf(args)
    .slice(0, 2)
    .some((word) => openReferences(word).some(({ text }) => text === word));
}
