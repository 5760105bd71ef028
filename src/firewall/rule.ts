/** Whether a rule is about clients of entries, or about connections of the relay to targets. */
type Direction = 'in' | 'out';

/** The three profiles that Windows has. */
export const PROFILES = ['domain', 'private', 'public'] as const;

/** One of the profiles. */
export type Profile = (typeof PROFILES)[number];

/**
 * A rule of `advfirewall firewall`. Its values are texts in one spelling, as they are stored and sent: lower case where they are
 * words, `any` where nothing was given; `src/firewall/conditions/` computes with them. Names are not unique and are compared without case.
 */
export interface FirewallRule {
  readonly name: string;
  readonly direction: Direction;
  readonly action: 'allow' | 'block' | 'bypass';
  readonly enabled: boolean;
  /** `any`, or profiles with commas. */
  readonly profiles: string;
  /** `any`, `tcp`, `udp`, `icmpv4`, `icmpv4:8,any`, `icmpv6`, or a number from 0 to 255. */
  readonly protocol: string;
  /** `any`, or with commas: addresses, networks `10.0.0.0/8`, ranges `10.0.0.5-10.0.0.9`, words such as `localsubnet`. */
  readonly localIp: string;
  readonly remoteIp: string;
  /** `any`, or with commas: ports, ranges `80-90`, words such as `rpc`. */
  readonly localPort: string;
  readonly remotePort: string;
  /** What a relay cannot judge, or need not; absent where it was not given. */
  readonly program?: string;
  readonly service?: string;
  readonly description?: string;
  readonly interfaceType?: string;
  readonly remoteComputerGroup?: string;
  readonly remoteUserGroup?: string;
  readonly edge?: string;
  readonly security?: string;
}

/** What is decided where no rule decides. */
export interface ProfilePolicy {
  readonly state: 'on' | 'off' | 'notconfigured';
  readonly inbound: 'blockinbound' | 'allowinbound' | 'notconfigured';
  readonly outbound: 'allowoutbound' | 'blockoutbound' | 'notconfigured';
}

/** All rules, in the order of their creation, and the policy of each profile. */
export interface Rulebook {
  readonly rules: readonly FirewallRule[];
  readonly policies: Readonly<Record<Profile, ProfilePolicy>>;
}
