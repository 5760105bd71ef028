import { isIP } from 'node:net';
import { type Address, parseConnectAddress, parseListenAddress } from './address.ts';
import type { Entry } from './entry.ts';
import { type IpVersion, connectVersion, listenVersion, loopback } from './family.ts';
import { isLoopback, reachedAs, unspecified } from './host-address.ts';
import type { EntryStatus } from './state.ts';
import { type Port, type PortSpan, type Services, overlap, parsePort, portSpan, spanSize } from './port.ts';

/** Addresses and names of a machine, to find entries that forward to themselves without asking a name server. */
export interface Machine {
  /** Addresses of its interfaces, without zones. */
  readonly addresses: readonly string[];
  /** Its name, which stands for all its addresses. */
  readonly hostname: string;
  /** Names of the hosts file, in lower case, with their addresses. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}

/** Returns why an entry must not listen: disabled by the user, or held; undefined where it may. */
export function holdStatus(entry: Entry, services: Services, machine: Machine): EntryStatus | undefined {
  if (entry.disabled)
    return { state: 'disabled', reason: 'It is disabled; set it with state=enabled to use it.' };
  const reason = holdReason(entry, services, machine);
  return reason === undefined ? undefined : { state: 'held', reason };
}

function holdReason(entry: Entry, services: Services, machine: Machine): string | undefined {
  const listen = parsePort(entry.listenPort, services);
  const connect = parsePort(entry.connectPort, services);
  for (const [parsed, text] of [
    [listen, entry.listenPort],
    [connect, entry.connectPort],
  ] as const) {
    if (!parsed.ok) return `This system does not know the service ${text}.`;
  }
  if (!listen.ok || !connect.ok) return undefined;
  return selfReason(entry, listen.value, connect.value, machine);
}

function selfReason(entry: Entry, listen: Port, connect: Port, machine: Machine): string | undefined {
  const [from, to] = [portSpan(listen), portSpan(connect)];
  if (!meets(from, to)) return undefined;
  const listening = parseListenAddress(entry.listenAddress, listenVersion(entry.family));
  const connecting = parseConnectAddress(entry.connectAddress, connectVersion(entry.family));
  if (!listening.ok || !connecting.ok) return undefined;
  if (listening.value.kind === 'name' && sameName(listening.value.text, connecting.value.text)) {
    return toItself('');
  }
  const hears = listeningOn(listening.value, listenVersion(entry.family), machine);
  const met = reached(connecting.value, connectVersion(entry.family), machine).find((host) => hears(host));
  if (met === undefined) return undefined;
  const through = connecting.value.kind === 'name' ? `; ${entry.connectAddress} is ${met}` : '';
  return toItself(through);
}

function toItself(through: string): string {
  return `It would forward to itself (same address and port on both sides${through}).`;
}

/** Whether some port forwards to the very same port. A range that leads into itself some ports further is a chain. */
function meets(listen: PortSpan, connect: PortSpan): boolean {
  return spanSize(connect) === 1 ? overlap(listen, connect) !== undefined : listen.from === connect.from;
}

/** Whether a listener on this address hears what is sent to a host (in canonical form). */
function listeningOn(address: Address, version: IpVersion, machine: Machine): (host: string) => boolean {
  const hosts = address.kind === 'every' ? [unspecified(version)] : reached(address, version, machine, true);
  if (!hosts.includes(unspecified(version))) return (host) => hosts.includes(host);
  const own = new Set(machine.addresses.map(canonical));
  return (host) => isIP(host) === version && (isLoopback(host) || own.has(host));
}

/** The hosts (in canonical form) that an address leads to; a listener keeps `0.0.0.0` and `::` as they are. */
function reached(address: Address, version: IpVersion, machine: Machine, listening = false): string[] {
  if (address.kind === 'every') return [];
  const hosts = address.kind === 'literal' ? [address.host] : named(address.text, version, machine);
  // Connecting to the unspecified address means this machine.
  return hosts
    .map(canonical)
    .map((host) => (!listening && host === unspecified(version) ? canonical(loopback(version)) : host));
}

function named(text: string, version: IpVersion, machine: Machine): string[] {
  const name = text.toLowerCase().replace(/\.$/, '');
  const own = machine.hostname.toLowerCase();
  const known = [...(machine.hosts.get(name) ?? [])];
  // RFC 6761, section 6.3: localhost and every name below it are this machine.
  if (name === 'localhost' || name.endsWith('.localhost')) known.push(loopback(version));
  if (name === own || name === own.split('.')[0]) known.push(...machine.addresses);
  return known.filter((host) => isIP(host.replace(/%.*$/, '')) === version);
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** One spelling for each address: no zone, IPv6 compressed, an IPv4-mapped one as the IPv4 address it reaches. */
function canonical(host: string): string {
  return reachedAs(host.replace(/%.*$/, '')).host;
}
