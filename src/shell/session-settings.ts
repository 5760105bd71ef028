import type { SessionRequest } from '../language/outcome.ts';
import type { Host, NetshContext } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import type { Helpers } from '../helpers/helpers.ts';
import type { Editing } from '../language/editing.ts';
import type { OptionName } from '../language/options.ts';
import type { Outcome } from '../language/outcome.ts';
import type { ContextPath } from '../language/schema.ts';
import type { Backend } from '../service/contract/backend.ts';
import type { Machines } from '../service/session/machines.ts';
import type { Progress } from '../store/progress.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import type { SystemFacts } from './facts.ts';
import type { LendTerminal } from './front-end.ts';

/** The parts that a session works with; the entry of the program wires them. */
export interface SessionSettings {
  readonly root: NetshContext;
  readonly openBackend: (mode: 'live' | 'check') => Backend;
  /** Runs the service in this process (`relay run`). */
  readonly serve: () => Promise<Outcome>;
  /** Has a new process take over the relay that runs (`relay restart`). */
  readonly restart: () => Promise<Outcome>;
  /** Returns the version of this program, for `--version`. */
  readonly version: () => string;
  /** Answers a netsh on another machine (`relay connect`). */
  readonly connect: () => Promise<Outcome>;
  /** Opens the helpers, or returns them where they are open. */
  readonly openHelpers?: (() => Promise<Helpers>) | undefined;
  /** Switches between this machine and others; without it there is only this one. */
  readonly machines?: Machines | undefined;
  /** The facts of this machine; without it those of the system. */
  readonly system?: SystemFacts | undefined;
  /** Opens the monitor; resolves with its exit code, or undefined where there is no terminal for it. */
  readonly openMonitor?:
    | ((
        opener: MonitorOpener,
        options: MonitorRequest,
        lend: LendTerminal | undefined,
      ) => Promise<number | undefined>)
    | undefined;
  /** Gives lessons; without it, here is none. */
  readonly lessons?: LessonOpener | undefined;
  /** Keeps whose keys edit the line of the shell; both throw a `StoreError`. Without it nothing is kept. */
  readonly editing?: { read(): Editing; write(editing: Editing): void } | undefined;
  readonly place: HelpPlace;
  /** Whether a person at a terminal reads both streams, who also gets our remarks. */
  readonly isTerminal?: (() => boolean) | undefined;
  /** Tells at the root of a shell how to begin, until the table has an entry. */
  readonly beginning?: string | undefined;
  /** Whether lines are typed at a shell, where words behind a bar filter the output. */
  readonly hasFilters?: boolean | undefined;
  /** Width of that terminal in cells. */
  readonly columns?: (() => number | undefined) | undefined;
  /** Options of the command line, which hold for every line. */
  readonly options: ReadonlySet<OptionName>;
}

/** Gives lessons, and knows what was solved. */
export interface LessonOpener {
  /** Name of the lesson under way. */
  readonly current?: string | undefined;
  /** The lesson under way, in whose sandbox this session works: its task in lines. */
  readonly task?: (() => readonly string[]) | undefined;
  /**
   * Gives a lesson at the terminal, which `lend` takes from whoever reads it; resolves with `given` when it is over, `leave`
   * where this session must end first, `no-terminal` without one, or why there can be no sandbox.
   */
  open(
    lesson: string,
    lend: LendTerminal | undefined,
  ): Promise<'given' | 'leave' | 'no-terminal' | { readonly reason: string }>;
  /** Returns the solved steps by lesson. Throws a `StoreError`. */
  progress(): Progress;
  /** Forgets them. Throws a `StoreError`. */
  forget(): void;
}

/** How the monitor is asked for. */
export type MonitorRequest = Extract<SessionRequest, { op: 'monitor' }>;

/** The part of a session that the monitor works with. */
export interface MonitorOpener {
  readonly settings: SessionSettings;
  readonly path: ContextPath<Host>;
  readonly backend: StagedBackend;
}
