import { isIP } from 'node:net';
import type { IpVersion } from '../../portproxy/family.ts';
import { canonicalHost, unspecified } from '../../portproxy/host-address.ts';

/** An address and a port as a system's tool has written them. */
export interface SocketName {
  readonly version: IpVersion;
  /** In canonical form, without a zone. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads a socket's name: `127.0.0.1:80`, `[::1]:80`, `[fe80::1%12]:80`, and `*:80`, for which `version` says of which IP.
 * Returns undefined for anything else.
 */
export function readSocketName(text: string, version?: IpVersion): SocketName | undefined {
  const [, host = '', digits = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  if (host === '*') return version && { version, host: unspecified(version), port };
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const found = isIP(bare);
  return found === 4 || found === 6 ? { version: found, host: canonicalHost(bare), port } : undefined;
}
