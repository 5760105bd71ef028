import { type IPty, spawn } from 'node-pty';
import { Screen, type Wanted } from './screen.ts';

/** What runs in the terminal, and how large that is. */
export interface TerminalOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Added to a bare environment; `undefined` takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How the program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly signal: number;
}

/** A program in a real pseudo-terminal whose screen can be looked at. */
export class Terminal {
  readonly screen: Screen;
  /** Resolves when the program has ended and all that it wrote is on the screen. */
  readonly ended: Promise<Ended>;
  readonly #pty: IPty;
  #isOver = false;

  constructor(options: TerminalOptions) {
    const columns = options.columns ?? 80;
    const rows = options.rows ?? 24;
    this.screen = new Screen(columns, rows);
    const given: Record<string, string | undefined> = { ...bareEnvironment(), ...options.env };
    const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    this.#pty = spawn(options.command, [...(options.args ?? [])], {
      name: env['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env,
    });
    this.#pty.onData((data) => this.screen.write(data));
    this.screen.onAnswer((text) => this.type(text));
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#isOver = true;
        void this.screen.upToDate().then(() => resolve({ exitCode, signal: signal ?? 0 }));
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Sends keys as they are. */
  type(keys: string): void {
    if (!this.#isOver) this.#pty.write(keys);
  }

  /** Waits for something on the screen. */
  waitFor(wanted: Wanted): Promise<void> {
    return this.screen.waitFor(wanted);
  }

  /** Sends keys and waits for what they bring about. */
  async typeAndWait(keys: string, wanted: Wanted): Promise<void> {
    this.type(keys);
    await this.waitFor(wanted);
  }

  /** The terminal gets another size, and the program is told. */
  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal: string): void {
    if (!this.#isOver) this.#pty.kill(signal);
  }

  /** Ends the program if it still runs, and waits for its end. */
  async close(): Promise<void> {
    this.kill('SIGKILL');
    await this.ended;
    this.screen.dispose();
  }
}

function bareEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
}
