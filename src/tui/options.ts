import type { Feed } from '../service/contract/feed.ts';
import type { Question } from '../language/schema.ts';
import type { Shell } from '../shell/shell.ts';
import type { History } from '../store/history.ts';

/** The keyboard: a terminal's stream, of which only this is used. */
export type TerminalInput = NodeJS.ReadableStream & {
  setRawMode(mode: boolean): unknown;
  readonly destroyed?: boolean;
};

/** The screen: a terminal's stream that tells its size and, by `resize`, when that changes. */
export type TerminalOutput = NodeJS.WritableStream & { readonly columns: number; readonly rows: number };

/** Leaves the terminal to some work, and takes it back after. */
export type LendTerminal = <T>(work: () => Promise<T>) => Promise<T>;

/** What the interactive shell is made of. The caller closes the shell when it has ended. */
export interface TuiOptions {
  readonly shell: Shell;
  readonly history: History;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
  /** What is out of the ordinary (offline mode, entries that do not listen), shown under an empty prompt. */
  readonly status?: () => string | undefined;
  /** What a line will do to what is there now, for the hint (`add` over an existing entry). */
  readonly effect?: (line: string) => string | undefined;
  /** Gets a way to have the terminal alone for a while, for views that a command opens. */
  readonly onTerminal?: (lend: LendTerminal) => void;
  /** What the live table above the prompt is fed with; without it there is none. */
  readonly feed?: Feed;
  /** Gets a way to turn that on and off (without a wish, over); it gives whether it is on then. */
  readonly onPanel?: (set: (isOn?: boolean) => boolean) => void;
  /** What the user must answer with yes before a line runs (`reset`, deletes of many entries). */
  readonly question?: (line: string) => Question | Promise<Question>;
}
