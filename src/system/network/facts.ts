import type { IpVersion } from '../../portproxy/family.ts';

/** An interface of this machine; null where the system does not tell. */
export interface InterfaceFacts {
  readonly name: string;
  readonly index: number | null;
  /** In bytes. */
  readonly mtu: number | null;
  /** Enabled by the administrator. */
  readonly isEnabled: boolean;
  /** Enabled, and its link is up, so that it carries packets. */
  readonly isConnected: boolean;
  readonly isLoopback: boolean;
}

/** How long an address may be used, in seconds; null where the system does not tell. */
export type Lifetime = number | 'infinite' | null;

/** An address of an interface. */
export interface AddressFacts {
  readonly interface: string;
  readonly version: IpVersion;
  /** Without a zone. */
  readonly address: string;
  readonly prefixLength: number;
  /** Its state by duplicate address detection (RFC 4862) and its lifetimes. */
  readonly state: 'Preferred' | 'Deprecated' | 'Tentative' | 'Duplicate' | null;
  /** Its origin; `Dynamic` is a router or DHCPv6, where the system does not tell which. */
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
  /** Its maker: the system, the advertisement of a router, or somebody else. */
  readonly type: 'System' | 'Autoconf' | 'Manual' | null;
}

/** A neighbor on a link. */
export interface NeighborFacts {
  readonly version: IpVersion;
  readonly interface: string;
  readonly address: string;
  /** Its link address in the spelling of the system; null while it is not known. */
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

/** Bytes that an interface has carried since it exists. */
export interface TrafficFacts {
  readonly interface: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** The ports from which the system chooses local ports of outgoing connections. */
export interface PortRange {
  readonly start: number;
  readonly count: number;
}

/** Settings of an interface for one IP version; null where the system does not tell. */
export interface InterfaceSettings {
  readonly forwarding: boolean | null;
  readonly baseReachableTimeMs: number | null;
  readonly retransmissionIntervalMs: number | null;
  /** IPv6 only. */
  readonly dadTransmits: number | null;
}

/** TCP settings that mean the same on Windows; null where the system does not tell. */
export interface TcpSettings {
  readonly autoTuning: 'normal' | 'disabled' | null;
  readonly congestionProvider: string | null;
  /** `incoming`: accepted, but not requested. */
  readonly ecn: 'enabled' | 'incoming' | 'disabled' | null;
  readonly timestamps: 'enabled' | 'disabled' | null;
  readonly maxSynRetransmissions: number | null;
  /** `client` and `server`: only for connections in that direction. */
  readonly fastOpen: 'enabled' | 'client' | 'server' | 'disabled' | null;
  readonly hyStart: 'enabled' | 'disabled' | null;
}
