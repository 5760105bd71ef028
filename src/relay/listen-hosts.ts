import { EVERY } from './claims.ts';
import { canonicalHost } from '../portproxy/host-address.ts';
import { isLocalAddress } from './local-addresses.ts';
import type { NameCache } from './names.ts';
import { nameReason } from './reasons.ts';
import type { RelayEntry } from './relay.ts';

/** The addresses to listen on as far as they are known, and in words why there are none. */
export interface ListenAddresses {
  readonly addresses: readonly string[];
  readonly problem?: string | undefined;
}

/** The listen addresses of an entry without asking anybody. */
export function knownAddresses({ listen: { host } }: RelayEntry): ListenAddresses {
  switch (host.kind) {
    case 'every':
      return { addresses: [EVERY] };
    case 'literal':
      return { addresses: [canonicalHost(host.host)] };
    case 'name':
      return { addresses: [], problem: `The name ${host.name} is being resolved.` };
  }
}

/** The listen addresses of an entry; those of a name are the ones that this machine has. Never rejects. */
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
