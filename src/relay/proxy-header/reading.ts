import type { ProxiedAddresses } from './addresses.ts';

/**
 * Why bytes are no header: they begin as neither version does, the version is not 2, the command, the family or the transport is
 * unknown, the length is too small for the addresses or too large, or the line of version 1 is malformed.
 */
export type HeaderFault = 'signature' | 'version' | 'command' | 'family' | 'length' | 'line';

/** The reading of the first bytes of a connection; `addresses` is undefined where the peer speaks for itself. */
export type HeaderReading =
  | { readonly kind: 'partial' }
  | { readonly kind: 'whole'; readonly length: number; readonly addresses: ProxiedAddresses | undefined }
  | { readonly kind: 'wrong'; readonly fault: HeaderFault };
