import type { AddressFacts } from './facts.ts';
import { ipv6FromHex, tableRows } from './hex-address.ts';

/** Address flags of linux/if_addr.h. */
const FLAGS = {
  temporary: 0x01,
  dadFailed: 0x08,
  deprecated: 0x20,
  tentative: 0x40,
  permanent: 0x80,
} as const;
/** Scopes in this file. */
const SCOPES = { host: 0x10, link: 0x20 } as const;

/**
 * Parses /proc/net/if_inet6: address, interface index, prefix length, scope, flags, all hexadecimal, and the interface.
 * It tells only lifetimes without an end.
 */
export function parseIfInet6(text: string): AddressFacts[] {
  return tableRows(text).flatMap(([address = '', , length = '', scope = '', flagText = '', name]) => {
    if (address.length !== 32 || name === undefined) return [];
    const flags = Number.parseInt(flagText, 16);
    const has = (flag: keyof typeof FLAGS) => (flags & FLAGS[flag]) !== 0;
    const place = Number.parseInt(scope, 16);
    return {
      interface: name,
      version: 6 as const,
      address: ipv6FromHex(address),
      prefixLength: Number.parseInt(length, 16),
      state: addressState({
        isDuplicate: has('dadFailed'),
        isTentative: has('tentative'),
        isDeprecated: has('deprecated'),
      }),
      origin: addressOrigin({
        isLocal: place === SCOPES.host || place === SCOPES.link,
        isTemporary: has('temporary'),
        isPermanent: has('permanent'),
      }),
      valid: has('permanent') ? 'infinite' : null,
      preferred: null,
    };
  });
}

/** Returns netsh's word for the state of an address. */
export function addressState(of: {
  readonly isDuplicate: boolean;
  readonly isTentative: boolean;
  readonly isDeprecated: boolean;
}): AddressFacts['state'] {
  if (of.isDuplicate) return 'Duplicate';
  if (of.isTentative) return 'Tentative';
  return of.isDeprecated ? 'Deprecated' : 'Preferred';
}

/** Returns netsh's word for the origin of an address; link-local and host addresses are `Other`. */
export function addressOrigin(of: {
  readonly isLocal: boolean;
  readonly isTemporary: boolean;
  readonly isPermanent: boolean;
}): AddressFacts['origin'] {
  if (of.isTemporary) return 'Temporary';
  if (of.isLocal) return 'Other';
  return of.isPermanent ? 'Manual' : 'Dynamic';
}
