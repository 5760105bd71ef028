import type { Rulebook } from '../firewall/rule.ts';
import type { RulesChange } from './rules-change.ts';

/** Keys of changes that are about no entry begin with one of these. */
export const RULE_KEY = 'rule ';
export const POLICY_KEY = 'policy ';

/** A value that a commit changed, as commands write it; without `before` or `after` the entry did not have it then. */
export interface ChangedValue {
  readonly tag: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What a commit did to one entry, rule or policy, by its key. `moved`: its values stayed, its place in the table did not. */
export interface EntryChange {
  readonly key: string;
  readonly kind: 'added' | 'changed' | 'deleted' | 'moved';
  /** The values that differ; of one that was added or deleted all, its key left out. */
  readonly values: readonly ChangedValue[];
}

/** What a commit made of the rules. */
export interface RulesStep {
  /** All of them before it and after it; undefined where the log does not tell. */
  readonly before: Rulebook | undefined;
  readonly after: Rulebook | undefined;
  /** What it did to them. */
  readonly change: RulesChange;
}
