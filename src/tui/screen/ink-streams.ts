import { Readable, Writable } from 'node:stream';
import type { TerminalOutput } from '../options.ts';

/** Erases the screen from the cursor on. */
const ERASE_BELOW = '\u001B[J';

/**
 * Erases from the cursor on, the cursor's row apart from those below: tmux takes `CSI J` at the first cell of the screen for
 * a clear, and keeps a copy of all that was there in its scrollback.
 */
const ERASE_BELOW_KEEPING_NO_COPY = `\u001B7\u001B[K\u001B[B${ERASE_BELOW}\u001B8`;

/** Returns the input for Ink: nothing, as the keys are ours. */
export function inkInput(): Readable {
  return new Readable({ read() {} });
}

/**
 * Returns the output for Ink: the terminal without its changes of size, on which Ink would draw the old frame once more
 * at a place where it no longer stands.
 */
export function inkOutput(stdout: TerminalOutput): NodeJS.WritableStream {
  return Object.defineProperties(new Writable({ decodeStrings: false }), {
    write: {
      value: (chunk: string, done?: () => void) =>
        stdout.write(chunk.replaceAll(ERASE_BELOW, ERASE_BELOW_KEEPING_NO_COPY), done),
    },
    isTTY: { value: true },
    columns: { get: () => stdout.columns },
    rows: { get: () => stdout.rows },
  });
}
