import type { LineResult, Shell, Sink } from '../shell/shell.ts';
import { keyOverview } from './keys/table.ts';
import type { Output } from './output.ts';
import { holdForPager } from './terminal/pager.ts';

/** Runs lines, one at a time, and can be interrupted. */
export interface Runner {
  readonly run: (line: string) => Promise<Ran>;
  readonly isRunning: () => boolean;
  readonly interrupt: () => void;
}

/** How a line ended. */
export interface Ran {
  readonly ok: boolean;
  readonly leave: boolean;
  readonly isInterrupted: boolean;
}

/** How long output is shown: absent where the user has no pager. */
export interface Paging {
  readonly rows: () => number;
  /** False if the pager cannot be started. */
  readonly page: (text: string) => Promise<boolean>;
}

/** Runs lines of a shell; their output goes to the terminal, or to the pager if it is longer than the screen. */
export function createRunner(shell: Shell, output: Output, paging: Paging | undefined): Runner {
  let running: AbortController | undefined;

  async function run(line: string): Promise<Ran> {
    const abort = new AbortController();
    running = abort;
    const held = paging && holdForPager(output, paging.page);
    const { ok, leave } = asksForKeys(line)
      ? showKeys(held ?? output)
      : await shell.run(line, held ?? output, abort.signal);
    await held?.finish(paging?.rows() ?? Infinity);
    running = undefined;
    output.endLine();
    return { ok, leave, isInterrupted: abort.signal.aborted };
  }

  return {
    run,
    isRunning: () => running !== undefined,
    interrupt: () => running?.abort(),
  };
}

/** `help keys` is about the keyboard, of which only this shell knows. */
function asksForKeys(line: string): boolean {
  return /^\s*help\s+keys\s*$/i.test(line);
}

function showKeys(sink: Sink): LineResult {
  sink.out(`\n${keyOverview().join('\n')}\n\n`);
  return { ok: true, leave: false };
}
