import type { Gate } from '../bounds/gate.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PortSockets } from '../listening/port-group.ts';
import type { AcceptedConnection, Listener, Transport } from '../transport.ts';
import { turnsAway } from './judging.ts';

/** The parts of the data plane that accepting uses. */
export interface AcceptingParts {
  readonly transport: Transport;
  readonly rules: EnforcedRules;
  /**
   * Whether connections of this listener, which are all for one entry with bounds, wait in the system's queue; `hasCome`:
   * one is there.
   */
  holds(entry: EntryRecord, listener: Listener, hasCome: boolean): boolean;
  /** Takes a connection to an entry with bounds. */
  take(accepted: AcceptedConnection, entry: EntryRecord, gate: Gate, port: number): void;
  /** Relays a connection that came to this port. */
  accept(accepted: AcceptedConnection, entry: EntryRecord, port: number): unknown;
  /** The system did not hand over a connection, for the error with this code. */
  acceptFailed(entry: EntryRecord | undefined, code: string): void;
}

/** Returns how TCP listens: connections are accepted, and reset where no entry owns their address. */
export function tcpSockets(parts: AcceptingParts): PortSockets {
  const { handing } = parts.transport;
  return {
    inherited: (version, port) => handing?.inherited('tcp', version, port) ?? [],
    open: (host, version, port, owners) =>
      parts.transport.listen(host, version, port, {
        accepted(accepted, listener) {
          const entry = owners.entryOf(listener.host, accepted);
          if (!entry) accepted.reset();
          else if (turnsAway(parts.rules, accepted, entry, port)) return;
          else if (entry.gate === undefined) parts.accept(accepted, entry, port);
          else parts.take(accepted, entry, entry.gate, port);
        },
        holds(listener, hasCome) {
          const entry = owners.soleOwner(listener.host);
          return entry?.gate !== undefined && parts.holds(entry, listener, hasCome);
        },
        acceptFailed: (code) => parts.acceptFailed(owners.ownerOf(host), code),
      }),
  };
}
