import type { Joined, Program, Step, When } from './step.ts';

/** Deepest nesting of blocks. */
const MAX_DEPTH = 200;

/** Puts steps into the blocks that a parser opens and closes. */
export class Blocks {
  readonly #steps: Step[] = [];
  readonly #open: Open[] = [];
  #tooDeep: number | undefined;

  /** Adds a step to the innermost block. */
  add(step: Step): void {
    (this.#open.at(-1)?.body ?? this.#steps).push(step);
  }

  /** Opens a block; with `isLine` it ends with the line. */
  open(line: number, when: When, isLine = false): void {
    if (this.#open.length >= MAX_DEPTH) this.#tooDeep ??= line;
    if (this.#tooDeep !== undefined) return;
    const body: Step[] = [];
    this.add({ kind: 'block', line, when, body });
    this.#open.push({ body, isLine });
  }

  /** Closes the innermost block that does not end with the line, and those inside it; returns whether there was one. */
  close(): boolean {
    const at = this.#open.findLastIndex(({ isLine }) => !isLine);
    if (at >= 0) this.#open.length = at;
    return at >= 0;
  }

  /** Closes the blocks that end with the line. */
  endLine(): void {
    while (this.#open.at(-1)?.isLine) this.#open.pop();
  }

  /** Whether a closing bracket would close a block. */
  get isOpen(): boolean {
    return this.#open.some(({ isLine }) => !isLine);
  }

  /** Whether blocks are nested so deeply that reading ends. */
  get isTooDeep(): boolean {
    return this.#tooDeep !== undefined;
  }

  /** Returns all steps, of a file with these joined lines. */
  program(joined: readonly Joined[]): Program {
    const firstOf = new Map<number, number>();
    for (const { line, last } of joined) for (let at = line + 1; at <= last; at++) firstOf.set(at, line);
    return { steps: this.#steps, firstOf, ...(this.#tooDeep !== undefined && { tooDeep: this.#tooDeep }) };
  }
}

interface Open {
  readonly body: Step[];
  readonly isLine: boolean;
}
