import type { EntryStatus } from '../../portproxy/state.ts';
import type { Descriptors } from '../common/descriptors.ts';
import type { NameCache } from '../common/names.ts';
import type { ListenProblem } from '../entries/reasons.ts';
import type { PortsParts } from './ports.ts';

/** The new status of an entry, undefined when it was removed, with the system's error where that is the reason. */
export interface StatusChange {
  readonly id: string;
  readonly status: EntryStatus | undefined;
  readonly problem?: ListenProblem | undefined;
}

/** The parts of the data plane that listening uses. */
export interface ListeningParts {
  /** How each protocol listens. */
  readonly sockets: PortsParts['sockets'];
  readonly names: NameCache;
  readonly descriptors: Descriptors;
  /** How often names that are listened on are asked for again, ms. */
  readonly nameRenewalMs: number;
  onStatus(changes: readonly StatusChange[]): void;
}
