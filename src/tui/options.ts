import type { Editing } from '../language/editing.ts';
import type { Feed } from '../service/contract/feed.ts';
import type { Shell } from '../shell/shell.ts';
import type { History } from '../store/history.ts';

/** The keyboard: a terminal's stream, of which only this is used. */
export type TerminalInput = NodeJS.ReadableStream & {
  setRawMode(mode: boolean): unknown;
  readonly destroyed?: boolean;
};

/** The screen: a terminal's stream with its size in cells; `resize` tells that it has changed. */
export type TerminalOutput = NodeJS.WritableStream & { readonly columns: number; readonly rows: number };

/** The parts of the interactive shell. The caller closes the session when the shell has ended. */
export interface TuiOptions {
  readonly shell: Shell;
  readonly history: History;
  /** Feeds the panel. */
  readonly feed: Feed;
  /** Whose keys edit the line at first. */
  readonly editing?: Editing | undefined;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
}
