import type { ConnectionFilter, ConnectionInfo } from './relay.ts';

/** Returns whether a connection meets all conditions of a filter. A client is named by its address, or by address and port. */
export function meetsFilter(connection: ConnectionInfo, { id, entry, client }: ConnectionFilter): boolean {
  return (
    (id === undefined || connection.id === id) &&
    (entry === undefined || connection.entry === entry) &&
    (client === undefined || connection.client === client || hostOf(connection.client) === client)
  );
}

/** The address of `address:port`, without the brackets of an IPv6 one. */
function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
}
