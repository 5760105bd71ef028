import type { Host } from '../../contexts/host.ts';
import { explainLines } from '../../help/explain.ts';
import { type Completion, complete } from '../language/complete.ts';
import { type Hint, hint } from '../language/hint.ts';
import { read } from '../language/read.ts';
import type { Reading } from '../language/reading.ts';
import type { Question } from '../language/schema.ts';
import {
  type Expanded,
  expandAlias,
  expandedCursor,
  typedCompletion,
  typedHint,
  typedReading,
} from './alias.ts';
import type { MachineFacts } from './facts.ts';
import type { SessionState } from './state.ts';

/** What a line means where a session stands: aliases, the context and the facts of the machine are what it reads by. */
export class LineReader {
  readonly #facts: MachineFacts;
  readonly #state: () => SessionState<Host>;

  /** `state` tells where the session stands at this moment. */
  constructor(facts: MachineFacts, state: () => SessionState<Host>) {
    this.#facts = facts;
    this.#state = state;
  }

  /** A line with the places of what was typed. */
  read(line: string): Reading<Host> {
    const expanded = this.#expand(line);
    return typedReading(this.#readExpanded(expanded.line), expanded);
  }

  /** A line as it runs: an alias in it is replaced. */
  readToRun(line: string): Reading<Host> {
    return this.#readExpanded(this.#expand(line).line);
  }

  complete(line: string, cursor: number): Completion {
    const { path } = this.#state();
    const expanded = this.#expand(line);
    const at = expandedCursor(cursor, expanded);
    if (at === undefined) return complete(line, cursor, path, this.#facts);
    return typedCompletion(complete(expanded.line, at, path, this.#facts), expanded);
  }

  hint(line: string, cursor: number): Hint<Host> {
    const expanded = this.#expand(line);
    const at = expandedCursor(cursor, expanded) ?? expanded.line.length;
    return typedHint(hint(expanded.line, at, this.#state().path, this.#facts), expanded);
  }

  /** What is to be asked before the command of a reading runs, with so many changes staged. */
  question(reading: Reading<Host>, staged: number): Question | Promise<Question> {
    if (reading.kind !== 'command') return undefined;
    this.#facts.staged = staged;
    return reading.subject.command.confirm?.(reading.args, this.#facts);
  }

  /** What a line will do to what is there now, where it is a command that changes the table. */
  effect(line: string): string | undefined {
    const reading = this.read(line);
    if (reading.kind !== 'command') return undefined;
    return reading.subject.command.effect?.(reading.args, this.#facts);
  }

  /** What each word of a line is taken for, and what the line would do. */
  explain(line: string): string[] {
    const expanded = this.#expand(line).line;
    return explainLines(this.#readExpanded(expanded), expanded, this.#facts);
  }

  #expand(line: string): Expanded {
    return expandAlias(line, this.#state().aliases);
  }

  #readExpanded(line: string): Reading<Host> {
    return read(line, this.#state().path, this.#facts);
  }
}
