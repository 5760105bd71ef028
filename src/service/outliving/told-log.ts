import type { LoggedLines, Logging } from '../../relay/log/logging.ts';
import type { Relay } from '../../relay/relay.ts';

/** So many characters of lines wait for somebody who takes them. */
const MOST_WAITING = 4 << 20;

/** Takes lines of the log of connections from a relay, and tells them to whoever writes the file; they wait while there is nobody. */
export class ToldLog {
  readonly #relay: Pick<Relay, 'logged'>;
  readonly #tell: (lines: LoggedLines) => boolean;
  #logging: Logging | undefined;
  #waiting: LoggedLines | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `tell` returns whether there is somebody. */
  constructor(relay: Pick<Relay, 'logged'>, tell: (lines: LoggedLines) => boolean) {
    this.#relay = relay;
    this.#tell = tell;
  }

  /** Logs in this way from now on. */
  set(logging: Logging | undefined): void {
    this.follow(logging, this.#relay.logged(logging));
  }

  /** The same, where the relay was asked for the first lines already. */
  follow(logging: Logging | undefined, asked: Promise<LoggedLines | undefined>): void {
    this.#logging = logging;
    this.#last = this.#take(logging, asked);
  }

  /** Tells what waits: there is somebody now. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) this.#hand(waiting);
  }

  /** Resolves when all lines of a relay that is closed were told. */
  async ended(): Promise<void> {
    await this.#last;
  }

  async #take(logging: Logging | undefined, asked: Promise<LoggedLines | undefined>): Promise<void> {
    for (let lines = await asked; lines; lines = await this.#relay.logged(logging)) {
      this.#hand(lines);
      if (this.#logging !== logging || logging === undefined) return;
    }
  }

  #hand(lines: LoggedLines): void {
    if (lines.count === 0 && lines.lost === 0) return;
    if (this.#tell(lines)) return;
    const { text, count, lost } = this.#waiting ?? { text: '', count: 0, lost: 0 };
    this.#waiting =
      text.length + lines.text.length > MOST_WAITING
        ? { text, count, lost: lost + lines.lost + lines.count }
        : { text: text + lines.text, count: count + lines.count, lost: lost + lines.lost };
  }
}
