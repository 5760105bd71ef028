import type { Outcome } from '../language/outcome.ts';

const INTERRUPTED: Outcome = {
  kind: 'failed',
  code: 'interrupted',
  message: 'Interrupted; what was begun may still be done.',
};

/** The outcome of an action, or that it was interrupted: whoever waits is free again, whatever the action does. */
export function interruptible(
  outcome: Outcome | Promise<Outcome>,
  signal: AbortSignal | undefined,
): Outcome | Promise<Outcome> {
  if (!signal || !(outcome instanceof Promise)) return outcome;
  return new Promise((resolve, reject) => {
    const interrupted = (): void => resolve(INTERRUPTED);
    signal.addEventListener('abort', interrupted, { once: true });
    if (signal.aborted) interrupted();
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', interrupted));
  });
}
