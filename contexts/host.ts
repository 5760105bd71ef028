import type { Outcome } from '../src/language/outcome.ts';
import type { Command, Context } from '../src/language/schema.ts';
import type { Backend, ChangeRun } from '../src/service/contract/backend.ts';

/** What actions work on: the table and relay of this home, and the few things only a front end can do. */
export interface Host {
  readonly backend: Backend;
  /** How many changes are staged and not in effect; undefined where none are. */
  readonly staged?: number | undefined;
  /** Given where changes are to stop at the first that fails. */
  readonly run?: ChangeRun | undefined;
  /** The backend changes nothing, and neither may anything else. */
  readonly isDryRun: boolean;
  /** Aborted when the user gives up waiting. */
  readonly signal?: AbortSignal | undefined;
  /** The other machine whose table and relay these are; undefined where they are this one's. */
  readonly elsewhere?: string | undefined;
  /** Runs the relay service in this process until it is told to end. */
  serve(): Promise<Outcome>;
  /** Answers a netsh on another machine over standard input and output until it goes. */
  connect(): Promise<Outcome>;
}

/** A context of this product. */
export type NetshContext = Context<Host>;

/** A command of this product. */
export type NetshCommand = Command<Host>;
