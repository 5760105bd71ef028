import type { HomePaths } from '../../store/home.ts';
import type { TakenLife } from './take-life.ts';

/** How a process runs the relay of a home directory. */
export interface RelayServiceOptions {
  readonly paths: HomePaths;
  /** Version of the program. */
  readonly version: string;
  /** Gets sentences for the log. */
  readonly onNotice: (text: string) => void;
  /** Called when the number of clients has changed. */
  readonly onClients?: (() => void) | undefined;
  /** Called when another process listens from now on, and this one lives until its connections have ended. */
  readonly onOutlive?: (() => void) | undefined;
  /** Called when it begins to end, and whether a client has asked for that. */
  readonly onStop?: ((drainMs: number, isAsked: boolean) => void) | undefined;
  /** The time after which it ends without work, ms; told to whoever takes its life over. */
  readonly idleExitMs?: number | undefined;
  /** How often a service manager is to be told that it is well, ms; told to whoever takes its life over. */
  readonly watchdogMs?: number | undefined;
  /** The life of another process that it takes over. */
  readonly life?: TakenLife | undefined;
  /** Why clients may not end it, as a sentence; without one they may. */
  readonly refuseStop?: string | undefined;
}
