import { visibleText } from '../language/visible.ts';
import type { Sink } from '../shell/front-end.ts';
import { withLineEnds } from '../shell/line-ends.ts';

/** Opens the streams of a process. */
export interface Streams {
  readonly out: () => NodeJS.WritableStream;
  readonly err: () => NodeJS.WritableStream;
}

/**
 * Creates the door by which text leaves the program, with nothing in it that steers a terminal and with the line ends of
 * `platform`. The streams are opened when something is written: each costs time at the start.
 */
export function createSink({ out, err }: Streams, platform: NodeJS.Platform = process.platform): Sink {
  let stdout: NodeJS.WritableStream | undefined;
  let stderr: NodeJS.WritableStream | undefined;
  const sink = {
    out: (text: string) => void (stdout ??= quiet(out())).write(withLineEnds(visibleText(text), platform)),
    err: (text: string) => void (stderr ??= quiet(err())).write(withLineEnds(visibleText(text), platform)),
  };

  /** Ends quietly when the reader of the output has left (`netsh … | head`); reports a full disk. */
  function quiet(stream: NodeJS.WritableStream): NodeJS.WritableStream {
    return stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      if (stream !== stderr) sink.err(`The output cannot be written: ${reasonOf(error)}.\n`);
      process.exit(1);
    });
  }

  return sink;
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOSPC' ? 'no space is left on its device' : error.message;
}
