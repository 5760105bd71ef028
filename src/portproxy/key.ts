import { EVERY_ADDRESS } from './address.ts';
import { FAMILIES, type Family } from './family.ts';
import { hostAndPort } from './host-address.ts';

/** Transport protocols that keys tell apart; `values/protocol.ts` says which of them commands accept. */
export const PROTOCOLS = ['tcp', 'udp'] as const;

/** A transport protocol. */
export type Protocol = (typeof PROTOCOLS)[number];

/** The values that name an entry: no two entries of a table have the same. Without a protocol it is TCP. */
export interface ListenSide {
  readonly family: Family;
  readonly listenAddress: string;
  readonly listenPort: string;
  readonly protocol?: Protocol | undefined;
}

/** The listen side as a command supplies it. */
interface SuppliedSide extends Omit<ListenSide, 'listenAddress'> {
  readonly listenAddress?: string | undefined;
}

/** Returns the listen side that a command names, or that of an entry; `*` where no listen address is given. */
export function listenSide({ family, listenAddress, listenPort, protocol }: SuppliedSide): ListenSide {
  const side = { family, listenAddress: listenAddress ?? EVERY_ADDRESS, listenPort };
  return isTcp(protocol) ? side : { ...side, protocol };
}

/**
 * Returns the key by which the table finds an entry, letters without case (spec section 4): `v4tov4 * 8080`. It is also
 * the entry's id towards the relay and in the control API. Read it by `parseKey` alone.
 */
export function entryKey({ family, listenAddress, listenPort, protocol }: ListenSide): string {
  const key = `${family} ${listenAddress.toLowerCase()} ${listenPort.toLowerCase()}`;
  return isTcp(protocol) ? key : `${key} ${protocol}`;
}

/** Returns the listen side that a key names, in lower case; undefined for any other text. */
export function parseKey(key: string): ListenSide | undefined {
  const [name, listenAddress, listenPort, protocol = 'tcp', ...more] = key.split(' ');
  const family = FAMILIES.find((one) => one === name);
  if (!family || listenAddress === undefined || listenPort === undefined || more.length > 0) return undefined;
  if (protocol === 'tcp') return { family, listenAddress, listenPort };
  return protocol === 'udp' ? { family, listenAddress, listenPort, protocol } : undefined;
}

/** Returns the name of a key's entry in tables: `v4tov4 *:8080`. */
export function keyLabel(key: string): string {
  const side = parseKey(key);
  return side ? entryLabel(side) : key;
}

/** Returns the name of an entry in sentences, as it was typed: `v4tov4 *:80`, `v6tov4 [::1]:80`. */
export function entryLabel(side: ListenSide): string {
  return `${side.family} ${listenLabel(side)}`;
}

/** Returns the name of a listen side within its family: `*:80`. */
export function listenLabel({ listenAddress, listenPort, protocol }: ListenSide): string {
  const label = hostAndPort(listenAddress, listenPort);
  return isTcp(protocol) ? label : `${label} ${protocol}`;
}

/** Whether two listen sides have the same key. Makes no keys: it is asked of 10,000 entries at every key press. */
export function sameSide(one: ListenSide, other: ListenSide): boolean {
  return (
    sameText(one.listenPort, other.listenPort) &&
    sameText(one.listenAddress, other.listenAddress) &&
    one.family === other.family &&
    isTcp(one.protocol) === isTcp(other.protocol)
  );
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}

function isTcp(protocol: Protocol | undefined): protocol is 'tcp' | undefined {
  return protocol === undefined || protocol === 'tcp';
}
