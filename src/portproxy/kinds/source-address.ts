import { type Address, literalVersion, parseConnectAddress } from '../address.ts';
import type { IpVersion } from '../family.ts';
import type { Kind } from './kind.ts';

/** Addresses of this machine from which connections to targets come, by IP version: literals only. */
export const SOURCE_ADDRESS: Readonly<Record<IpVersion, Kind<Address>>> = { 4: source(4), 6: source(6) };

function source(version: IpVersion): Kind<Address> {
  const accepts = `an IPv${version} address of this machine`;
  return {
    usage: `<IPv${version} address>`,
    accepts,
    parse: (text) =>
      literalVersion(text) === version
        ? parseConnectAddress(text, version)
        : { ok: false, reason: `Use ${accepts}.` },
  };
}
