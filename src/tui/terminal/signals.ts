import { constants } from 'node:os';

/** Signals that end the shell. */
const ENDING = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Handlers of what happens to the process while the shell is open. */
export interface SignalHandlers {
  /** Ends the shell, with this exit code. */
  readonly end: (exitCode: number) => void;
  readonly interrupt: () => void;
  /** The process was stopped and goes on; the terminal may be in any state. */
  readonly resume: () => void;
  /** Puts the terminal back, at once: the process ends without asking. */
  readonly restore: () => void;
}

/** Listens to signals, errors that nobody caught and the process's end. Returns a function that stops it. */
export function watchProcess(handlers: SignalHandlers): () => void {
  const ending = ENDING.map((signal) => {
    const listener = (): void => handlers.end(128 + constants.signals[signal]);
    return { signal, listener };
  });
  for (const { signal, listener } of ending) process.on(signal, listener);
  process.on('SIGINT', handlers.interrupt);
  process.on('SIGCONT', handlers.resume);
  process.on('uncaughtExceptionMonitor', handlers.restore);
  process.on('exit', handlers.restore);
  return () => {
    for (const { signal, listener } of ending) process.off(signal, listener);
    process.off('SIGINT', handlers.interrupt);
    process.off('SIGCONT', handlers.resume);
    process.off('uncaughtExceptionMonitor', handlers.restore);
    process.off('exit', handlers.restore);
  };
}
