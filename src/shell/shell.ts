import type { Completion } from '../language/complete.ts';
import type { Hint } from '../language/hint.ts';
import type { Reading } from '../language/reading.ts';
import type { Question } from '../language/schema.ts';
import type { FrontEnd } from './front-end.ts';

/** How a line ended: without an error, and whether the session is to be left. */
export interface LineResult {
  readonly ok: boolean;
  readonly leave: boolean;
  /** Text that stands below the line's output, whatever shows that, such as a pager. */
  readonly said?: string;
}

/** A session as an interactive front end sees it. One line runs at a time. */
export interface Shell {
  /** `netsh interface portproxy>`, without a blank after it. */
  readonly prompt: string;
  /** Runs one line; never rejects. An aborted signal ends a running script at its next line. */
  run(line: string, front: FrontEnd, signal?: AbortSignal): Promise<LineResult>;
  read(line: string): Reading<never>;
  /** Reads lines as they would run one after the other: each in the context to which those before it lead; the first 2,000. */
  readAhead(lines: readonly string[]): readonly Reading<never>[];
  complete(line: string, cursor: number): Completion;
  hint(line: string, cursor: number): Hint<never>;
  /** Returns the question that must be answered with yes before this line runs; undefined: it runs at once. */
  question(line: string): Question | Promise<Question>;
  /**
   * Returns a line that is none here as it is typed to run in the context that has it, and for an empty line that of the last
   * line that ran; undefined for others.
   */
  elsewhere(line: string): string | undefined;
  /** Returns how this line would change the table, in full sentences; undefined where it would not. */
  effect(line: string): string | undefined;
  /**
   * Returns current problems and modes (offline, entries that do not listen) in a few words; undefined where all is
   * well.
   */
  status(): string | undefined;
  /** Returns what there is to do now, which stays under the prompt whatever is open there. */
  task?(): string | undefined;
  /** The list of what may come behind a line was opened with `?`; resolves with a text to show, undefined without one. */
  listed?(line: string): Promise<string | undefined>;
  /**
   * Follows the table and the relay; calls back when others have changed them, after the facts were read again. Returns
   * how to end that.
   */
  follow(changed: () => void): () => void;
  /** Ctrl-C on an empty line leaves it, as `exit` does. */
  readonly leavesOnInterrupt?: true;
  /** Reads the table and the machine's facts again; called when a prompt appears. */
  refresh(): Promise<void>;
}
