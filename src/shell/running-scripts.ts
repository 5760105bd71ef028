import { ERRORS, fill } from '../errors/errors.ts';
import { ToldErrors } from './told-errors.ts';
import { ToldHints } from './told-hints.ts';

/** Scripts may run scripts so deep. */
const MAX_DEPTH = 16;
/** The outermost script and those that it runs may run others so many times in all. */
const MAX_RUNS = 10_000;

/** The scripts that run at this moment, each by the one before it. */
export class RunningScripts {
  readonly #running: { readonly path: string; readonly file: string }[] = [];
  #runs = 0;
  /** Errors of the outermost script and those that it runs, as a person at a terminal is told of them. */
  readonly errors = new ToldErrors();
  /** Hints that their lines were given. */
  readonly hints = new ToldHints();

  /** How many scripts run, one in the other. */
  get depth(): number {
    return this.#running.length;
  }

  /** Notes that a script begins; resolves with a sentence where it must not. */
  async enter(path: string): Promise<string | undefined> {
    const file = await fileOf(path);
    const problem = this.#problem(path, file);
    if (problem !== undefined) return problem;
    if (this.depth === 0) {
      this.errors.restart();
      this.hints.restart();
    }
    this.#runs = this.depth === 0 ? 0 : this.#runs + 1;
    this.#running.push({ path, file });
    return undefined;
  }

  /** Notes that the innermost script has ended. */
  leave(): void {
    this.#running.pop();
  }

  #problem(path: string, file: string): string | undefined {
    const { cycle, deep, many } = ERRORS.script.says;
    const at = this.#running.findIndex((one) => one.file === file);
    if (at >= 0) {
      const chain = [...this.#running.slice(at).map((one) => one.path), path].join(' runs ');
      return fill(cycle, { path, chain });
    }
    if (this.depth >= MAX_DEPTH) return fill(deep, { path, limit: MAX_DEPTH });
    return this.depth > 0 && this.#runs >= MAX_RUNS ? fill(many, { path, limit: MAX_RUNS }) : undefined;
  }
}

/** Returns one name of a file, however it is reached; the path itself where there is none. */
async function fileOf(path: string): Promise<string> {
  const { realpath } = await import('node:fs/promises');
  return realpath(path).catch(() => path);
}
