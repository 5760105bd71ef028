import { addressBits, addressKey } from '../../firewall/conditions/address-bits.ts';

/** What a client is counted by: the 32 bits of an IPv4 address, or the 64 bits of the network of an IPv6 one. */
export type ClientKey = number | bigint;

/**
 * Returns the key of a client by its address, a text or the 32 bits of an IPv4 one; undefined where it is not known. An
 * IPv4-mapped address, as proxies tell clients of sockets of both versions, is an IPv4 one.
 */
export function clientKey(address: string | number | undefined): ClientKey | undefined {
  if (typeof address === 'number') return address >>> 0;
  if (address === undefined || address === '') return undefined;
  const key = addressKey(address);
  return typeof key === 'number' ? key : addressBits(address) >> 64n;
}
