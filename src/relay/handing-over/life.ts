import type { Recent } from '../common/recent.ts';
import type { Listening } from '../listening/listening.ts';
import type { EndedConnection } from '../relay.ts';
import type { Admission } from '../tcp/admission.ts';
import type { Connections } from '../tcp/connections.ts';
import type { Sessions } from '../udp/sessions.ts';
import type { Handing } from '../transport.ts';

/** The parts of a data plane that another process takes over, or that take over what another process has left. */
export interface Life {
  /** Undefined where its sockets cannot be handed on. */
  readonly handing: Handing | undefined;
  readonly listening: Listening;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly admission: Admission;
  readonly recent: Recent<EndedConnection>;
  /** Returns the number of the latest connection or session. */
  readonly lastId: () => number;
  /** Counts connections on from this number. */
  countOn(lastId: number): void;
  /** Leaves all ports to another process, for good, and keeps connections of TCP. */
  outlive(): void;
  /** Lets go of all sockets without a word to their other ends. */
  leave(): void;
}
