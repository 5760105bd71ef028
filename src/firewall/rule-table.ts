import { type RuleProblem, type RuleValues, ruleProblem } from './make-rule.ts';
import { INITIAL_RULEBOOK, samePolicy } from './policy.ts';
import type { FirewallRule, Profile, ProfilePolicy, Rulebook } from './rule.ts';
import type { RuleChange, RuleFilter } from './rule-change.ts';

/** Most rules that a rulebook holds. */
export const MAX_RULES = 20_000;

/** The result of a change: how many rules it met and how they are now, that there are none, or why it cannot be. */
export type RuleResult =
  | { readonly kind: 'done'; readonly count: number; readonly rules: readonly FirewallRule[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'full' }
  | { readonly kind: 'problem'; readonly rule: FirewallRule; readonly problem: RuleProblem };

/** A rulebook that is being changed; a change that fails changes nothing. */
export class RuleTable {
  #rules: FirewallRule[];
  /** Names as they are compared, beside the rules. */
  #names: string[];
  #policies: Readonly<Record<Profile, ProfilePolicy>>;
  #isChanged = false;

  constructor({ rules, policies }: Rulebook) {
    this.#rules = [...rules];
    this.#names = rules.map(nameKey);
    this.#policies = policies;
  }

  /** Whether a change has changed anything. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Returns the rulebook as it is now. */
  rulebook(): Rulebook {
    return { rules: [...this.#rules], policies: this.#policies };
  }

  /** Makes a change. */
  apply(change: RuleChange): RuleResult {
    switch (change.op) {
      case 'rule-add':
        return this.#add(change.rule);
      case 'rule-delete':
        return this.#delete(change.filter);
      case 'rule-set':
        return this.#set(change.filter, change.values);
      case 'policy':
        return this.#setPolicies(change.profiles, change.values);
      case 'rules-reset':
        return this.#reset();
    }
  }

  #add(rule: FirewallRule): RuleResult {
    const problem = ruleProblem(rule);
    if (problem) return { kind: 'problem', rule, problem };
    if (this.#rules.length >= MAX_RULES) return { kind: 'full' };
    this.#rules.push(rule);
    this.#names.push(nameKey(rule));
    return this.#done(1, [rule]);
  }

  #delete(filter: RuleFilter): RuleResult {
    const found = new Set(this.#found(filter));
    if (found.size === 0) return { kind: 'absent' };
    this.#rules = this.#rules.filter((_, index) => !found.has(index));
    this.#names = this.#names.filter((_, index) => !found.has(index));
    return this.#done(found.size, []);
  }

  #set(filter: RuleFilter, values: RuleValues): RuleResult {
    const found = this.#found(filter);
    if (found.length === 0) return { kind: 'absent' };
    const after = found.map((index): FirewallRule => ({ ...this.#rules[index]!, ...values }));
    for (const rule of after) {
      const problem = ruleProblem(rule);
      if (problem) return { kind: 'problem', rule, problem };
    }
    for (const [at, index] of found.entries()) {
      this.#rules[index] = after[at]!;
      this.#names[index] = nameKey(after[at]!);
    }
    return this.#done(found.length, after);
  }

  #setPolicies(profiles: readonly Profile[], values: Partial<ProfilePolicy>): RuleResult {
    const policies = { ...this.#policies };
    for (const profile of profiles) policies[profile] = { ...policies[profile], ...values };
    const isSame = profiles.every((profile) => samePolicy(policies[profile], this.#policies[profile]));
    this.#policies = policies;
    return isSame ? { kind: 'done', count: profiles.length, rules: [] } : this.#done(profiles.length, []);
  }

  #reset(): RuleResult {
    const count = this.#rules.length;
    this.#rules = [];
    this.#names = [];
    this.#policies = INITIAL_RULEBOOK.policies;
    return this.#done(count, []);
  }

  #done(count: number, rules: readonly FirewallRule[]): RuleResult {
    this.#isChanged = true;
    return { kind: 'done', count, rules };
  }

  #found(filter: RuleFilter): number[] {
    const name = filter.name?.toLowerCase();
    const others = entriesOf(filter);
    const found: number[] = [];
    for (let index = 0; index < this.#rules.length; index++) {
      if (name !== undefined && this.#names[index] !== name) continue;
      if (others.length === 0 || meets(this.#rules[index]!, others)) found.push(index);
    }
    return found;
  }
}

/** Returns the rules that a filter means. */
export function matchingRules<R extends FirewallRule>(rules: readonly R[], filter: RuleFilter): readonly R[] {
  const name = filter.name?.toLowerCase();
  const others = entriesOf(filter);
  return rules.filter((rule) => (name === undefined || nameKey(rule) === name) && meets(rule, others));
}

function nameKey({ name }: FirewallRule): string {
  return name.toLowerCase();
}

/** The values of a filter beside the name. */
function entriesOf({ name: _name, ...others }: RuleFilter): [string, unknown][] {
  return Object.entries(others).filter(([, value]) => value !== undefined);
}

function meets(rule: FirewallRule, wanted: readonly [string, unknown][]): boolean {
  if (wanted.length === 0) return true;
  const values = new Map<string, unknown>(Object.entries(rule));
  return wanted.every(([property, value]) => sameText(values.get(property), value));
}

/** Paths of programs and names of services are compared without case; all other texts have one spelling. */
function sameText(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string'
    ? one.toLowerCase() === other.toLowerCase()
    : one === other;
}
