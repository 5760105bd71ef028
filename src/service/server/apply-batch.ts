import { applyRuleChange } from '../../firewall/apply-rule-change.ts';
import { isRuleChange } from '../../firewall/rule-change.ts';
import type { RuleTable } from '../../firewall/rule-table.ts';
import { type AppliedChange, applyChange } from '../../portproxy/changes/apply-change.ts';
import type { Services } from '../../portproxy/port.ts';
import type { Table } from '../../portproxy/table.ts';
import type { HomeChange } from '../contract/parse-change.ts';
import type { SystemFirewall } from '../../system/firewall/system-firewall.ts';

/** Changes that were asked for together; `stopAtFirst`: those behind the first that fails are skipped. */
export interface ChangeBatch {
  readonly changes: readonly HomeChange[];
  readonly stopAtFirst: boolean;
}

/** What a batch is tried on. */
interface Drafts {
  readonly table: Table;
  readonly rules: RuleTable;
  readonly services: Services;
  /** The firewall in charge of the system, where one is known. */
  readonly firewall: SystemFirewall | undefined;
}

/** Makes the changes of a batch in memory, in order. */
export function applyBatch(
  { table, rules, services, firewall }: Drafts,
  { changes, stopAtFirst }: ChangeBatch,
): AppliedChange[] {
  let failed = false;
  return changes.map((change) => {
    if (failed && stopAtFirst) return { result: { kind: 'skipped' }, put: [] };
    const applied = isRuleChange(change)
      ? { result: applyRuleChange(rules, change, firewall), put: [] }
      : applyChange(table, change, services);
    failed ||= applied.result.kind !== 'done';
    return applied;
  });
}

/** Whether a change of a batch is one of the rules. */
export function hasRules({ changes }: ChangeBatch): boolean {
  return changes.some((change) => isRuleChange(change));
}
