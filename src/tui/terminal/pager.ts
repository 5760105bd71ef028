import { spawn } from 'node:child_process';
import { visibleText } from '../../language/visible.ts';
import { textWidth } from '../line/width.ts';
import type { LendTerminal } from '../../shell/front-end.ts';
import type { TerminalOutput } from '../options.ts';
import type { Output } from '../output.ts';

/** The user's pager, for output that is longer than the screen. */
export interface Paging {
  readonly isLong: (text: string) => boolean;
  /** Shows a text; resolves with false if the pager cannot be started. */
  readonly page: (text: string) => Promise<boolean>;
}

/** Output that is held back for the pager. */
export interface PagedOutput extends Pick<Output, 'out' | 'err'> {
  /** Ends the command's output: writes what was held back, or shows it by the pager if it is longer than the screen. */
  finish(): Promise<void>;
}

/** Output is held back for so long, ms; then a command writes straight to the terminal. */
const HOLD_MS = 250;
/** At most so much is held back, in UTF-16 units. */
const MAX_HELD = 16_000_000;

/** Holds output back for a moment, so that the user's pager can show it where it is longer than the screen. */
export function holdForPager(output: Output, paging: Paging): PagedOutput {
  let held: string[] | undefined = [];
  let length = 0;
  const timer = setTimeout(release, HOLD_MS);

  function release(): void {
    clearTimeout(timer);
    const texts = held ?? [];
    held = undefined;
    for (const text of texts) output.out(text);
  }

  return {
    out(text) {
      if (!held) output.out(text);
      else {
        held.push(text);
        length += text.length;
        if (length > MAX_HELD) release();
      }
    },
    err(text) {
      release();
      output.err(text);
    },
    async finish() {
      const text = held?.join('') ?? '';
      if (paging.isLong(text)) {
        clearTimeout(timer);
        held = undefined;
        if (await paging.page(text)) return;
        held = [text];
      }
      release();
    },
  };
}

/** Returns the pager of `$PAGER`, which gets the terminal while it runs; undefined where the user has none. */
export function pagerOf({
  stdout,
  env,
  lend,
}: {
  readonly stdout: TerminalOutput;
  readonly env: NodeJS.ProcessEnv;
  readonly lend: LendTerminal;
}): Paging | undefined {
  const command = env['PAGER'];
  if (!command) return undefined;
  return {
    isLong: (text) => isLonger(text, stdout.columns, stdout.rows),
    page: (text) => lend(() => runPager(command, text, env)),
  };
}

/** Whether a text takes more rows than a terminal has, with one for the prompt. */
export function isLonger(text: string, columns: number, rows: number): boolean {
  let left = rows - 1;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    left -= Math.max(1, Math.ceil(textWidth(line) / columns));
    if (left < 0) return true;
  }
  return false;
}

/** Shows a text with the user's pager; false if it cannot be started. The terminal must be as a program finds it. */
function runPager(command: string, text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    // Less leaves at once what fits, keeps colours, and leaves the text on the screen, unless the user says otherwise.
    env: { LESS: 'FRX', ...env },
  });
  child.on('error', () => resolve(false));
  child.on('close', (code) => resolve(code !== 127));
  // A pager may be left before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(visibleText(text));
  return promise;
}
