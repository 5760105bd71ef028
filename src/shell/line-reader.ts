import { advfirewall } from '../../contexts/advfirewall.ts';
import type { Host } from '../../contexts/host.ts';
import { type Completion, complete } from '../language/complete.ts';
import { type Hint, hint } from '../language/hint.ts';
import { type ReadOptions, read } from '../language/read.ts';
import type { Reading } from '../language/reading.ts';
import type { Question } from '../language/schema.ts';
import type { Token } from '../language/token.ts';
import {
  type Expanded,
  expandAlias,
  expandedCursor,
  typedCompletion,
  typedHint,
  typedReading,
} from './alias.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import type { MachineFacts } from './facts.ts';
import type { SessionState } from './state.ts';

/** Reads lines where a session stands: by its aliases, its context and the facts of the machine. */
export class LineReader {
  readonly #facts: MachineFacts;
  readonly #state: () => SessionState<Host>;
  readonly #options: ReadOptions;

  /** `state` returns where the session stands now; `hasFilters`: lines are typed at a shell, which has filters. */
  constructor(facts: MachineFacts, state: () => SessionState<Host>, hasFilters = false) {
    this.#facts = facts;
    this.#state = state;
    this.#options = { hasFilters };
  }

  /** Reads a line; places are those of the line as typed. */
  read(line: string): Reading<Host> {
    return this.readBoth(line).typed;
  }

  /** Reads a line as it runs: with its alias replaced. A line of a script has no filters. */
  readToRun(line: string, isTyped: boolean): Reading<Host> {
    return this.#readExpanded(this.#expand(line).line, isTyped ? this.#options : {});
  }

  /** Reads a typed line both ways: as typed, and as it runs. */
  readBoth(line: string): { readonly typed: Reading<Host>; readonly run: Reading<Host> } {
    const expanded = this.#expand(line);
    const run = this.#readExpanded(expanded.line);
    return { typed: typedReading(run, expanded), run };
  }

  complete(line: string, cursor: number): Completion {
    const { path } = this.#state();
    const expanded = this.#expand(line);
    const at = expandedCursor(cursor, expanded);
    if (at === undefined) return complete(line, cursor, path, this.#facts, this.#options);
    return typedCompletion(complete(expanded.line, at, path, this.#facts, this.#options), expanded);
  }

  hint(line: string, cursor: number): Hint<Host> {
    const expanded = this.#expand(line);
    const at = expandedCursor(cursor, expanded) ?? expanded.line.length;
    return typedHint(hint(expanded.line, at, this.#state().path, this.#facts, this.#options), expanded);
  }

  /** Returns the question to answer before the command runs, where so many changes of so many entries are staged. */
  question(
    reading: Reading<Host>,
    { staged, stagedEntries }: Pick<StagedBackend, 'staged' | 'stagedEntries'>,
  ): Question | Promise<Question> {
    if (reading.kind !== 'command') return undefined;
    this.#facts.staged = staged;
    this.#facts.stagedEntries = stagedEntries;
    return reading.subject.command.confirm?.(reading.args, this.#facts);
  }

  /** Returns how a command would change the table, in full sentences; undefined for other lines. */
  effect(line: string): string | undefined {
    const reading = this.read(line);
    if (reading.kind !== 'command') return undefined;
    return reading.subject.command.effect?.(reading.args, this.#facts);
  }

  /** Whether telling what a line would do takes the table. */
  needsTable(line: string): boolean {
    const reading = this.readToRun(line, true);
    return reading.kind === 'command' && reading.subject.command.effect !== undefined;
  }

  /** Whether telling what a line would do takes the rules. */
  needsRules(line: string): boolean {
    const reading = this.readToRun(line, true);
    return reading.kind === 'command' && reading.subject.path.includes(advfirewall);
  }

  /** Returns the words of a line that leads nowhere; undefined for others. */
  unknownWords(line: string): readonly Token[] | undefined {
    const reading = this.readToRun(line, true);
    const isUnknown = reading.kind === 'failed' && reading.problem.code === 'unknown-command';
    return isUnknown ? reading.problem.words : undefined;
  }

  /** Reads a line as it runs, with the line whose places those are: its alias replaced. */
  readToExplain(line: string): { readonly reading: Reading<Host>; readonly line: string } {
    const expanded = this.#expand(line).line;
    return { reading: this.#readExpanded(expanded), line: expanded };
  }

  #expand(line: string): Expanded {
    return expandAlias(line, this.#state().aliases);
  }

  #readExpanded(line: string, options = this.#options): Reading<Host> {
    return read(line, this.#state().path, this.#facts, options);
  }
}
