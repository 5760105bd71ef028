import { endSignals, mostTimeAfter } from '../../system/end-signals.ts';
import { repeatedSignals } from '../../system/repeated-signal.ts';
import type { RelayService } from './relay-service.ts';

/** The handlers of signals while the service runs. */
export interface Signals {
  /** Resolves with the exit code when a second signal asks for an immediate end. */
  readonly impatient: Promise<number>;
  /** Another process serves: its connections may be ended, and nothing is read again. */
  outlive(): void;
  /** Removes the handlers. */
  stop(): void;
}

/**
 * Handles signals: SIGTERM and SIGINT end the service after draining, a second one at once; SIGHUP reads the table again
 * and opens the log of connections anew. On Windows SIGHUP says that the console window is closed, and SIGBREAK is
 * Ctrl-Break: both end it.
 */
export function obeySignals(service: RelayService, drainMs: number, tell: (text: string) => void): Signals {
  const endings = endSignals();
  const impatient = Promise.withResolvers<number>();
  const isRepeated = repeatedSignals();
  let asked = false;

  const end = (signal: NodeJS.Signals): void => {
    if (isRepeated(signal)) return;
    if (asked) {
      impatient.resolve(1);
      return;
    }
    asked = true;
    const limitMs = Math.min(drainMs, mostTimeAfter(signal));
    tell(`The relay service ends (${signal}); connections may finish within ${limitMs / 1000} seconds.`);
    void service.shutdown(limitMs);
  };

  const reload = (): void => {
    service.log.reopen();
    service.core.reload().then(
      (isRead) =>
        tell(
          isRead
            ? 'The relay service has read the table again (SIGHUP).'
            : 'The table in memory stays in force (SIGHUP); it is on disk again.',
        ),
      (error: unknown) => tell(`The relay service cannot read the table (SIGHUP): ${String(error)}`),
    );
  };

  for (const signal of endings) process.on(signal, end);
  if (!endings.includes('SIGHUP')) process.on('SIGHUP', reload);
  return {
    impatient: impatient.promise,
    outlive() {
      process.off('SIGHUP', reload);
      // Without a handler it would end the process.
      process.on('SIGHUP', ignore);
    },
    stop() {
      for (const signal of endings) process.off(signal, end);
      process.off('SIGHUP', reload);
      process.off('SIGHUP', ignore);
    },
  };
}

function ignore(): void {}
