import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import { answerOf } from './answer.ts';

/** An interrupted command has so long to end by itself, ms. */
const GRACE_MS = 200;

/**
 * Resolves with the result of some work, or with undefined where `signal` was aborted and the work has not ended 200
 * ms later. The work then goes on unheard, as nothing can stop a request that is with the service.
 */
export async function unlessLeft<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (!signal) return await work;
  const { promise: left, resolve } = Promise.withResolvers<undefined>();
  let timer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    timer = setTimeout(resolve, GRACE_MS, undefined);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, left]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    work.catch(() => undefined);
  }
}

/** The answer of a command that was interrupted and has not ended. */
export const LEFT = answerOf(failure('interrupted', ERRORS.interrupted.says.command));
