import { ERRORS, fill } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { Failure } from '../language/outcome.ts';
import type { Context, WatchLine } from '../language/schema.ts';
import { visibleJson } from '../language/visible.ts';
import { type Answer, SILENT, answerOf, faultOutcome } from './answer.ts';
import type { Sink } from './front-end.ts';
import { textOf } from './text.ts';

/** The failure of a command that has nothing to watch; names those that have. */
export function noWatch<H>(root: Context<H>): Failure {
  const names = [...new Set(watchable(root))];
  const last = names.pop() ?? '';
  return failure('watch', fill(ERRORS.watch.says.command, { names: names.join(', '), last }));
}

function* watchable<H>({ entries }: Context<H>): Generator<string> {
  for (const entry of entries) {
    if (entry.kind === 'context') yield* watchable(entry);
    else if (entry.kind === 'command' && entry.watch) yield entry.name;
    else if (entry.kind === 'group') {
      for (const { name, watch: lines } of entry.commands) if (lines) yield `${entry.name} ${name}`;
    }
  }
}

/** Writes lines until there are no more or the signal ends it. Never rejects. */
export async function watch(
  lines: (signal: AbortSignal) => AsyncIterable<WatchLine>,
  sink: Sink,
  { json, signal = new AbortController().signal }: { json: boolean; signal: AbortSignal | undefined },
): Promise<Answer> {
  try {
    for await (const line of lines(signal)) {
      if (signal.aborted) break;
      sink.out(json ? `${visibleJson(line.json)}\n` : textOf([line.text]));
    }
    return SILENT;
  } catch (error) {
    return signal.aborted ? SILENT : answerOf(faultOutcome(error));
  }
}
