import { EVERY } from './claims.ts';
import { canonicalHost } from '../../portproxy/host-address.ts';
import { isLocalAddress, withSystemZone } from '../common/local-addresses.ts';
import type { NameCache } from '../common/names.ts';
import { nameReason } from '../entries/reasons.ts';
import type { RelayEntry } from '../relay.ts';

/** The addresses to listen on as far as they are known, and a sentence that says why there are none. */
export interface ListenAddresses {
  readonly addresses: readonly string[];
  readonly problem?: string | undefined;
}

/** Returns the listen addresses of an entry without asking a name server. */
export function knownAddresses({ listen: { host } }: RelayEntry): ListenAddresses {
  switch (host.kind) {
    case 'every':
      return { addresses: [EVERY] };
    case 'literal':
      return { addresses: [canonicalHost(withSystemZone(host.host))] };
    case 'name':
      return { addresses: [], problem: `The name ${host.name} is being resolved.` };
  }
}

/** Resolves to the listen addresses of an entry; of a name's addresses to those of this machine. Never rejects. */
export async function resolvedAddresses(entry: RelayEntry, names: NameCache): Promise<ListenAddresses> {
  const { host, version } = entry.listen;
  if (host.kind !== 'name') return knownAddresses(entry);
  try {
    const found = await names.resolve(host.name, version);
    const addresses = found.map(canonicalHost).filter(isLocalAddress);
    return addresses.length > 0
      ? { addresses }
      : {
          addresses,
          problem: `None of the addresses of ${host.name} (${found.join(', ')}) is on this machine.`,
        };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { addresses: [], problem: nameReason(host.name, code) };
  }
}
