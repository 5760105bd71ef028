import { listedRulebook, type ListedRulebook } from '../contract/rule-status.ts';
import { inactiveReason } from '../../firewall/inactive-reason.ts';
import type { FirewallRule, Rulebook } from '../../firewall/rule.ts';
import type { RuleChange } from '../../firewall/rule-change.ts';
import { MAX_RULES, type RuleResult, RuleTable } from '../../firewall/rule-table.ts';
import type { ChangeResult } from '../../portproxy/changes/results.ts';
import type { RulesStore } from '../../store/table-store.ts';

/** Rules and policies in memory, kept by their store and enforced by the relay. */
export class RuleKeeper {
  readonly #store: RulesStore;
  readonly #enforce: (rulebook: Rulebook) => Promise<void>;
  #rulebook: Rulebook;

  /** `enforce` hands a rulebook to the relay; resolves when it is in force. */
  constructor(rulebook: Rulebook, store: RulesStore, enforce: (rulebook: Rulebook) => Promise<void>) {
    this.#rulebook = rulebook;
    this.#store = store;
    this.#enforce = enforce;
  }

  /** Brings the rules into force. */
  start(): Promise<void> {
    return this.#enforce(this.#rulebook);
  }

  /** Returns the rules with their states, and the policies. */
  listed(): ListedRulebook {
    return listedRulebook(this.#rulebook);
  }

  /** Returns a copy to try changes on. */
  draft(): RuleTable {
    return new RuleTable(this.#rulebook);
  }

  /** Writes what a draft has become, and brings it into effect. Rejects with a `StoreError`. */
  async take(draft: RuleTable): Promise<void> {
    if (!draft.isChanged) return;
    const rulebook = draft.rulebook();
    await this.#store.save(rulebook);
    this.#rulebook = rulebook;
    await this.#enforce(rulebook);
  }

  /** Takes the rules that the store holds now; writes those in memory again where it holds none that can be used. */
  async reload(): Promise<void> {
    const stored = await this.#store.reload();
    if (stored) this.#rulebook = stored;
    else await this.#store.save(this.#rulebook);
    await this.#enforce(this.#rulebook);
  }
}

/** Makes a change of a draft; its result is that of the control API. */
export function applyRuleChange(draft: RuleTable, change: RuleChange): ChangeResult {
  const result = draft.apply(change);
  switch (result.kind) {
    case 'done':
      return { kind: 'done', notices: inactiveNotices(result), count: result.count };
    case 'absent':
      return result;
    case 'full':
      return { kind: 'refused', code: 'limit', detail: `A rulebook holds at most ${MAX_RULES} rules.` };
    case 'problem': {
      const { rule, problem } = result;
      return { kind: 'refused', code: 'invalid', detail: `The rule ${rule.name}: ${problem.reason}` };
    }
  }
}

/** How many rules that count for nothing are named after a change. */
const MAX_NAMED = 5;

function inactiveNotices({ rules }: RuleResult & { kind: 'done' }): string[] {
  const notices = rules.flatMap((rule) => inactiveNotice(rule));
  const others = notices.length - MAX_NAMED;
  return others > 0 ? [...notices.slice(0, MAX_NAMED), `${others} more rules are inactive.`] : notices;
}

function inactiveNotice(rule: FirewallRule): string[] {
  const reason = rule.enabled ? inactiveReason(rule) : undefined;
  return reason === undefined ? [] : [`The rule ${rule.name} is inactive. ${reason}`];
}
