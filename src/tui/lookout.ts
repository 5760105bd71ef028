import type { Shell } from '../shell/shell.ts';
import type { History } from '../store/history.ts';

/** Keeps what is known of the table, the machine and the history up to date behind the prompt. */
export interface Lookout {
  /** What is known may be of before the last command; `done` tells when it no longer is. */
  readonly isStale: () => boolean;
  readonly done: () => Promise<void>;
  /** Reads everything again. */
  readonly look: () => void;
  /** A command runs, after which nothing that was read before counts. */
  readonly outdate: () => void;
}

/** A lookout that has seen nothing yet; `seen` is called whenever everything was read. */
export function createLookout(history: History, shell: Shell, seen: () => Promise<void>): Lookout {
  let known = Promise.resolve();
  let isStale = true;
  let commands = 0;

  async function look(): Promise<void> {
    const before = commands;
    await Promise.all([history.refresh(), shell.refresh()]);
    if (before === commands) isStale = false;
    await seen();
  }

  return {
    isStale: () => isStale,
    done: () => known,
    look() {
      known = look();
    },
    outdate() {
      isStale = true;
      commands++;
    },
  };
}
