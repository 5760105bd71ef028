import { IPV4_FROM, addressBits, addressKey } from './address-bits.ts';
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
export function addressSpans(list: string, { localSubnets }: MachineFacts): Spans<bigint> | undefined {
  if (list === 'any') return undefined;
  return joined(
    list.split(',').flatMap((item) => {
      if (item === 'localsubnet') return localSubnets.flatMap(addressSpan);
      return isAddressWord(item) ? [] : addressSpan(item);
    }),
  );
}

/** Returns the ports that a stored list of them means; undefined for `any`. Words mean no port: no service of Windows listens here. */
export function portSpans(list: string): Spans<number> | undefined {
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

function addressSpan(item: string): Span<bigint>[] {
  const [first = '', last = first] = item.split('-');
  const [address = '', length] = first.split('/');
  if (length !== undefined) return networkSpan(address, Number(length));
  const [from, to] = [addressKey(first), addressKey(last)];
  if (from === undefined || to === undefined) return [];
  // A range of IPv6 addresses may end among the mapped ones, or go on behind them.
  const isApart = first.includes(':') && isMapped(from) !== isMapped(to);
  return [isApart ? { from: addressBits(first), to: addressBits(last) } : { from, to }];
}

function isMapped(key: bigint): boolean {
  return key >= IPV4_FROM;
}

function networkSpan(address: string, length: number): Span<bigint>[] {
  const key = addressKey(address);
  if (key === undefined || !(length >= 0 && length <= 128)) return [];
  const isIpv6 = address.includes(':');
  const host = (1n << BigInt((isIpv6 ? 128 : 32) - length)) - 1n;
  // All of an IPv6 network, where it holds more than mapped addresses, is in the order of IPv6.
  const base = isIpv6 && length < MAPPED_LENGTH ? addressBits(address) : key;
  const from = base & ~host;
  return [{ from, to: from | host }];
}

/** IPv4-mapped addresses are one network of IPv6, `::ffff:0:0/96`. */
const MAPPED_LENGTH = 96;

function isAddressWord(item: string): boolean {
  return /^[a-z][a-z-]*$/.test(item) && addressKey(item) === undefined;
}
