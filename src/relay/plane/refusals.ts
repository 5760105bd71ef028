import type { Descriptors } from '../common/descriptors.ts';
import type { RelayEvent } from '../relay.ts';

/** Refusals are reported at most so often, ms. */
const TOLD_EVERY_MS = 5_000;

/** The parts of the data plane that reports of refusals use. */
export interface RefusalParts {
  readonly descriptors: Descriptors;
  connections(): number;
  tell(event: RelayEvent): void;
}

/**
 * Reports connections for which no descriptor is left: the first at once, those that follow together. Some transports reset
 * them, others let them wait.
 */
export class Refusals {
  readonly #parts: RefusalParts;
  #refused = 0;
  #waiting = false;
  /** Connections had to wait since the last report. */
  #waited = false;
  /** The error code with which the system did not hand over a connection. */
  #failure: string | undefined;
  #teller: NodeJS.Timeout | undefined;

  constructor(parts: RefusalParts) {
    this.#parts = parts;
  }

  /** Notes a connection that was reset. */
  refused(): void {
    this.#refused += 1;
    if (this.#teller === undefined) this.#tellRefused();
    this.#look();
  }

  /** Notes a connection that could not be accepted for another error, by its code. */
  failed(code: string): void {
    this.#failure = code;
    if (this.#teller === undefined) this.#tellFailed();
    this.#look();
  }

  /** Notes that new connections wait from now on, or are accepted again. */
  waiting(isWaiting: boolean): void {
    this.#waiting = isWaiting;
    if (!isWaiting) return;
    if (!this.#waited)
      this.#tell(
        'New connections wait',
        'They are accepted when others have ended, and refused after 10 seconds.',
      );
    this.#waited = true;
    this.#look();
  }

  /** Ends all reports. */
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
