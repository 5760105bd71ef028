/**
 * The addresses of a target and how far trying them has come. Together they have a fixed time; each address gets its
 * part of what is left. Times in ms of performance.now().
 */
export class Attempts {
  readonly #until: number;
  #addresses: readonly string[] = [];
  #index = 0;
  #attemptUntil: number;

  constructor(until: number) {
    this.#until = until;
    this.#attemptUntil = until;
  }

  /** The address that is being tried, or that answered; undefined while none is known, and after the last one. */
  get address(): string | undefined {
    return this.#addresses[this.#index];
  }

  /** When the present attempt has taken too long. */
  get until(): number {
    return this.#attemptUntil;
  }

  /** The addresses are known, and the first of them is to be tried. */
  begin(addresses: readonly string[]): void {
    this.#addresses = addresses;
    this.#limit();
  }

  /** Goes on to the next address; false where there is none. */
  next(): boolean {
    if (this.#index + 1 >= this.#addresses.length) return false;
    this.#index += 1;
    this.#limit();
    return true;
  }

  #limit(): void {
    const left = this.#addresses.length - this.#index;
    if (left <= 1) this.#attemptUntil = this.#until;
    else {
      const now = performance.now();
      this.#attemptUntil = now + (this.#until - now) / left;
    }
  }
}
