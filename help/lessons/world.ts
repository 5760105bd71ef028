import type { Rulebook } from '../../src/firewall/rule.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';

/** A line of the learner, as it was understood. */
export interface Ran {
  /** Full names of context, group and command; of a line that failed as far as it was understood, else empty. */
  readonly names: string;
  readonly kind: 'context' | 'help' | 'command' | 'failed' | 'nothing';
  /** Whether it did what it says. */
  readonly ok: boolean;
  readonly line: string;
  /** Of a line that explains another which has no fault: the full names of that one. */
  readonly explained?: string | undefined;
}

/** The sandbox of a lesson as it is at one moment: what counts is the state reached, never the words typed. */
export interface World {
  readonly entries: readonly ListedEntry[];
  readonly rulebook: Rulebook;
  /** Names of the contexts below the root in which the learner stands. */
  readonly path: readonly string[];
  readonly mode: 'online' | 'offline';
  /** The number of changes that are staged. */
  readonly staged: number;
  readonly aliases: ReadonlyMap<string, string>;
  /** Lines of this step, oldest first. */
  readonly ran: readonly Ran[];
  /** The number of a port by its name. */
  readonly port: (name: string) => string;
  /** Connects for real; resolves with the name of the server that answers, undefined where none does within a second. */
  readonly greeting: (port: string, host?: string) => Promise<string | undefined>;
  /** Whether the connection of a client of this step is open. */
  readonly isConnected: (client: string) => boolean;
  /** Returns the text of a file in the folder of the lesson; undefined without it. */
  readonly file: (name: string) => string | undefined;
}
