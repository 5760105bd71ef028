/** So many errors are told to a person at a terminal; the others are only counted. */
const MAX_TOLD = 5;

/** The errors of a script that a person at a terminal is told of: the first few, so that none is lost in a flood. */
export class ToldErrors {
  #count = 0;

  /** Begins to count anew. */
  restart(): void {
    this.#count = 0;
  }

  /** Counts an error; whether it is told. */
  isNextTold(): boolean {
    return ++this.#count <= MAX_TOLD;
  }

  /** A sentence on those that were only counted; undefined without such. */
  get remark(): string | undefined {
    if (this.#count <= MAX_TOLD) return undefined;
    return `The first ${MAX_TOLD} errors are shown here; a file or a pipe gets all of them.`;
  }
}
