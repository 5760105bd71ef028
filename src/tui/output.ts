import { visibleText } from '../language/visible.ts';
import { withLineEnds } from '../shell/line-ends.ts';
import type { Sink } from '../shell/front-end.ts';

/** The door by which commands' output reaches the terminal; knows whether the last line was ended. */
export interface Output extends Sink {
  /** Writes rows that the theme has painted; everything else is made safe to print. */
  paint(rows: string): void;
  /** Ends the line if something stands on it. */
  endLine(): void;
}

/**
 * Creates output to a terminal, and to standard error, which may be elsewhere. `signs` writes texts with the signs that
 * the terminal can show; lines end as on `platform`.
 */
export function createOutput(
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
  signs: (text: string) => string = (text) => text,
  platform: NodeJS.Platform = process.platform,
): Output {
  let isLineStart = true;
  function write(stream: NodeJS.WritableStream, text: string): void {
    if (text === '') return;
    stream.write(withLineEnds(signs(text), platform));
    isLineStart = text.endsWith('\n');
  }
  return {
    out: (text) => write(stdout, visibleText(text)),
    err: (text) => write(stderr, visibleText(text)),
    paint: (rows) => write(stdout, rows),
    endLine() {
      if (!isLineStart) stdout.write(withLineEnds('\n', platform));
      isLineStart = true;
    },
  };
}
