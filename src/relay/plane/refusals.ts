import type { Descriptors } from '../common/descriptors.ts';
import type { RelayEvent } from '../relay.ts';

/** What is told at most so often; ms. */
const TOLD_EVERY_MS = 5_000;

/** What telling of refusals needs. */
export interface RefusalParts {
  readonly descriptors: Descriptors;
  connections(): number;
  tell(event: RelayEvent): void;
}

/**
 * Tells of connections that no descriptor is left for: of the first at once, and of those that follow together. Some
 * transports reset them, others let them wait.
 */
export class Refusals {
  readonly #parts: RefusalParts;
  #refused = 0;
  #waiting = false;
  /** They had to wait since this was told or looked at last. */
  #waited = false;
  /** Why the system did not hand over a connection, as its code. */
  #failure: string | undefined;
  #teller: NodeJS.Timeout | undefined;

  constructor(parts: RefusalParts) {
    this.#parts = parts;
  }

  /** One was reset. */
  refused(): void {
    this.#refused += 1;
    if (this.#teller === undefined) this.#tellRefused();
    this.#look();
  }

  /** One could not be accepted, for another reason than descriptors: the system's code. */
  failed(code: string): void {
    this.#failure = code;
    if (this.#teller === undefined) this.#tellFailed();
    this.#look();
  }

  /** Nobody is accepted from now on, or everybody is again. */
  waiting(isWaiting: boolean): void {
    this.#waiting = isWaiting;
    if (!isWaiting) return;
    if (!this.#waited) this.#tell('New connections wait', 'They are accepted when others have ended.');
    this.#waited = true;
    this.#look();
  }

  stop(): void {
    clearInterval(this.#teller);
    this.#teller = undefined;
  }

  #look(): void {
    this.#teller ??= setInterval(() => {
      const quiet = this.#refused === 0 && this.#failure === undefined && !this.#waited;
      if (this.#failure !== undefined) this.#tellFailed();
      if (this.#refused > 0) this.#tellRefused();
      if (this.#waited && !this.#waiting) this.#event('New connections are accepted again.');
      this.#waited = this.#waiting;
      if (quiet) this.stop();
    }, TOLD_EVERY_MS).unref();
  }

  #tellFailed(): void {
    const text = `A connection could not be accepted (${this.#failure}).`;
    this.#failure = undefined;
    this.#parts.tell({ at: Date.now(), kind: 'error', text });
  }

  #tellRefused(): void {
    const count = this.#refused === 1 ? 'A connection was' : `${this.#refused} connections were`;
    this.#refused = 0;
    this.#tell(`${count} refused`);
  }

  #tell(what: string, more = ''): void {
    const { limit, listeners } = this.#parts.descriptors;
    this.#event(
      `${what}: the process may open ${limit} descriptors, and they are used up ` +
        `(connections: ${this.#parts.connections()} with two each, listeners: ${listeners}).` +
        (more === '' ? '' : ` ${more}`),
    );
  }

  #event(text: string): void {
    this.#parts.tell({ at: Date.now(), kind: 'refused', text });
  }
}
