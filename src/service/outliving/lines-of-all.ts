import type { LoggedLines, Logging } from '../../relay/log/logging.ts';
import type { Relay } from '../../relay/relay.ts';

type Waiter = (lines: LoggedLines | undefined) => void;

/** Lines of the log of connections from this process' relay and from earlier processes, for one caller that asks again and again. */
export class LinesOfAll {
  readonly #relay: Pick<Relay, 'logged'>;
  readonly #told: (logging: Logging | undefined) => void;
  #logging: Logging | undefined;
  #ready: LoggedLines[] = [];
  #waiters: Waiter[] = [];
  /** The relay's answer is awaited. */
  #isAsking = false;
  #round = 0;
  /** Settles when the relay's latest answer is here. */
  #asked: Promise<void> = Promise.resolve();
  /** Another process asks the relay from now on. */
  #isLeft = false;
  #isOver = false;

  /** `told` hears how earlier processes are to log. */
  constructor(relay: Pick<Relay, 'logged'>, told: (logging: Logging | undefined) => void) {
    this.#relay = relay;
    this.#told = told;
  }

  /** How connections are logged now. */
  get logging(): Logging | undefined {
    return this.#logging;
  }

  /** Takes lines of an earlier process. */
  add(lines: LoggedLines): void {
    this.#ready.push(lines);
    this.#serve();
  }

  /** As `Relay.logged`. */
  logged(logging: Logging | undefined): Promise<LoggedLines | undefined> {
    const isNew = logging?.format !== this.#logging?.format || logging?.entries !== this.#logging?.entries;
    this.#logging = logging;
    if (isNew) this.#told(logging);
    // Another call ends the relay's before with what there is, which is for the one who waits already.
    const isAnother = isNew || this.#waiters.length > 0 || logging === undefined;
    if (!this.#isOver && !this.#isLeft && (isAnother || !this.#isAsking)) this.#asked = this.#ask(logging);
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#serve();
    });
  }

  /** Says that nothing more will come: all relays are closed. */
  end(): void {
    this.#isOver = true;
    this.#serve();
  }

  /** Ends the log here; returns how it is to go on elsewhere, and the relay's lines from then on. */
  leave(): { readonly logging: Logging | undefined; readonly lines: Promise<LoggedLines | undefined> } {
    const lines = this.#relay.logged(this.#logging);
    this.#isLeft = true;
    // The call before ends with what there is, which is written here.
    void this.#asked.finally(() => this.end());
    return { logging: this.#logging, lines };
  }

  async #ask(logging: Logging | undefined): Promise<void> {
    const round = (this.#round += 1);
    this.#isAsking = true;
    const lines = await this.#relay.logged(logging);
    if (round === this.#round) this.#isAsking = false;
    if (lines) this.add(lines);
  }

  #serve(): void {
    while (this.#waiters.length > 0 && this.#ready.length > 0) this.#waiters.shift()?.(this.#ready.shift());
    if (!this.#isOver) return;
    for (const waiter of this.#waiters.splice(0)) waiter(undefined);
  }
}
