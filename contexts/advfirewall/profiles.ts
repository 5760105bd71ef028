import { POLICY_WORDS } from '../../src/firewall/policy.ts';
import { PROFILES, type Profile, type ProfilePolicy } from '../../src/firewall/rule.ts';
import { type ProfileSetting, showPolicies } from '../../src/firewall/show-rules.ts';
import {
  type Group,
  type Parsed,
  type ValueType,
  command,
  lazyGroup,
  optional,
  required,
} from '../../src/language/schema.ts';
import type { Host } from '../host.ts';
import { oneOf } from '../values/word.ts';
import { refusing } from './refusing.ts';
import { ruleOutcome } from './rule-outcome.ts';

/** The names of commands about profiles. Systems without profiles are in all of them at once, so current means all. */
const COMMANDS: readonly {
  readonly name: string;
  readonly profiles: readonly Profile[];
  readonly whose: string;
}[] = [
  { name: 'allprofiles', profiles: PROFILES, whose: 'all profiles' },
  { name: 'currentprofile', profiles: PROFILES, whose: 'the current profiles, here all' },
  { name: 'domainprofile', profiles: ['domain'], whose: 'the domain profile' },
  { name: 'privateprofile', profiles: ['private'], whose: 'the private profile' },
  { name: 'publicprofile', profiles: ['public'], whose: 'the public profile' },
];

const SETTINGS: readonly ProfileSetting[] = ['state', 'firewallpolicy'];
const NOT_HERE =
  "Use state or firewallpolicy. Logging and other settings of Windows' firewall do not exist here.";

/** `set allprofiles` and its like. */
export function setProfiles(): Group<Host> {
  return lazyGroup<Host>('set', 'Sets the policy.', () =>
    COMMANDS.map(({ name, profiles, whose }) =>
      command({
        name,
        text: `Sets the policy of ${whose}.`,
        change: true,
        tags: {
          parameter: required(setting, [
            'state switches the rules on or off;',
            'firewallpolicy says what holds where no rule decides.',
          ]),
          value: required(settingValue, [
            'For state: on, off or notconfigured. For firewallpolicy: IN,OUT with',
            'blockinbound, allowinbound or notconfigured, and allowoutbound,',
            'blockoutbound or notconfigured.',
          ]),
        },
        remarks: [
          'The policy begins as allowinbound,allowoutbound. With blockinbound only',
          'those may connect whom a rule allows.',
        ],
        examples: [`set ${name} state on`, `set ${name} firewallpolicy blockinbound,allowoutbound`],
        effect: ({ value }) => `Sets the policy of ${whose}: ${Object.values(value).join(', ')}.`,
        action: async ({ value }, host: Host) =>
          ruleOutcome(
            await host.backend.change({ op: 'policy', profiles, values: value }, host.run),
            () => [],
          ),
      }),
    ),
  );
}

/** `show allprofiles` and its like. */
export function showProfiles(): Group<Host> {
  return lazyGroup<Host>('show', 'Shows the policy.', () =>
    COMMANDS.map(({ name, profiles, whose }) =>
      command({
        name,
        text: `Shows the policy of ${whose}.`,
        tags: { parameter: optional(setting, 'state or firewallpolicy.', { fallback: 'both' }) },
        remarks: ['Shows whether the rules are on, and what holds where no rule decides.'],
        examples: [`show ${name}`, `show ${name} state`],
        action: async ({ parameter }, host: Host) => {
          const { policies } = await host.backend.rules();
          const settings = parameter === undefined ? SETTINGS : [parameter];
          const json = {
            policies: Object.fromEntries(profiles.map((profile) => [profile, policies[profile]])),
          };
          return { kind: 'text', lines: showPolicies(policies, profiles, settings), json };
        },
      }),
    ),
  );
}

const words = oneOf(SETTINGS);

const setting: ValueType<ProfileSetting> = refusing({
  ...words,
  parse(text, facts) {
    const parsed = words.parse(text, facts);
    return parsed.ok ? parsed : { ok: false, reason: NOT_HERE };
  },
});

const settingValue: ValueType<Partial<ProfilePolicy>> = refusing({
  usage: '<value>',
  accepts: 'on or off, or two policies with a comma',
  parse(text, facts, given) {
    const named = words.parse(given?.['parameter'] ?? '', facts);
    return named.ok && named.value === 'firewallpolicy' ? policyOf(text) : stateOf(text);
  },
  suggest(facts, { values }) {
    const named = words.parse(values['parameter'] ?? '', facts);
    const known = named.ok && named.value === 'firewallpolicy' ? POLICIES : Object.keys(POLICY_WORDS.state);
    return known.map((value) => ({ value, text: '' }));
  },
});

const POLICIES = ['blockinbound,allowoutbound', 'allowinbound,allowoutbound', 'blockinbound,blockoutbound'];

function stateOf(text: string): Parsed<Partial<ProfilePolicy>> {
  const state = wordOf(POLICY_WORDS.state, text);
  return state ? { ok: true, value: { state } } : { ok: false, reason: 'Use on, off or notconfigured.' };
}

function policyOf(text: string): Parsed<Partial<ProfilePolicy>> {
  const [first = '', second = '', ...more] = text.split(',');
  const inbound = wordOf(POLICY_WORDS.inbound, first);
  const outbound = wordOf(POLICY_WORDS.outbound, second);
  if (inbound && outbound && more.length === 0) return { ok: true, value: { inbound, outbound } };
  return {
    ok: false,
    reason:
      'Use two policies with a comma: blockinbound, allowinbound or notconfigured, then allowoutbound, blockoutbound or notconfigured.',
  };
}

function wordOf<Word extends string>(known: Readonly<Record<Word, string>>, text: string): Word | undefined {
  const wanted = text.trim().toLowerCase();
  for (const word in known) if (word === wanted) return word;
  return undefined;
}
