import { NO_FACTS } from '../../language/facts.ts';
import { read } from '../../language/read.ts';
import type { Reading } from '../../language/reading.ts';
import { descend } from '../../language/resolve.ts';
import type { BoundArgs, Context, ContextPath } from '../../language/schema.ts';
import { tokenize } from '../../language/token.ts';
import { type Entry, type EntryValues, isTakenBack, sameEntry, suppliedBy } from '../entry.ts';
import { entryProblem, problemText } from '../entry-problem.ts';
import type { Family } from '../family.ts';
import { entryKey, listenSide } from '../key.ts';
import { NO_SERVICES, type Services } from '../port.ts';
import { Table } from '../table.ts';
import type { Values } from '../values/values.ts';
import type { Rows } from './rows.ts';
import { openReferences } from './shells/references.ts';
import { changesFirewall, isAboutPortproxy, wordsOf } from './windows-about.ts';
import { faultText } from './windows-fault.ts';
import { type Op, type ScriptWords, scriptWords } from './windows-words.ts';

/** A script of netsh as it is read: makes the changes of its portproxy part on a table of its own, and counts the rest. */
export class WindowsScript {
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
    { values, isShellScript }: { readonly values: Values; readonly isShellScript: boolean },
  ) {
    this.#words = scriptWords(values);
    this.#table = new Table([], values);
    this.#place = { path: [this.#words.root] };
    this.#rows = rows;
    this.#services = services;
    this.#isShellScript = isShellScript;
  }

  /** Whether no line so far has left an entry. */
  get isEmpty(): boolean {
    return this.#table.size === 0;
  }

  /** Hands over what the script leaves in its table. */
  end(): void {
    for (const { line } of this.#stack)
      this.#rows.fault(line, 'No popd ends this block; the file may be cut.');
    for (const entry of this.#table.entries()) this.#rows.put(entry, this.#lines.get(entryKey(entry)) ?? 0);
  }

  /** Reads a line where the lines before it have led. */
  line(text: string, number: number): void {
    const reading = read(text, this.#place.path, NO_FACTS);
    if (reading.kind !== 'failed') this.#read(reading, number);
    else if (isAboutPortproxy(text) || this.#place.path.includes(this.#words.portproxy)) {
      this.#rows.fault(number, faultText(reading.problem));
    } else if (/port\s?proxy/i.test(text)) this.#rows.leftOut(number, 'No netsh command was found in it.');
    else
      this.#others(this.#place.other === undefined ? text : `${this.#place.other} ${text}`, { text, number });
  }

  /** Reads a call of netsh, which begins at the root, wherever the lines before it stand. */
  call(args: string, number: number): void {
    const reading = read(args, [this.#words.root], NO_FACTS);
    if (reading.kind !== 'failed') this.#read(reading, number);
    else if (isAboutPortproxy(args)) this.#rows.fault(number, faultText(reading.problem));
    else this.#others(args, { text: args, number });
  }

  /** Whether a call is wrong whatever stands in place of its variables. */
  isWrong(args: string): boolean {
    const reading = read(args, [this.#words.root], NO_FACTS);
    if (reading.kind !== 'failed') return false;
    const { problem } = reading;
    if (problem.code === 'unknown-tag') {
      const { word } = problem;
      return !openReferences(args).some(({ text }) => text.startsWith(word) || word.includes(text));
    }
    const command = wordsOf(args).slice(0, 4).join(' ');
    return problem.code === 'unknown-command' && openReferences(command).length === 0;
  }

  /** Takes a call of netsh without arguments: the lines after it begin at the root. */
  start(): void {
    this.#place = { path: [this.#words.root] };
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
    else this.#rows.note(number, 'It changes nothing, so that there is nothing to import.');
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

  /** Keeps a line of advfirewall, and counts others; `whole` has the context that the line stands in. */
  #others(whole: string, { text, number }: { readonly text: string; readonly number: number }): void {
    const args = whole.replace(/^\s*#netsh:\s*/i, '');
    if (changesFirewall(args)) this.#rows.firewall(number, args);
    else this.#count(text);
  }

  /** Counts a line that is not about portproxy by its context. */
  #count(text: string): void {
    const { path, other } = this.#place;
    const words = wordsOf(text);
    if (isInterface(words[0])) words[0] = 'interface';
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

function isInterface(word = ''): boolean {
  return word.length > 2 && 'interface'.startsWith(word);
}

function upFrom([root, ...others]: ContextPath<never>): ContextPath<never> {
  return [root, ...others.slice(0, -1)];
}

/** The values that a line supplies, short words in full; or what is wrong with one. */
function suppliedOn(family: Family, { values: given }: BoundArgs, values: Values): EntryValues | string {
  const texts: Record<string, unknown> = { ...given };
  for (const { tag, kind, extension } of values) {
    const text = given[tag];
    if (typeof text !== 'string' || !kind(family).words || (extension && isTakenBack(text))) continue;
    const parsed = kind(family).parse(text, NO_SERVICES);
    if (!parsed.ok) return problemText({ tag, text, reason: parsed.reason });
    texts[tag] = parsed.value;
  }
  return suppliedBy(family, texts, values);
}
