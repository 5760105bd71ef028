import type { Shell } from '../../shell/shell.ts';
import type { Feed } from '../../service/contract/feed.ts';
import type { TerminalInput, TerminalOutput } from '../options.ts';

/** What became of a netsh command line: whether it ended without an error, and all that it printed. */
export interface RunResult {
  readonly ok: boolean;
  readonly text: string;
}

/** What the monitor is made of. The terminal is its own until it has ended: no other reader of keys may be listening. */
export interface MonitorOptions {
  readonly feed: Feed;
  /** Carries out one netsh command line; never rejects. The only way by which the monitor changes anything. */
  readonly run: (line: string) => Promise<RunResult>;
  /** For the command line: its prompt, what it reads, completes and hints. It is not run and not closed. */
  readonly shell: Shell;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly env: NodeJS.ProcessEnv;
  /** What must be answered with yes before a typed line runs. */
  readonly question?: (line: string) => string | undefined;
}
