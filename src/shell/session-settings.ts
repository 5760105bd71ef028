import type { SessionRequest } from '../language/outcome.ts';
import type { Host, NetshContext } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import type { Helpers } from '../helpers/helpers.ts';
import type { OptionName } from '../language/options.ts';
import type { Outcome } from '../language/outcome.ts';
import type { ContextPath } from '../language/schema.ts';
import type { Backend } from '../service/contract/backend.ts';
import type { Machines } from '../service/session/machines.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import type { SystemFacts } from './facts.ts';
import type { LendTerminal } from './front-end.ts';

/** The parts that a session works with; the entry of the program wires them. */
export interface SessionSettings {
  readonly root: NetshContext;
  readonly openBackend: (mode: 'live' | 'check') => Backend;
  /** Runs the service in this process (`relay run`). */
  readonly serve: () => Promise<Outcome>;
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

/** How the monitor is asked for. */
export type MonitorRequest = Extract<SessionRequest, { op: 'monitor' }>;

/** The part of a session that the monitor works with. */
export interface MonitorOpener {
  readonly settings: SessionSettings;
  readonly path: ContextPath<Host>;
  readonly backend: StagedBackend;
}
