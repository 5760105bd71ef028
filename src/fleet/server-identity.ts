import { isIP } from 'node:net';
import { type PeerCertificate, checkServerIdentity } from 'node:tls';

/** The name that Node checks where a connection was made to an address. */
const UNNAMED = 'localhost';

/**
 * Returns the check of a server's certificate for servers at these URLs. The client library gives TLS no name for servers at
 * addresses, and Node then checks `localhost`: their certificates must name one of the addresses instead.
 */
export function serverIdentity(
  servers: readonly string[],
): (host: string, certificate: PeerCertificate) => Error | undefined {
  const hosts = servers.map((server) => new URL(server).hostname.replace(/^\[(.*)\]$/, '$1'));
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  return (host, certificate) => {
    if (host !== UNNAMED || hosts.includes(UNNAMED) || addresses.length === 0) {
      return checkServerIdentity(host, certificate);
    }
    const faults = addresses.map((address) => checkServerIdentity(address, certificate));
    return faults.includes(undefined) ? undefined : faults[0];
  };
}
