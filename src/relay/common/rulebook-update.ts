import type { FirewallRule, Rulebook } from '../../firewall/rule.ts';

/** A rulebook as it goes to the data plane: rules that it has already go by their numbers. */
export interface RulebookUpdate {
  readonly policies: Rulebook['policies'];
  /** The numbers of all rules, in their order. */
  readonly order: Uint32Array;
  readonly added: readonly (readonly [number, FirewallRule])[];
}

/** The end that sends rulebooks; a rule is known again as long as it is the same object. */
export class RulebookSender {
  #numbers = new Map<FirewallRule, number>();
  #last = 0;

  /** Returns what makes the last rulebook at the other end into this one. */
  update({ rules, policies }: Rulebook): RulebookUpdate {
    const before = this.#numbers;
    const numbers = new Map<FirewallRule, number>();
    const added: [number, FirewallRule][] = [];
    const order = Uint32Array.from(rules, (rule) => {
      let number = numbers.get(rule) ?? before.get(rule);
      if (number === undefined) {
        number = this.#last++;
        added.push([number, rule]);
      }
      numbers.set(rule, number);
      return number;
    });
    this.#numbers = numbers;
    return { policies, order, added };
  }

  /** The other end is a new one, and has no rules. */
  forget(): void {
    this.#numbers = new Map();
  }
}

/** The end that gets rulebooks; a rule that was sent before is the same object. */
export class RulebookReceiver {
  #rules = new Map<number, FirewallRule>();

  /** Returns the rulebook that an update makes. */
  take({ policies, order, added }: RulebookUpdate): Rulebook {
    const before = this.#rules;
    for (const [number, rule] of added) before.set(number, rule);
    this.#rules = new Map();
    const rules: FirewallRule[] = [];
    for (const number of order) {
      const rule = before.get(number);
      if (rule === undefined) throw new Error(`Rule ${number} was never sent.`);
      this.#rules.set(number, rule);
      rules.push(rule);
    }
    return { rules, policies };
  }
}
