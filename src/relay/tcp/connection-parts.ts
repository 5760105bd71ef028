import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { TargetAddresses } from '../entries/target-addresses.ts';
import type { Transport } from '../transport.ts';

/** The parts of the data plane that connections use. */
export interface ConnectionParts<Connection> {
  readonly transport: Transport;
  readonly targets: TargetAddresses;
  readonly rules: EnforcedRules;
  /** Returns whether connecting there would lead back to the entry; it is held then. */
  loops(entry: EntryRecord, address: string, port: number): boolean;
  /** Counts a connection by the client that its header told; returns whether that is one too many for its entry. */
  exceeds(connection: Connection): boolean;
  /** No descriptor was left for the connection to the target. */
  noDescriptor(entry: EntryRecord): void;
  /** Every socket of the connection is closed. */
  gone(connection: Connection): void;
  /** Its backend has failed; it is to be settled now and then, until its client has all that came before. */
  lingers(connection: Connection): void;
}
