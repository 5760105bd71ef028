/** So many hints are remembered; a script with more of them is told none of the others. */
const MAX_HINTS = 1000;

/** The hints that the lines of running scripts were given: each is told once, however many lines would get it. */
export class ToldHints {
  readonly #told = new Set<string>();

  /** Forgets what was told. */
  restart(): void {
    this.#told.clear();
  }

  /** Whether a hint was not told yet; notes that it is now. */
  isNew(hint: string): boolean {
    if (this.#told.has(hint) || this.#told.size >= MAX_HINTS) return false;
    this.#told.add(hint);
    return true;
  }
}
