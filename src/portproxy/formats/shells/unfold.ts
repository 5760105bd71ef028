import type { ReadOptions } from '../format.ts';
import { type NetshCall, netshCalls } from '../netsh-calls.ts';
import type { Filled } from '../rows.ts';
import { parseBatch } from './batch.ts';
import { type Dialect, dialectOf } from './dialect.ts';
import { Environment, type Value } from './environment.ts';
import { parseOther } from './other.ts';
import { parsePosix } from './posix.ts';
import { parsePowershell } from './powershell.ts';
import { type Used, fillIn } from './references.ts';
import type { BlockStep, Program, Step } from './step.ts';
import { listOf, valueOf } from './values.ts';

/** What stands in a file: a call of netsh with the values that the file tells, a line of something else, or a fault. */
export type Found =
  | (NetshCall & {
      readonly kind: 'call';
      readonly line: number;
      /** Completes "It runs only …"; absent where it runs whenever the file does. */
      readonly perhaps?: string | undefined;
    })
  | { readonly kind: 'line'; readonly line: number; readonly text: string }
  | { readonly kind: 'fault'; readonly line: number; readonly reason: string };

/** Most steps of all loops together; a table has as many entries. */
const MAX_STEPS = 100_000;
const MAX_FILLED = 100;
const MAX_VALUES = 5;

const PARSERS: Readonly<Record<Dialect, (lines: readonly string[]) => Program>> = {
  batch: parseBatch,
  powershell: parsePowershell,
  sh: parsePosix,
  other: parseOther,
};

/** Unfolds a file: goes through its steps, loops over lists, fills variables in. Executes nothing. */
export class Unfolding {
  readonly dialect: Dialect;
  readonly environment: Environment;
  readonly #program: Program;
  readonly #takesConditions: boolean;
  readonly #filled = new Map<string, { values: string[]; line: number }>();
  /** Lines whose commands were found, themselves or by a variable that holds one. */
  readonly #told = new Set<number>();
  #left = MAX_STEPS;
  /** Set after an end of the file, to the label where it goes on. */
  #jump: { readonly line: number; readonly to: string | undefined } | undefined;

  constructor(lines: readonly string[], { values, takesConditions }: ReadOptions) {
    this.dialect = dialectOf(lines);
    this.#program = PARSERS[this.dialect](lines);
    this.#takesConditions = takesConditions;
    this.environment = new Environment(values, this.dialect);
  }

  /** Yields what stands in the file, in order. */
  *found(): Generator<Found> {
    yield* this.#steps(this.#program.steps, { perhaps: undefined, depth: 0, isLoop: false, isSure: true });
    const { tooDeep } = this.#program;
    if (tooDeep !== undefined) {
      yield { kind: 'fault', line: tooDeep, reason: 'Blocks are nested too deeply from here on.' };
    } else if (this.#left < 0) {
      const reason = `Its loops run more than ${MAX_STEPS} commands; the rest was not read.`;
      yield { kind: 'fault', line: -this.#left, reason };
    }
  }

  /** Whether a line, or the one that it belongs to, was found. */
  hasTold(line: number): boolean {
    return this.#told.has(line) || this.#told.has(this.#program.firstOf.get(line) ?? line);
  }

  /** Returns the variables that were filled in. */
  filled(): Filled[] {
    return [...this.#filled].map(([reference, { values, line }]) => ({ reference, values, line }));
  }

  *#steps(steps: readonly Step[], where: Where): Generator<Found> {
    for (const step of steps) {
      if (where.isLoop && this.#left-- <= 0) {
        this.#left = -step.line;
        return;
      }
      if (this.#left < 0) return;
      switch (step.kind) {
        case 'command':
          yield* this.#command(step.text, step.line, where);
          break;
        case 'set':
          this.#set(step, where);
          break;
        case 'block':
          yield* this.#block(step, where);
          break;
        case 'label':
          if (this.#jump?.to === step.name) this.#jump = undefined;
          break;
        case 'end':
          if (where.isSure) this.#jump ??= { line: step.line, to: step.to };
      }
    }
  }

  *#command(typed: string, line: number, { perhaps }: Where): Generator<Found> {
    const values: Parameters<Used>[] = [];
    const text = this.#filledIn(typed, (...used) => values.push(used));
    const calls = /netsh/i.test(text) ? netshCalls(text) : [];
    this.#told.add(line);
    if (calls.length === 0) yield { kind: 'line', line, text: typed };
    else {
      // A command that is about portproxy without the value leads to itself, not to the line of the value.
      const leads = !/port\s?proxy/i.test(typed);
      for (const [reference, value] of values) this.#note(reference, value, leads);
    }
    const jump =
      this.#jump && !this.#takesConditions
        ? `if a goto leads to it, after line ${this.#jump.line}`
        : undefined;
    for (const call of calls) yield { kind: 'call', line, perhaps: perhaps ?? jump, ...call };
  }

  #set({ name, value, how, line }: Step & { readonly kind: 'set' }, { perhaps }: Where): void {
    const { dialect, environment } = this;
    const set = valueOf(value, how, { dialect, environment, line });
    const before = environment.get(name);
    const isUnset = before?.kind !== 'known' || before.words.join('') === '';
    const isSame = set.kind === 'unknown' && isUnset;
    if ((perhaps === undefined && !this.#jump) || isSame) environment.set(name, set);
    else if (before?.kind !== 'known' || set.kind !== 'known' || before.words.join() !== set.words.join()) {
      environment.set(name, { kind: 'unknown', why: `is set only ${perhaps ?? `after line ${line}`}` });
    }
  }

  *#block({ when, body, line }: BlockStep, where: Where): Generator<Found> {
    const isOutermost = where.depth === 0 && this.dialect === 'batch';
    if (isOutermost) this.environment.enterBlock();
    const isSure = where.isSure && when.kind === 'always';
    const inside = { ...where, depth: where.depth + 1, isSure };
    if (when.kind === 'each') yield* this.#loop(when, body, { line, where: inside });
    else {
      const why = when.kind === 'perhaps' && !this.#takesConditions ? when.why : undefined;
      yield* this.#steps(body, { ...inside, perhaps: where.perhaps ?? why });
    }
    if (isOutermost) this.environment.leaveBlock();
  }

  *#loop(
    { name, list, how }: BlockStep['when'] & { readonly kind: 'each' },
    body: readonly Step[],
    { line, where }: { readonly line: number; readonly where: Where },
  ): Generator<Found> {
    const { dialect, environment } = this;
    const words = isIdle(body) ? [] : listOf(list, how, { dialect, environment });
    if (words && !isIdle(body)) {
      for (const word of words) {
        if (this.#left < 0) return;
        environment.set(name, { kind: 'known', words: [word], line });
        yield* this.#steps(body, { ...where, isLoop: true });
      }
      return;
    }
    environment.set(name, { kind: 'unknown', why: `is set by a command (line ${line})` });
    const isGiven = environment.get(name)?.kind === 'known';
    const why = isGiven || this.#takesConditions ? undefined : `if the list of line ${line} has values`;
    yield* this.#steps(body, { ...where, perhaps: where.perhaps ?? why });
  }

  /** A command with the values that are known; single quotes of PowerShell and sh keep theirs as typed. */
  #filledIn(typed: string, used: Used): string {
    const { dialect, environment } = this;
    if (dialect === 'batch' || dialect === 'other') return fillIn(typed, environment, { used });
    if (!/[$@<']/.test(typed)) return typed;
    const parts = typed.match(dialect === 'powershell' ? POWERSHELL_PARTS : SH_PARTS) ?? [];
    return parts
      .map((part) => {
        if (/^'[^']*'$/.test(part)) return doubleQuoted(part);
        const hasProperties = dialect === 'powershell' && !part.startsWith('"');
        return fillIn(part, environment, { used, hasProperties });
      })
      .join('');
  }

  #note(reference: string, { words, line }: Value & { readonly kind: 'known' }, leads: boolean): void {
    const known = this.#filled.get(reference);
    const value = words.join(' ');
    if (leads && /port\s?proxy/i.test(value)) this.#told.add(line);
    if (!known && this.#filled.size < MAX_FILLED) this.#filled.set(reference, { values: [value], line });
    else if (known && known.values.length <= MAX_VALUES && !known.values.includes(value)) {
      known.values.push(known.values.length < MAX_VALUES ? value : '…');
    }
  }
}

interface Where {
  readonly perhaps: string | undefined;
  readonly depth: number;
  readonly isLoop: boolean;
  /** It runs whenever the file does, and once. */
  readonly isSure: boolean;
}

/** Quoted parts of a command, and what stands between them. */
const POWERSHELL_PARTS = /'[^']*'?|"(?:[^"`]|`[^])*"?|(?:[^'"`]|`[^])+|`/g;
const SH_PARTS = /'[^']*'?|"(?:[^"\\]|\\[^])*"?|(?:[^'"\\]|\\[^])+|\\/g;

/** netsh knows double quotes alone. */
function doubleQuoted(text: string): string {
  return text.replaceAll(/'([^'"]*)'/g, '"$1"');
}

/** Whether a loop neither calls netsh nor sets a variable, so that it need not be unfolded. */
function isIdle(body: readonly Step[]): boolean {
  return body.every((step) => {
    if (step.kind === 'block') return isIdle(step.body);
    return step.kind === 'command'
      ? !/netsh|[%$!]\w|\biex\b|invoke-expression/i.test(step.text)
      : step.kind !== 'set';
  });
}
