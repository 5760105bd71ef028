import type { Descriptors } from '../common/descriptors.ts';
import type { Lookup } from '../common/names.ts';
import type { StatusChange } from '../listening/listening-parts.ts';
import type { KeptListeners } from '../native/kept-listeners.ts';
import type { EntryReport, RelayEvent, RelayLimits } from '../relay.ts';
import type { TransportKind } from '../transport.ts';

/** The environment of a data plane. */
export interface PlaneOptions {
  readonly limits: RelayLimits;
  readonly transport: TransportKind;
  readonly lookup?: Lookup | undefined;
  readonly descriptors?: Descriptors | undefined;
  /** Absent where nobody keeps listening sockets. */
  readonly store?: KeptListeners | undefined;
  /** Nobody takes its connections over after a crash. */
  readonly isTrial?: boolean | undefined;
  onStatus(changes: readonly StatusChange[]): void;
  onEvent(event: RelayEvent): void;
  /** Counters of these entries have changed; absent where nobody keeps copies. */
  onCounters?(reports: Iterable<EntryReport>): void;
  /** The number of live connections changed. */
  onCount(connections: number): void;
}
