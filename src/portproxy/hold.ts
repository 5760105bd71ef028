import { isIP } from 'node:net';
import { type Address, parseListenAddress } from './address.ts';
import type { Entry } from './entry.ts';
import { type IpVersion, connectVersion, listenVersion, loopback } from './family.ts';
import { isLoopback, reachedAs, unspecified } from './host-address.ts';
import type { EntryStatus } from './state.ts';
import { type Port, type PortSpan, type Services, overlap, parsePort, portSpan, spanSize } from './port.ts';
import { hasSeveralTargets, parseTargets } from './targets.ts';

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
  if (entry.machines !== undefined) return OF_FLEET;
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

const OF_FLEET =
  'It chooses machines of a fleet, and this is the table of one machine. Add it to the fleet, or set machines=default.';

/** Returns why an entry that is still to be made would forward to itself, as far as this is known of the machine; else undefined. */
export function selfForwarding(
  entry: Entry,
  services: Services,
  addresses: readonly string[],
): string | undefined {
  const listen = parsePort(entry.listenPort, services);
  const connect = parsePort(entry.connectPort, services);
  if (!listen.ok || !connect.ok) return undefined;
  return selfReason(entry, listen.value, connect.value, { addresses, hostname: '', hosts: new Map() });
}

function selfReason(entry: Entry, listen: Port, connect: Port, machine: Machine): string | undefined {
  const [from, to] = [portSpan(listen), portSpan(connect)];
  const targets = parseTargets(entry.connectAddress, connectVersion(entry.family));
  const listening = parseListenAddress(entry.listenAddress, listenVersion(entry.family));
  if (!listening.ok || !targets.ok) return undefined;
  const meeting = targets.value.filter(({ port }) =>
    meets(from, port === undefined ? to : { from: port, to: port }),
  );
  if (meeting.length === 0) return undefined;
  const hears = listeningOn(listening.value, listenVersion(entry.family), machine);
  for (const { address } of meeting) {
    const isNamed = listening.value.kind === 'name' && sameName(listening.value.text, address.text);
    const met = isNamed ? '' : reached(address, connectVersion(entry.family), machine).find(hears);
    if (met !== undefined) return toItself(throughText(entry, address, met));
  }
  return undefined;
}

/** Says which target leads back, where that is not plain: one of several, or a name that is an address of this machine. */
function throughText(entry: Entry, { kind, text }: Address, met: string): string {
  if (kind === 'name' && met !== '') return `; ${text} is ${met}`;
  return hasSeveralTargets(entry.connectAddress) ? `, by its target ${text}` : '';
}

function toItself(through: string): string {
  return `It would forward to itself (same address and port on both sides${through}). ${SELF_REMEDY}`;
}

/** What makes an entry listen that would forward to itself. */
export const SELF_REMEDY = 'Name another target, or a listenaddress.';

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
