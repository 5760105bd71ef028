/** Leaves the terminal when the process is to stop, and takes it back when it goes on. */
export interface Suspension {
  /** Puts the terminal back as it was found. */
  readonly leave: () => void;
  /** Takes the terminal again, whatever state it is in. */
  readonly takeBack: () => void;
}

/** Stops the process as Ctrl-Z does, on request and at SIGTSTP. */
export interface Suspender {
  /** Leaves the terminal, then stops the job until the user continues it. */
  suspend(): void;
  /** Forgets about signals. */
  close(): void;
}

/** A process that nobody can continue is not stopped by the system: after so long, ms, it takes the terminal back. */
const STOP_MS = 100;

/** Whether the system has jobs that can be stopped and continued. */
const CAN_SUSPEND = process.platform !== 'win32';

/** Who has the terminal, innermost last: the monitor lies over the shell that started it. */
const holders: Suspension[] = [];
let isAway = false;
let timer: NodeJS.Timeout | undefined;

/**
 * Leaves the terminal before the process stops (SIGTSTP), and takes it back when it goes on (SIGCONT). Of several only the
 * last does, until it is closed.
 */
export function watchSuspension(suspension: Suspension): Suspender {
  if (!CAN_SUSPEND) return { suspend() {}, close() {} };
  if (holders.length === 0) {
    process.on('SIGTSTP', suspend);
    process.on('SIGCONT', back);
  }
  holders.push(suspension);
  return {
    suspend,
    close() {
      holders.splice(holders.indexOf(suspension), 1);
      if (holders.length > 0) return;
      clearTimeout(timer);
      isAway = false;
      process.off('SIGTSTP', suspend);
      process.off('SIGCONT', back);
    },
  };
}

function suspend(): void {
  if (isAway) return;
  isAway = true;
  holders.at(-1)?.leave();
  process.off('SIGTSTP', suspend);
  // To the whole job: a launcher before this process, which the user's shell waits for, stops too.
  process.kill(0, 'SIGTSTP');
  timer = setTimeout(back, STOP_MS);
}

function back(): void {
  if (!isAway) return;
  isAway = false;
  clearTimeout(timer);
  process.on('SIGTSTP', suspend);
  holders.at(-1)?.takeBack();
}
