import { ApiFault } from '../contract/service-error.ts';

/** Answers of a service whose life another process takes over: those that come too late are refused, and asked again there. */
export class MovedAway {
  readonly #waiting = new Set<() => void>();
  #isMoved = false;

  /** Whether another process serves. */
  get isMoved(): boolean {
    return this.#isMoved;
  }

  /** Settles as the work does; rejects with an `ApiFault` (stopping) as soon as another process serves. */
  unless<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const refuse = (): void =>
        reject(new ApiFault('stopping', 'Another process serves this home directory now.'));
      if (this.#isMoved) refuse();
      this.#waiting.add(refuse);
      work
        .then((value) => (this.#isMoved ? refuse() : resolve(value)), reject)
        .finally(() => this.#waiting.delete(refuse));
    });
  }

  /** Another process serves from now on. */
  move(): void {
    this.#isMoved = true;
    for (const refuse of this.#waiting) refuse();
  }
}
