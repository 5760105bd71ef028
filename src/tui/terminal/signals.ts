import { constants } from 'node:os';

/** Signals that end the shell, and what is done about them. */
const ENDING = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** What a process is told from outside while the shell is open. */
export interface SignalHandlers {
  /** The shell is to end, with this exit code. */
  readonly end: (exitCode: number) => void;
  readonly interrupt: () => void;
  /** The process was stopped and goes on; the terminal may be in any state. */
  readonly resume: () => void;
  /** The process ends without asking: put the terminal back, at once. */
  readonly restore: () => void;
}

/** Listens to signals, errors that nobody caught and the process' end; gives back a way to stop. */
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
