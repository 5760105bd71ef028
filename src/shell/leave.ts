import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import { answerOf } from './answer.ts';

/** How long a command that is interrupted has to end by itself, ms. */
const GRACE_MS = 200;

/**
 * What some work gives, or undefined where it is left: `signal` was aborted and it has not ended soon after. It goes on
 * unheard, as nothing can stop a request that is with the service.
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
