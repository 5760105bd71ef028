import type { LineResult, Shell, Sink } from '../shell/shell.ts';
import { keyOverview } from './keys/table.ts';
import type { Output } from './output.ts';
import { type Paging, holdForPager } from './terminal/pager.ts';

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

/** Runs lines of a shell; their output goes to the terminal, or to the pager if it is longer than the screen. */
export function createRunner(shell: Shell, output: Output, paging: Paging | undefined): Runner {
  let running: AbortController | undefined;

  async function run(line: string): Promise<Ran> {
    const abort = new AbortController();
    running = abort;
    const held = paging && holdForPager(output, paging);
    const gate = createGate(held ?? output);
    const { ok, leave } = asksForKeys(line) ? showKeys(gate) : await shell.run(line, gate, abort.signal);
    gate.close();
    await held?.finish();
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

/** A way for output that can be closed: what a command that was left still says would spoil the prompt. */
function createGate(sink: Sink): Sink & { close(): void } {
  let isOpen = true;
  return {
    out: (text) => isOpen && sink.out(text),
    err: (text) => isOpen && sink.err(text),
    close() {
      isOpen = false;
    },
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
