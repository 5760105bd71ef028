import { EVERY_ADDRESS } from './address.ts';
import { type Family, connectVersion, loopback } from './family.ts';

/** One portproxy entry, its values as they were typed: names and service names are never replaced. */
export interface Entry {
  readonly family: Family;
  readonly listenAddress: string;
  readonly listenPort: string;
  readonly connectAddress: string;
  readonly connectPort: string;
  readonly protocol: 'tcp';
  /** Switched off by the user: stored, and not listened on. */
  readonly disabled?: true;
}

/** What names an entry: its family and listen side. */
export type ListenSide = Pick<Entry, 'family' | 'listenAddress' | 'listenPort'>;

/** The values of an entry that a command supplied; listenPort is always among them. */
export interface EntryValues {
  readonly family: Family;
  readonly listenPort: string;
  readonly listenAddress?: string | undefined;
  readonly connectAddress?: string | undefined;
  readonly connectPort?: string | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}

/**
 * The key by which the table finds an entry: family, listen address and port as text, letters without case
 * (spec section 4). It is also the entry's id towards the relay.
 */
export function entryKey(side: ListenSide): string {
  return `${side.family} ${side.listenAddress.toLowerCase()} ${side.listenPort.toLowerCase()}`;
}

/** How tables name the entry of a key: family, listen address and port, such as `v4tov4 *:8080`. */
export function keyLabel(key: string): string {
  const [family = '', address = '', port = ''] = key.split(' ');
  return `${family} ${hostAndPort(address, port)}`;
}

/** How sentences name an entry: `v4tov4 *:80`, `v6tov4 [::1]:80`. */
export function entryLabel({ family, listenAddress, listenPort }: ListenSide): string {
  return `${family} ${hostAndPort(listenAddress, listenPort)}`;
}

/** An address or name and a port as people write them; an IPv6 address in brackets. */
export function hostAndPort(host: string, port: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The listen side that a command names, `*` where it gives no listen address. */
export function listenSide(values: EntryValues): ListenSide {
  return {
    family: values.family,
    listenAddress: values.listenAddress ?? EVERY_ADDRESS,
    listenPort: values.listenPort,
  };
}

/** An entry from what a command supplied, netsh's defaults for the rest. */
export function entryFrom(values: EntryValues): Entry {
  return {
    ...listenSide(values),
    connectAddress: values.connectAddress ?? loopback(connectVersion(values.family)),
    connectPort: values.connectPort ?? values.listenPort,
    protocol: 'tcp',
    ...(values.state === 'disabled' && { disabled: true }),
  };
}
