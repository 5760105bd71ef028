import { NO_FACTS } from '../../language/facts.ts';
import { read } from '../../language/read.ts';
import type { Problem, Reading } from '../../language/reading.ts';
import { descend } from '../../language/resolve.ts';
import type { BoundArgs, Context, ContextPath } from '../../language/schema.ts';
import { skipProgramName, tokenize } from '../../language/token.ts';
import { type Entry, type EntryValues, sameEntry, suppliedBy } from '../entry.ts';
import { entryProblem, problemText } from '../entry-problem.ts';
import { entryKey, listenSide } from '../key.ts';
import type { Family } from '../family.ts';
import { NO_SERVICES, type Services } from '../port.ts';
import { Table } from '../table.ts';
import { type Values, VALUES } from '../values/values.ts';
import { linesOf } from './decode.ts';
import type { Reader } from './format.ts';
import {
  type NetshCall,
  type Statement,
  isRemark,
  namesNetsh,
  netshCalls,
  openValue,
  statementsOf,
} from './netsh-calls.ts';
import type { Rows } from './rows.ts';
import { type Op, type ScriptWords, scriptWords } from './windows-words.ts';

/** Reads a script of netsh: makes the changes of its portproxy part on a table of its own, and counts the rest. */
export const readWindows: Reader = windowsReader(VALUES);

/** Returns a reader of scripts for entries of these values. */
export function windowsReader(values: Values): Reader {
  return (text, rows, services) => {
    const statements = statementsOf(linesOf(text)).map((one) => Object.assign(one, { calls: callsIn(one) }));
    const script = new Script(rows, services, values, {
      isShellScript: statements.some(({ calls }) => calls.length > 0),
    });
    for (const statement of statements) script.statement(statement);
    script.end();
  };
}

function callsIn({ text }: Statement): readonly NetshCall[] {
  return namesNetsh(text) ? netshCalls(text) : [];
}

class Script {
  readonly #words: ScriptWords;
  readonly #rows: Rows;
  readonly #services: Services;
  readonly #table: Table;
  /** Where each entry of the table came from, by its key. */
  readonly #lines = new Map<string, number>();
  readonly #isShellScript: boolean;
  #place: Place;
  readonly #stack: { readonly place: Place; readonly line: number }[] = [];

  /** `isShellScript`: a command interpreter runs the file, and calls netsh in it. */
  constructor(
    rows: Rows,
    services: Services,
    values: Values,
    { isShellScript }: { readonly isShellScript: boolean },
  ) {
    this.#words = scriptWords(values);
    this.#table = new Table([], values);
    this.#place = { path: [this.#words.root] };
    this.#rows = rows;
    this.#services = services;
    this.#isShellScript = isShellScript;
  }

  /** Reads a line of netsh's own, or the calls of netsh in a statement of a command interpreter. */
  statement({ text, line, calls }: Statement & { readonly calls: readonly NetshCall[] }): void {
    if (isRemark(text)) return;
    if (calls.length === 0) this.#line(text.replace(/^\s*@/, ''), line);
    for (const { args, isPrinted } of calls) {
      if (isPrinted) this.#printed(args, line);
      else if (args === '') this.#place = { path: [this.#words.root] };
      else this.#call(args, line);
    }
  }

  /** Hands over what the script leaves in its table. */
  end(): void {
    for (const { line } of this.#stack)
      this.#rows.fault(line, 'No popd ends this block; the file may be cut.');
    for (const entry of this.#table.entries()) this.#rows.put(entry, this.#lines.get(entryKey(entry)) ?? 0);
  }

  #line(text: string, number: number): void {
    const reading = read(text, this.#place.path, NO_FACTS);
    if (reading.kind !== 'failed') this.#read(reading, number);
    else if (isAboutPortproxy(text) || this.#place.path.includes(this.#words.portproxy)) {
      this.#rows.fault(number, faultText(reading.problem));
    } else if (/port\s?proxy/i.test(text)) this.#rows.leftOut(number, 'No netsh command was found in it.');
    else this.#count(text);
  }

  /** A call of netsh begins at the root, wherever the lines before it stand. */
  #call(args: string, number: number): void {
    const open = isAboutPortproxy(args) ? openValue(args) : undefined;
    if (open !== undefined) {
      const reason = `The file does not tell what ${open} is; write the value instead.`;
      const isDeletion = /\bdel\w*\s/i.test(args) && this.#table.size === 0;
      if (isDeletion) this.#rows.leftOut(number, reason);
      else this.#rows.fault(number, reason);
      return;
    }
    const reading = read(args, [this.#words.root], NO_FACTS);
    if (reading.kind !== 'failed') this.#read(reading, number);
    else if (isAboutPortproxy(args)) this.#rows.fault(number, faultText(reading.problem));
    else this.#count(args);
  }

  #printed(args: string, number: number): void {
    if (isAboutPortproxy(args)) this.#rows.leftOut(number, 'It only prints the command.');
    else this.#rows.count('printed lines');
  }

  #read(reading: Reading<never>, number: number): void {
    switch (reading.kind) {
      case 'nothing':
        return;
      case 'context':
        this.#place = { path: reading.path };
        return;
      case 'help':
        this.#rows.count('questions for help');
        return;
      case 'failed':
        return;
      case 'command':
        this.#command(reading, number);
    }
  }

  #command({ subject: { command }, args }: Reading<never> & { kind: 'command' }, number: number): void {
    const { pushd, popd, up, changes } = this.#words;
    const change = changes.get(command);
    if (change?.family) this.#change(change.op, suppliedOn(change.family, args, this.#table.values), number);
    else if (change) this.#reset(number);
    else if (command === pushd) this.#push(args.rest, number);
    else if (command === popd) this.#place = this.#stack.pop()?.place ?? this.#place;
    else if (command === up) this.#place = { path: upFrom(this.#place.path) };
    else this.#rows.count(`${command.name} of portproxy`);
  }

  #change(op: Op, values: EntryValues | string, number: number): void {
    if (typeof values === 'string') {
      this.#rows.fault(number, values);
      return;
    }
    const present = this.#table.get(listenSide(values));
    if (op === 'delete') {
      if (present) this.#table.apply({ op, side: listenSide(values) });
      else this.#rows.leftOut(number, 'It deletes an entry that the lines before it do not add.');
      return;
    }
    const entry = this.#table.made({ op: op === 'set' ? op : 'add', values });
    this.#put(op, entry, present, number);
  }

  #put(op: Op, entry: Entry, present: Entry | undefined, number: number): void {
    const problem = entryProblem(entry, this.#services, { values: this.#table.values });
    const key = entryKey(entry);
    if (problem) this.#rows.fault(number, problemText(problem));
    else if (op === 'add' && present && !sameEntry(present, entry, this.#table.values)) {
      // The line that the table's entry came from is kept, and the collector finds both.
      this.#rows.put(present, this.#lines.get(key) ?? number);
      this.#rows.put(entry, number);
    } else {
      if (present && op === 'add') {
        this.#rows.note(number, `It says the same as line ${this.#lines.get(key) ?? number}.`);
        return;
      }
      this.#table.put(entry);
      if (!present) this.#lines.set(key, number);
    }
  }

  #reset(number: number): void {
    const { size } = this.#table;
    this.#table.apply({ op: 'reset' });
    this.#lines.clear();
    const dropped = size > 0 ? ` It drops what the lines before it add (${size}).` : '';
    this.#rows.note(number, `Only mode=replace empties the table.${dropped}`);
  }

  #push(words: readonly string[], line: number): void {
    this.#stack.push({ place: this.#place, line });
    if (this.#stack.length > MAX_STACK) this.#stack.shift();
    if (words.length === 0) return;
    const path = this.#find(words);
    // The command interpreter has a pushd of its own, for folders.
    if (!path && this.#isShellScript) {
      this.#stack.pop();
      return;
    }
    this.#place = path ? { path } : { path: [this.#words.root], other: words.join(' ').toLowerCase() };
  }

  #find(words: readonly string[]): ContextPath<never> | undefined {
    const tokens = tokenize(words.join(' '));
    for (const from of new Set([this.#place.path, [this.#words.root] satisfies [Context<never>]])) {
      const way = descend(tokens, 0, from, { own: true, withOurs: false, parts: [] });
      if (way.kind === 'context') return way.path;
    }
    return undefined;
  }

  /** Counts a line that is not about portproxy by its context. */
  #count(text: string): void {
    const { path, other } = this.#place;
    const words = wordsOf(text);
    const above = path.slice(1).map(({ name }) => name);
    this.#rows.count(other ?? [...above, ...words.slice(0, words[0] === 'interface' ? 2 : 1)].join(' '));
  }
}

/** Where the script stands: a context known here, or another one, of which only the name is known. */
interface Place {
  readonly path: ContextPath<never>;
  readonly other?: string;
}

const MAX_STACK = 1000;

function wordsOf(text: string): string[] {
  return skipProgramName(tokenize(text)).map((word) => word.text.toLowerCase());
}

/** Whether a line names interface portproxy, in short words or long. */
function isAboutPortproxy(text: string): boolean {
  const [first = '', second] = wordsOf(text);
  return first !== '' && 'interface'.startsWith(first) && isPortproxy(second);
}

function isPortproxy(word: string | undefined): boolean {
  return word !== undefined && word !== '' && 'portproxy'.startsWith(word);
}

function upFrom([root, ...others]: ContextPath<never>): ContextPath<never> {
  return [root, ...others.slice(0, -1)];
}

/** The values that a line supplies, short words in full; or what is wrong with one. */
function suppliedOn(family: Family, { values: given }: BoundArgs, values: Values): EntryValues | string {
  const texts: Record<string, unknown> = { ...given };
  for (const { tag, kind } of values) {
    const text = given[tag];
    if (typeof text !== 'string' || !kind(family).words) continue;
    const parsed = kind(family).parse(text, NO_SERVICES);
    if (!parsed.ok) return problemText({ tag, text, reason: parsed.reason });
    texts[tag] = parsed.value;
  }
  return suppliedBy(family, texts, values);
}

function faultText(problem: Problem<never>): string {
  switch (problem.code) {
    case 'unknown-command':
      return 'Not a command of portproxy.';
    case 'unknown-option':
      return `${problem.word} is not an option.`;
    case 'too-long':
      return `It is longer than ${problem.limit} characters.`;
    case 'missing':
      return `It lacks ${problem.tags.join(', ')}.`;
    case 'unknown-tag':
      return `${problem.word} is not a valid argument for this command.`;
    case 'too-many':
      return `Unexpected ${problem.word}: every argument is given already.`;
    case 'repeated':
      return `${problem.tag} is given more than once.`;
    case 'unacceptable':
    case 'filter':
      return problem.reason;
  }
}
