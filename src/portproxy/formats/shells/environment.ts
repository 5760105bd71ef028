import type { Dialect } from './dialect.ts';

/** A value: the words that the file sets it to, or why the file does not tell it, as the rest of a sentence about it. */
export type Value =
  | { readonly kind: 'known'; readonly words: readonly string[]; readonly line: number }
  | { readonly kind: 'unknown'; readonly why: string };

/** Most variables of a file. */
const MAX_VARIABLES = 20_000;

/** The variables of a file while it is read. Given values hold in place of what the file sets. */
export class Environment {
  readonly #given: ReadonlyMap<string, string>;
  readonly #isCaseSensitive: boolean;
  readonly #foreign: RegExp;
  readonly #values = new Map<string, Value>();
  /** What variables were before the block that is read, of those set in it. */
  #before: Map<string, Value | undefined> | undefined;
  readonly #used = new Set<string>();

  constructor(given: ReadonlyMap<string, string>, dialect: Dialect) {
    this.#given = new Map([...given].map(([name, value]) => [name.toLowerCase(), value]));
    this.#isCaseSensitive = dialect === 'sh';
    this.#foreign = dialect === 'batch' ? /^[$@]/ : /^[%!]/;
  }

  /** Sets a variable. */
  set(name: string, value: Value): void {
    const key = this.#key(name);
    if (!this.#values.has(key) && this.#values.size >= MAX_VARIABLES) return;
    if (this.#before && !this.#before.has(key)) this.#before.set(key, this.#values.get(key));
    this.#values.set(key, value);
  }

  /** Returns a variable; with `isEarly` as it was when the outermost block began, which is when cmd fills in `%X%`. */
  get(name: string, isEarly = false): Value | undefined {
    const given = this.#given.get(bareName(name));
    if (given !== undefined) {
      this.#used.add(bareName(name));
      return { kind: 'known', words: [given], line: 0 };
    }
    const key = this.#key(name);
    if (isEarly && this.#before?.has(key)) {
      const before = this.#before.get(key);
      const why = 'is set in the block that uses it, where cmd fills it in before the block begins';
      return before ?? { kind: 'unknown', why };
    }
    return this.#values.get(key);
  }

  /** Returns the value of a reference as typed; those of other dialects have only values that are given. */
  valueOf(typed: string, name: string, isEarly: boolean): Value | undefined {
    const value = this.get(name, isEarly);
    const isGiven = value?.kind === 'known' && value.line === 0;
    return this.#foreign.test(typed) && !isGiven ? undefined : value;
  }

  /** Begins an outermost block of a batch file. */
  enterBlock(): void {
    this.#before = new Map();
  }

  /** Ends it. */
  leaveBlock(): void {
    this.#before = undefined;
  }

  /** Returns the given names that nothing asked for. */
  unused(): string[] {
    return [...this.#given.keys()].filter((name) => !this.#used.has(name));
  }

  #key(name: string): string {
    return this.#isCaseSensitive || name.startsWith('%') ? name : bareScope(name).toLowerCase();
  }
}

/** The name as users give it: `%x` of a loop is x. */
function bareName(name: string): string {
  return bareScope(name.replace(/^%/, '')).toLowerCase();
}

function bareScope(name: string): string {
  return name.replace(/^(?:script|global|local|private):/i, '');
}
