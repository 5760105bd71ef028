import { Readable, Writable } from 'node:stream';
import type { TerminalOutput } from '../options.ts';

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
    write: { value: stdout.write.bind(stdout) },
    isTTY: { value: true },
    columns: { get: () => stdout.columns },
    rows: { get: () => stdout.rows },
  });
}
