import type { Shell } from '../../shell/shell.ts';
import type { Feed } from '../../service/contract/feed.ts';
import type { TerminalInput, TerminalOutput } from '../options.ts';

/** The result of a netsh command line: whether it succeeded, and all that it printed. */
export interface RunResult {
  readonly ok: boolean;
  readonly text: string;
}

/** The parts of the monitor. It has the terminal to itself until it has ended: nobody else may read keys. */
export interface MonitorOptions {
  readonly feed: Feed;
  /** Runs one netsh command line; never rejects. The monitor changes nothing in any other way. */
  readonly run: (line: string) => Promise<RunResult>;
  /** Reads, completes and hints on the command line. The monitor neither runs nor closes it. */
  readonly shell: Shell;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly env: NodeJS.ProcessEnv;
  /** No key changes anything. */
  readonly isReadOnly?: boolean;
  /** Returns the question that must be answered with yes before a typed line runs. */
  readonly question?: (line: string) => string | undefined;
}
