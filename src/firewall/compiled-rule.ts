import { type MachineFacts, addressSpans, portSpans } from './conditions/condition-spans.ts';
import type { Spans } from './conditions/spans.ts';
import { inactiveReason } from './inactive-reason.ts';
import type { FirewallRule } from './rule.ts';

/** A rule as a judge takes it. */
export interface CompiledRule {
  readonly rule: FirewallRule;
  /** Whether a relay can judge it. */
  readonly isActive: boolean;
  /** Local ports and addresses, remote ports and addresses; undefined: all of them. */
  readonly axes: readonly (Spans | undefined)[];
}

/** Places in the axes of a rule. */
export const LOCAL_PORT = 0;
export const LOCAL_ADDRESS = 1;

/** Rules compiled with the facts of a machine; each rule only once. */
export class CompiledRules {
  readonly #facts: MachineFacts;
  readonly #known = new WeakMap<FirewallRule, CompiledRule>();

  constructor(facts: MachineFacts) {
    this.#facts = facts;
  }

  /** Returns a rule compiled. */
  of(rule: FirewallRule): CompiledRule {
    const known = this.#known.get(rule);
    if (known) return known;
    const { localPort, localIp, remotePort, remoteIp } = rule;
    const isActive = inactiveReason(rule) === undefined;
    const axes = [
      portSpans(localPort),
      addressSpans(localIp, this.#facts),
      portSpans(remotePort),
      addressSpans(remoteIp, this.#facts),
    ];
    const compiled = { rule, isActive, axes };
    this.#known.set(rule, compiled);
    return compiled;
  }
}
