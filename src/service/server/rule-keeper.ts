import { listedRulebook, type ListedRulebook } from '../contract/rule-status.ts';
import { storeRefusal } from '../contract/refusal.ts';
import { joinedRulebook } from '../../firewall/joined-rulebook.ts';
import { INITIAL_RULEBOOK, isInitial } from '../../firewall/policy.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { RuleTable } from '../../firewall/rule-table.ts';
import type { RulesStore } from '../../store/table-store.ts';

/** Rules and policies in memory, kept by their store and enforced by the relay together with those of the fleet. */
export class RuleKeeper {
  readonly #store: RulesStore;
  readonly #enforce: (rulebook: Rulebook) => Promise<void>;
  #rulebook: Rulebook;
  #shared: Rulebook;

  /** `enforce` hands a rulebook to the relay; resolves when it is in force. `shared`: the rules of the fleet as they are known then. */
  constructor(
    rulebook: Rulebook,
    store: RulesStore,
    enforce: (rulebook: Rulebook) => Promise<void>,
    shared: Rulebook = INITIAL_RULEBOOK,
  ) {
    this.#rulebook = rulebook;
    this.#store = store;
    this.#enforce = enforce;
    this.#shared = shared;
  }

  /** Brings the rules into force. */
  async start(): Promise<void> {
    if (!isInitial(this.#whole)) await this.#enforce(this.#whole);
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
    await this.#enforce(this.#whole);
  }

  /** As `take`; resolves with why they could not be written, which `onNotice` is told too. */
  async tryTake(
    draft: RuleTable,
    onNotice: (text: string) => void,
  ): Promise<ReturnType<typeof storeRefusal> | undefined> {
    try {
      await this.take(draft);
      return undefined;
    } catch (error) {
      const refusal = storeRefusal(error);
      onNotice(refusal.detail);
      return refusal;
    }
  }

  /** Takes the rules that the store holds now; writes those in memory again where it holds none that can be used. */
  async reload(): Promise<void> {
    const stored = await this.#store.reload();
    if (stored) this.#rulebook = stored;
    else await this.#store.save(this.#rulebook);
    await this.#enforce(this.#whole);
  }

  /** Takes other rules of the fleet; resolves when they are in force. */
  async takeShared(shared: Rulebook): Promise<void> {
    if (shared === this.#shared) return;
    this.#shared = shared;
    await this.#enforce(this.#whole);
  }

  get #whole(): Rulebook {
    return isInitial(this.#shared) ? this.#rulebook : joinedRulebook(this.#rulebook, this.#shared);
  }
}
