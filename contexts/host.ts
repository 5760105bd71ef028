import type { Outcome } from '../src/language/outcome.ts';
import type { Command, Context } from '../src/language/schema.ts';
import type { Backend, ChangeRun } from '../src/service/contract/backend.ts';

/** The host of an action: the table and the relay, and the few things that only a front end can do. */
export interface Host {
  readonly backend: Backend;
  /** The number of changes that are staged and not in effect; undefined where there are none. */
  readonly staged?: number | undefined;
  /** Shared by changes that stop at the first one that fails; undefined where they do not. */
  readonly run?: ChangeRun | undefined;
  /** A dry run: the backend changes nothing, and an action must not change anything else. */
  readonly isDryRun: boolean;
  /** Tells a person at a terminal something at once; undefined where nobody sees it. */
  readonly remark?: ((line: string) => void) | undefined;
  /** Width of the terminal in cells; undefined without one. */
  readonly columns?: number | undefined;
  /** Aborted when the user gives up waiting. */
  readonly signal?: AbortSignal | undefined;
  /** The name of the other machine that the session works on; undefined on this one. */
  readonly elsewhere?: string | undefined;
  /** The session works on the table of a fleet, and reaches all of its machines. */
  readonly isFleet?: boolean | undefined;
  /** Runs the relay service in this process; resolves when it has ended. */
  serve(): Promise<Outcome>;
  /** Has a new process of this program take over the relay that runs, or starts one. */
  restart(): Promise<Outcome>;
  /** Answers a netsh on another machine over standard input and output; resolves when that leaves. */
  connect(): Promise<Outcome>;
}

/** A context of this product. */
export type NetshContext = Context<Host>;

/** A command of this product. */
export type NetshCommand = Command<Host>;
