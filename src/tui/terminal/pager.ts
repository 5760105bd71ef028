import { spawn } from 'node:child_process';
import type { Output } from '../output.ts';

/** What stands between a command's output and the screen. */
export interface PagedOutput extends Pick<Output, 'out' | 'err'> {
  /** The command has ended: what was held back is written, or shown by the pager if it is longer than the screen. */
  finish(rows: number): Promise<void>;
}

/** A command that runs longer than this writes straight to the terminal, in ms. */
const PATIENCE_MS = 250;
/** So does one that writes more than this, in UTF-16 units. */
const MAX_HELD = 16_000_000;

/** Holds output back for a moment, so that what is longer than the screen can go to the user's pager. */
export function holdForPager(output: Output, page: (text: string) => Promise<boolean>): PagedOutput {
  let held: string[] | undefined = [];
  let length = 0;
  const timer = setTimeout(release, PATIENCE_MS);

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
    async finish(rows) {
      const text = held?.join('') ?? '';
      const isLong = text.split('\n').length > rows;
      if (isLong) {
        clearTimeout(timer);
        held = undefined;
        if (await page(text)) return;
        held = [text];
      }
      release();
    },
  };
}

/** Shows a text with the user's pager; false if it cannot be started. The terminal must be as a program finds it. */
export function runPager(command: string, text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
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
  child.stdin.end(text);
  return promise;
}
