import { repeatedSignals } from '../../system/repeated-signal.ts';
import type { RelayService } from './relay-service.ts';

/** The handlers of signals while the service runs. */
export interface Signals {
  /** Resolves with the exit code when a second signal asks for an immediate end. */
  readonly impatient: Promise<number>;
  /** Removes the handlers. */
  stop(): void;
}

/** Handles signals: SIGTERM and SIGINT end the service after draining, a second one at once; SIGHUP reads the table again. */
export function obeySignals(service: RelayService, drainMs: number, tell: (text: string) => void): Signals {
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
    tell(`The relay service ends (${signal}); connections may finish within ${drainMs / 1000} seconds.`);
    void service.shutdown(drainMs);
  };

  const reload = (): void => {
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

  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGHUP', reload);
  return {
    impatient: impatient.promise,
    stop() {
      process.off('SIGTERM', end);
      process.off('SIGINT', end);
      process.off('SIGHUP', reload);
    },
  };
}
