import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PortSockets } from '../listening/port-group.ts';
import type { AcceptedConnection, Transport } from '../transport.ts';
import { turnsAway } from './judging.ts';

/** The parts of the data plane that accepting uses. */
export interface AcceptingParts {
  readonly transport: Transport;
  readonly rules: EnforcedRules;
  /** Relays a connection that came to this port. */
  accept(accepted: AcceptedConnection, entry: EntryRecord, port: number): void;
  /** The system did not hand over a connection, for the error with this code. */
  acceptFailed(entry: EntryRecord | undefined, code: string): void;
}

/** Returns how TCP listens: connections are accepted, and reset where no entry owns their address. */
export function tcpSockets(parts: AcceptingParts): PortSockets {
  return {
    open: (host, version, port, owners) =>
      parts.transport.listen(host, version, port, {
        accepted(accepted, listener) {
          const entry = owners.entryOf(listener.host, accepted);
          if (!entry) accepted.reset();
          else if (!turnsAway(parts.rules, accepted, entry, port)) parts.accept(accepted, entry, port);
        },
        acceptFailed: (code) => parts.acceptFailed(owners.ownerOf(host), code),
      }),
  };
}
