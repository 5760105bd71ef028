import type { Failure } from '../language/outcome.ts';
import type { WatchLine } from '../language/schema.ts';
import { type Answer, SILENT, answerOf, faultOutcome } from './answer.ts';
import type { Sink } from './front-end.ts';
import { LINE_END } from './text.ts';

/** What a command answers that has nothing to watch. */
export const NO_WATCH: Failure = {
  kind: 'failed',
  code: 'watch',
  message: '--watch goes with show all, show connections, show statistics and show status.',
};

/** Writes lines as they come, until there are no more or the signal ends it. Never rejects. */
export async function watch(
  lines: (signal: AbortSignal) => AsyncIterable<WatchLine>,
  sink: Sink,
  { json, signal = new AbortController().signal }: { json: boolean; signal: AbortSignal | undefined },
): Promise<Answer> {
  try {
    for await (const line of lines(signal)) {
      if (signal.aborted) break;
      sink.out((json ? JSON.stringify(line.json) : line.text) + LINE_END);
    }
    return SILENT;
  } catch (error) {
    return signal.aborted ? SILENT : answerOf(faultOutcome(error));
  }
}
