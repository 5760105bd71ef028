import type { NetshContext } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import type { Helpers } from '../helpers/helpers.ts';
import type { OptionName } from '../language/options.ts';
import type { Outcome } from '../language/outcome.ts';
import type { Backend } from '../service/contract/backend.ts';
import type { Machines } from '../service/session/machines.ts';
import type { Session } from './session.ts';

/** What a session works with; the entry of the program wires it. */
export interface SessionSettings {
  readonly root: NetshContext;
  readonly openBackend: (mode: 'live' | 'check') => Backend;
  readonly serve: () => Promise<Outcome>;
  /** The version of this program, for `--version`. */
  readonly version: () => string;
  readonly connect: () => Promise<Outcome>;
  /** The helpers, opened by the first who needs them. */
  readonly openHelpers?: (() => Promise<Helpers>) | undefined;
  /** The machine that is worked on, where that may be another one. */
  readonly machines?: Machines | undefined;
  /** Opens the live view where there is a terminal for it; its exit code. */
  readonly openMonitor?: ((session: Session) => Promise<number | undefined>) | undefined;
  /** Turns the live table above the prompt on or off where there is a shell in a terminal; whether it is on then. */
  readonly setPanel?: ((isOn?: boolean) => boolean | undefined) | undefined;
  readonly place: HelpPlace;
  /** Whether output goes to a terminal, which is shown remarks of ours; without it, no. */
  readonly isTerminal?: (() => boolean) | undefined;
  /** Options of the command line, which hold for every line. */
  readonly options: ReadonlySet<OptionName>;
}
