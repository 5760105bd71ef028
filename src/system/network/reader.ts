import type { IpVersion } from '../../portproxy/family.ts';
import type {
  AddressFacts,
  InterfaceFacts,
  InterfaceSettings,
  NeighborFacts,
  PortRange,
  RouteFacts,
  TcpSettings,
  TrafficFacts,
} from './facts.ts';

/**
 * Reads the network of this machine at this moment; changes nothing and sends nothing. Each method throws `NotTold`
 * where this system does not tell.
 */
export interface NetworkReader {
  /** Returns interfaces in the order of their index; with an IP version only those that speak it. */
  interfaces(version?: IpVersion): readonly InterfaceFacts[];
  settings(name: string, version: IpVersion): InterfaceSettings;
  addresses(version: IpVersion): Promise<readonly AddressFacts[]>;
  /** Whether an interface got its IPv4 address by DHCP; null where the system does not tell. */
  hasDhcpLease(index: number | null): boolean | null;
  routes(version: IpVersion): Promise<readonly RouteFacts[]>;
  neighbors(version: IpVersion): Promise<readonly NeighborFacts[]>;
  traffic(): readonly TrafficFacts[];
  /** Returns the name servers of the whole machine, in the order in which they are asked. */
  dnsServers(version: IpVersion): Promise<readonly string[]>;
  dynamicPorts(): PortRange;
  tcp(): TcpSettings;
}

/** Something that this system does not tell; the message is a full sentence. */
export class NotTold extends Error {
  override readonly name = 'NotTold';
}
