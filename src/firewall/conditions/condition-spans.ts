import { addressBits, addressKey, ipv6Key } from './address-bits.ts';
import { type Span, type Spans, joined } from './spans.ts';

/** The facts of the machine that conditions depend on. */
export interface MachineFacts {
  /** The networks of its interfaces, such as `10.0.0.7/24`: `localsubnet` means them. */
  readonly localSubnets: readonly string[];
}

/**
 * Returns the addresses that a stored list of them means; undefined for `any`. Words that this machine knows nothing
 * about (dns, dhcp, wins, defaultgateway) mean no address.
 */
export function addressSpans(list: string, { localSubnets }: MachineFacts): Spans | undefined {
  if (list === 'any') return undefined;
  return joined(
    list.split(',').flatMap((item) => {
      if (item === 'localsubnet') return localSubnets.flatMap(addressSpan);
      return isAddressWord(item) ? [] : addressSpan(item);
    }),
  );
}

/** Returns the ports that a stored list of them means; undefined for `any`. Words mean no port: no service of Windows listens here. */
export function portSpans(list: string): Spans | undefined {
  if (list === 'any') return undefined;
  return joined(
    list.split(',').flatMap((item) => {
      const [from = '', to = from] = item.split('-');
      return /^\d+$/.test(from) ? [{ from: Number(from), to: Number(to) }] : [];
    }),
  );
}

/** Returns whether a stored list has words only that mean nothing on this machine. */
export function isUnknown(list: string): boolean {
  return list
    .split(',')
    .every((item) => item !== 'any' && item !== 'localsubnet' && !/^\d/.test(item) && isAddressWord(item));
}

function addressSpan(item: string): Span[] {
  const [first = '', last = first] = item.split('-');
  const [address = '', length] = first.split('/');
  if (length !== undefined) return networkSpan(address, Number(length));
  const [from, to] = [addressKey(first), addressKey(last)];
  if (from === undefined || to === undefined) return [];
  // A range of IPv6 addresses may end among the mapped ones, or begin there.
  const isApart = typeof from !== typeof to;
  return [isApart ? { from: ipv6Key(addressBits(first)), to: ipv6Key(addressBits(last)) } : { from, to }];
}

function networkSpan(address: string, length: number): Span[] {
  const key = addressKey(address);
  const isIpv6 = address.includes(':');
  if (key === undefined || !(length >= 0 && length <= (isIpv6 ? 128 : 32))) return [];
  const size = 2n ** BigInt((isIpv6 ? 128 : 32) - length);
  const from = (addressBits(address) / size) * size;
  const to = from + size - 1n;
  if (!isIpv6) return [{ from: Number(from), to: Number(to) }];
  // A network that holds more than mapped addresses is one of IPv6 alone.
  if (typeof key === 'bigint' || length < MAPPED_LENGTH) return [{ from: ipv6Key(from), to: ipv6Key(to) }];
  return [{ from: Number(from & IPV4_BITS), to: Number(to & IPV4_BITS) }];
}

/** IPv4-mapped addresses are one network of IPv6, `::ffff:0:0/96`. */
const MAPPED_LENGTH = 96;
const IPV4_BITS = 0xffff_ffffn;

function isAddressWord(item: string): boolean {
  return /^[a-z][a-z-]*$/.test(item) && addressKey(item) === undefined;
}
