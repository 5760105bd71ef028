import { isRecord } from '../portproxy/is-record.ts';
import { PROFILES, type Profile, type ProfilePolicy, type Rulebook } from './rule.ts';

/** The words of each value of a policy, in the spelling that netsh prints. */
export const POLICY_WORDS = {
  state: { on: 'ON', off: 'OFF', notconfigured: 'NotConfigured' },
  inbound: { blockinbound: 'BlockInbound', allowinbound: 'AllowInbound', notconfigured: 'NotConfigured' },
  outbound: {
    allowoutbound: 'AllowOutbound',
    blockoutbound: 'BlockOutbound',
    notconfigured: 'NotConfigured',
  },
} as const satisfies {
  readonly [Name in keyof ProfilePolicy]: Readonly<Record<ProfilePolicy[Name], string>>;
};

/** The policy before anybody sets one: as on a system without a firewall. */
const INITIAL_POLICY: ProfilePolicy = { state: 'on', inbound: 'allowinbound', outbound: 'allowoutbound' };

/** The rulebook before anybody changes it. */
export const INITIAL_RULEBOOK: Rulebook = {
  rules: [],
  policies: { domain: INITIAL_POLICY, private: INITIAL_POLICY, public: INITIAL_POLICY },
};

/** Whether a rulebook is as it begins: no rules, and the first policies. */
export function isInitial({ rules, policies }: Rulebook): boolean {
  return rules.length === 0 && PROFILES.every((profile) => samePolicy(policies[profile], INITIAL_POLICY));
}

/** Whether values of a policy are those that it begins with. */
export function isInitialPolicy(values: Partial<ProfilePolicy>): boolean {
  return samePolicy({ ...INITIAL_POLICY, ...values }, INITIAL_POLICY);
}

/** Whether two policies decide the same. */
export function samePolicy(one: ProfilePolicy, other: ProfilePolicy): boolean {
  return one.state === other.state && one.inbound === other.inbound && one.outbound === other.outbound;
}

/** The policy in force: which profiles count, and what is decided where no rule decides. */
export interface PolicyInForce {
  /** Current profiles that are not switched off; without any, no rule counts. */
  readonly profiles: readonly Profile[];
  readonly blocksInbound: boolean;
  readonly blocksOutbound: boolean;
}

/** Returns the policy in force where a profile is current; without one, as on systems that have none, all of them are. */
export function policyInForce(policies: Rulebook['policies'], current?: Profile): PolicyInForce {
  const profiles = PROFILES.filter(
    (profile) => policies[profile].state !== 'off' && (current === undefined || profile === current),
  );
  return {
    profiles,
    blocksInbound: profiles.some((profile) => policies[profile].inbound === 'blockinbound'),
    blocksOutbound: profiles.some((profile) => policies[profile].outbound === 'blockoutbound'),
  };
}

/** Returns the profile that a value names; undefined for anything else. */
export function oneProfile(value: unknown): Profile | undefined {
  return PROFILES.find((profile) => profile === value);
}

/** Reads the policies of all profiles; undefined for anything else. */
export function parsePolicies(value: unknown): Rulebook['policies'] | undefined {
  if (!isRecord(value)) return undefined;
  const [domain, own, open] = PROFILES.map((profile) => parsePolicy(value[profile]));
  return domain && own && open && { domain, private: own, public: open };
}

/** Reads some values of a policy; undefined for anything else. */
export function parsePolicyValues(value: unknown): Partial<ProfilePolicy> | undefined {
  if (!isRecord(value)) return undefined;
  const state = wordOf(POLICY_WORDS.state, value['state']);
  const inbound = wordOf(POLICY_WORDS.inbound, value['inbound']);
  const outbound = wordOf(POLICY_WORDS.outbound, value['outbound']);
  const all = { ...(state && { state }), ...(inbound && { inbound }), ...(outbound && { outbound }) };
  return Object.keys(value).every((name) => Object.hasOwn(all, name)) ? all : undefined;
}

function parsePolicy(value: unknown): ProfilePolicy | undefined {
  const { state, inbound, outbound } = parsePolicyValues(value) ?? {};
  return state && inbound && outbound && { state, inbound, outbound };
}

function wordOf<Word extends string>(
  known: Readonly<Record<Word, string>>,
  value: unknown,
): Word | undefined {
  return typeof value === 'string' && isKey(known, value) ? value : undefined;
}

function isKey<Word extends string>(known: Readonly<Record<Word, string>>, text: string): text is Word {
  return Object.hasOwn(known, text);
}
