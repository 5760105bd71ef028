import type { Completion } from '../language/complete.ts';
import type { Hint } from '../language/hint.ts';
import type { Reading } from '../language/reading.ts';

/** Where a front end wants output: requested output, and diagnostics. Text comes with its line ends. */
export interface Sink {
  out(text: string): void;
  err(text: string): void;
}

/** How a line ended: without an error, and whether the session is to be left. */
export interface LineResult {
  readonly ok: boolean;
  readonly leave: boolean;
}

/**
 * A session as an interactive front end sees it: the context, the reader bound to it, and a way to run lines. One
 * line runs at a time.
 */
export interface Shell<H = never> {
  /** `netsh interface portproxy>`, without a blank after it. */
  readonly prompt: string;
  /** Runs one line; never rejects. An aborted signal ends a running script at its next line. */
  run(line: string, sink: Sink, signal?: AbortSignal): Promise<LineResult>;
  read(line: string): Reading<H>;
  complete(line: string, cursor: number): Completion;
  hint(line: string, cursor: number): Hint<H>;
  /** Reads the table and the machine's facts again; called when a prompt appears. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}
