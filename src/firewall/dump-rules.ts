import { isInitial } from './policy.ts';
import { PROFILES, type ProfilePolicy, type Rulebook } from './rule.ts';
import { ruleWords } from './rule-words.ts';

/** How a comment begins that this product reads as a command (`src/language/read.ts`). */
const DIRECTIVE = '#netsh: advfirewall';

/**
 * Returns rules and policies as comments that rebuild exactly this rulebook when they are read here, and that Windows
 * skips; nothing for a rulebook that nobody has changed.
 */
export function dumpRulebook(rulebook: Rulebook): string[] {
  if (isInitial(rulebook)) return [];
  return [
    `${DIRECTIVE} reset`,
    ...PROFILES.flatMap((profile) => policyLines(profile, rulebook.policies[profile])),
    ...rulebook.rules.map((rule) => `${DIRECTIVE} firewall add rule ${ruleWords(rule)}`),
  ];
}

function policyLines(profile: string, { state, inbound, outbound }: ProfilePolicy): string[] {
  const set = `${DIRECTIVE} set ${profile}profile`;
  return [`${set} state ${state}`, `${set} firewallpolicy ${inbound},${outbound}`];
}
