import { PROGRAM, TestHome } from '../program/netsh.ts';
import { Terminal, type TerminalOptions } from './terminal.ts';

/** Stands under an empty prompt at the root until there is an entry. */
export const BEGINNING = '  To forward ports: interface portproxy. Lessons: learn. Help: ?, help WORD.';

/** The whole program in a terminal, with a home of its own. */
export class NetshTerminal extends Terminal {
  readonly home: TestHome;
  readonly #isGuest: boolean;

  /** `host`: the home to be a guest in, which is left as it is at the end. */
  constructor(options: Partial<TerminalOptions> = {}, host?: TestHome) {
    const home = host ?? new TestHome();
    super({
      command: process.execPath,
      args: [PROGRAM],
      cwd: home.path,
      ...options,
      env: { NETSH_PAGER: '', ...options.env, NETSH_HOME: home.path },
    });
    this.home = home;
    this.#isGuest = host !== undefined;
  }

  /** Ends netsh; where the home is its own, also the service that it may have started, and removes the home. */
  override async close(): Promise<void> {
    await super.close();
    if (!this.#isGuest) await this.home.close();
  }
}
