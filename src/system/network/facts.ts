import type { IpVersion } from '../../portproxy/family.ts';

/** An interface of this machine; null is what the system does not tell. */
export interface InterfaceFacts {
  readonly name: string;
  readonly index: number | null;
  /** Bytes. */
  readonly mtu: number | null;
  /** Switched on by the administrator. */
  readonly isEnabled: boolean;
  /** Carries packets: switched on, and its link is up. */
  readonly isConnected: boolean;
  readonly isLoopback: boolean;
}

/** How long an address may be used, seconds; null where the system does not tell. */
export type Lifetime = number | 'infinite' | null;

/** An address of an interface. */
export interface AddressFacts {
  readonly interface: string;
  readonly version: IpVersion;
  /** Without a zone. */
  readonly address: string;
  readonly prefixLength: number;
  /** Whether duplicate address detection (RFC 4862) and the lifetimes let it be used. */
  readonly state: 'Preferred' | 'Deprecated' | 'Tentative' | 'Duplicate' | null;
  /** Where it comes from: `Dynamic` is a router or DHCPv6, where the system does not tell which. */
  readonly origin: 'Manual' | 'Public' | 'Temporary' | 'Dynamic' | 'Other' | null;
  readonly valid: Lifetime;
  readonly preferred: Lifetime;
}

/** A route of the main table. */
export interface RouteFacts {
  readonly version: IpVersion;
  /** Such as `192.0.2.0/24`. */
  readonly prefix: string;
  /** Null where the destination is on the link. */
  readonly gateway: string | null;
  /** Null where packets are refused instead of sent. */
  readonly interface: string | null;
  readonly metric: number;
  /** Who made it: the system itself, a router's advertisement, or somebody else. */
  readonly type: 'System' | 'Autoconf' | 'Manual' | null;
}

/** A neighbor on a link. */
export interface NeighborFacts {
  readonly version: IpVersion;
  readonly interface: string;
  readonly address: string;
  /** The link's address in the system's spelling; null while it is not known. */
  readonly mac: string | null;
  readonly type:
    | 'Complete'
    | 'Delay'
    | 'Incomplete'
    | 'Permanent'
    | 'Probe'
    | 'Reachable'
    | 'Stale'
    | 'Unreachable'
    | null;
  readonly isRouter: boolean;
}

/** What an interface has carried since it exists, bytes. */
export interface TrafficFacts {
  readonly interface: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** The ports from which the system chooses for outgoing connections. */
export interface PortRange {
  readonly start: number;
  readonly count: number;
}

/** Settings of an interface for one IP version; null is what the system does not tell. */
export interface InterfaceSettings {
  readonly forwarding: boolean | null;
  readonly baseReachableTimeMs: number | null;
  readonly retransmissionIntervalMs: number | null;
  /** IPv6 only. */
  readonly dadTransmits: number | null;
}

/** TCP settings that mean the same as one of Windows'; null is what the system does not tell. */
export interface TcpSettings {
  readonly autoTuning: 'normal' | 'disabled' | null;
  readonly congestionProvider: string | null;
  /** `incoming`: agreed to, not asked for. */
  readonly ecn: 'enabled' | 'incoming' | 'disabled' | null;
  readonly timestamps: 'enabled' | 'disabled' | null;
  readonly maxSynRetransmissions: number | null;
  /** `client` and `server`: for connections of only that direction. */
  readonly fastOpen: 'enabled' | 'client' | 'server' | 'disabled' | null;
  readonly hyStart: 'enabled' | 'disabled' | null;
}
