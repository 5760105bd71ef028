import type { IpVersion } from '../../portproxy/family.ts';
import type { Clients, NewClient } from '../datagrams.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { PortOwners, PortSockets } from '../listening/port-group.ts';
import type { Transport } from '../transport.ts';

/** The parts of the data plane that arriving uses. */
export interface ArrivingParts {
  readonly transport: Pick<Transport, 'datagrams' | 'handing'>;
  /** Takes the first datagram of a client to this port. */
  arrived(client: NewClient, entry: EntryRecord, port: number): void;
}

/** A port and its clients. */
interface KnownPort {
  readonly version: IpVersion;
  readonly port: number;
  readonly clients: Clients;
}

/**
 * Returns how UDP listens: each client without a session is given to the entry that owns the address that it sends to, and
 * its datagram is dropped where that is nobody's. The sockets of a port share its clients, so that one may replace another.
 */
export function udpSockets(parts: ArrivingParts): PortSockets {
  const known = new WeakMap<PortOwners, KnownPort>();
  const { handing } = parts.transport;
  return {
    inherited: (version, port) => handing?.inherited('udp', version, port) ?? [],
    open(host: string, version: IpVersion, port: number, owners: PortOwners) {
      let at = known.get(owners);
      // The owners of trials are the same for all ports.
      if (at?.port !== port || at.version !== version)
        known.set(
          owners,
          (at = { version, port, clients: parts.transport.datagrams.clients(version, port) }),
        );
      return at.clients.listen(host, {
        arrived(client) {
          const entry = owners.entryOf(host, client);
          if (entry) parts.arrived(client, entry, port);
        },
      });
    },
  };
}
