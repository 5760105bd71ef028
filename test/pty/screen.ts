import { setTimeout } from 'node:timers';
import xterm from '@xterm/headless';

/** What the test waits for: text on the screen, or a condition on it. */
export type Wanted = string | RegExp | ((screen: Screen) => boolean);

/** Where the cursor stands, from 0. */
export interface CursorPlace {
  readonly x: number;
  readonly y: number;
}

/** How long a test waits for the screen before it fails, in ms. */
const PATIENCE = 15_000;

/** A terminal's screen: what a program wrote, as a person would see it. */
export class Screen {
  readonly #terminal: xterm.Terminal;
  readonly #waiting = new Set<() => void>();
  #raw = '';

  constructor(columns: number, rows: number, convertEol = false) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      convertEol,
      scrollback: 20_000,
      allowProposedApi: true,
    });
  }

  /** What the terminal answers to questions of the program. */
  onAnswer(listener: (text: string) => void): void {
    this.#terminal.onData(listener);
  }

  write(data: string): void {
    this.#raw += data;
    this.#terminal.write(data, () => {
      for (const check of this.#waiting) check();
    });
  }

  /** Resolves when all that was written so far is on the screen, which the terminal does in its own time. */
  upToDate(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** All that was written so far, escape sequences and all. */
  get raw(): string {
    return this.#raw;
  }

  /** Lets go of `raw`, for those that look on for hours; the screen stays as it is. */
  forgetRaw(): void {
    this.#raw = '';
  }

  /** The visible rows, blanks at their ends removed. */
  get rows(): string[] {
    const { viewportY } = this.#terminal.buffer.active;
    return this.#lines(viewportY, viewportY + this.#terminal.rows);
  }

  /** Everything from the first row of the scrollback to the last row with something on it. */
  get text(): string {
    return this.#lines(0, this.#terminal.buffer.active.length).join('\n').trimEnd();
  }

  /** `text` with a bar where the cursor stands, blanks before it kept. */
  get view(): string {
    const { active } = this.#terminal.buffer;
    const at = active.baseY + active.cursorY;
    const rows = this.#lines(0, active.length);
    const line = active.getLine(at);
    const before = line?.translateToString(false, 0, active.cursorX) ?? '';
    const after = line?.translateToString(true, active.cursorX) ?? '';
    rows[at] = `${before}▏${after}`;
    return rows
      .map((row) => row.trimEnd())
      .join('\n')
      .trimEnd();
  }

  get cursor(): CursorPlace {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { x: cursorX, y: cursorY };
  }

  /** The visible row in which the cursor stands. */
  get cursorRow(): string {
    return this.rows[this.cursor.y] ?? '';
  }

  get isCursorShown(): boolean {
    return this.#raw.lastIndexOf('\u001B[?25h') >= this.#raw.lastIndexOf('\u001B[?25l');
  }

  get isPasteBracketed(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  /** The attributes of a visible cell, for colours. */
  cell(
    x: number,
    y: number,
  ): { text: string; color: number; isDim: boolean; isUnderlined: boolean; isInverse: boolean } {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.viewportY + y)?.getCell(x);
    if (!cell) throw new Error(`There is no cell ${x},${y}.`);
    return {
      text: cell.getChars(),
      color: cell.isFgDefault() ? -1 : cell.getFgColor(),
      isDim: cell.isDim() !== 0,
      isUnderlined: cell.isUnderline() !== 0,
      isInverse: cell.isInverse() !== 0,
    };
  }

  /** Waits until something is so; fails with the screen as it is when it never is. */
  async waitFor(wanted: Wanted): Promise<void> {
    if (this.#shows(wanted)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => {
      if (this.#shows(wanted)) resolve();
    };
    const timer = setTimeout(() => {
      reject(
        new Error(
          `The screen never showed ${String(wanted)}:\n${this.text}\n(cursor ${JSON.stringify(this.cursor)})`,
        ),
      );
    }, PATIENCE);
    this.#waiting.add(check);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #shows(wanted: Wanted): boolean {
    if (typeof wanted === 'function') return wanted(this);
    return typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text);
  }

  #lines(from: number, to: number): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: to - from },
      (_, at) => active.getLine(from + at)?.translateToString(true) ?? '',
    );
  }
}
