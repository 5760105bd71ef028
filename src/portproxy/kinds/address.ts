import { type Address, parseListenAddress } from '../address.ts';
import type { IpVersion } from '../family.ts';
import type { Kind } from './kind.ts';

/** Addresses to listen on, by IP version: one of this machine, a name of it, or `*`. */
export const LISTEN_ADDRESS: Readonly<Record<IpVersion, Kind<Address>>> = {
  4: listenAddress(4),
  6: listenAddress(6),
};

function listenAddress(version: IpVersion): Kind<Address> {
  return {
    usage: `<IPv${version} address>|<hostname>`,
    accepts: `an IPv${version} address of this machine, a host name, or * for every address`,
    parse: (text) => parseListenAddress(text, version),
  };
}
