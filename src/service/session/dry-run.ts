import { isRuleChange } from '../../firewall/rule-change.ts';
import { RuleTable } from '../../firewall/rule-table.ts';
import type { Entry } from '../../portproxy/entry.ts';
import { meetsFilter } from '../../relay/connection-filter.ts';
import type { Backend, TableBackend } from '../contract/backend.ts';
import { listedRulebook, plainRule } from '../contract/rule-status.ts';
import { stoppedEntries } from '../contract/status.ts';
import { notices } from '../server/relay-entry.ts';
import { applyRuleChange } from '../server/apply-rule-change.ts';
import { Draft } from './draft.ts';

/**
 * Returns a backend that reads another one and does nothing: every call answers what it would do. Each is written out, so
 * that no new call reaches the other backend by mistake.
 */
export function dryRun(real: Backend): Backend {
  return {
    ...dryTable(real),
    connections: () => real.connections(),
    feed: (options) => real.feed(options),
    async kill(filter) {
      const all = await real.connections();
      return all.filter((one) => meetsFilter(one, filter)).length;
    },
    async setMetrics() {
      return { kind: 'done', metrics: (await real.status()).metrics };
    },
    status: () => real.status(),
    start: () => real.status(),
    async stop() {
      return (await real.status()).running;
    },
    close: () => real.close(),
  };
}

/** Returns a table whose changes go to a draft that is never committed. */
export function dryTable(real: TableBackend): TableBackend {
  let opened: Promise<Draft> | undefined;
  const draft = (): Promise<Draft> => (opened ??= Draft.of(real));
  let ruleDraft: Promise<RuleTable> | undefined;
  const draftOfRules = (): Promise<RuleTable> =>
    (ruleDraft ??= real
      .rules()
      .then(({ rules, policies }) => new RuleTable({ rules: rules.map(plainRule), policies })));
  return {
    async entries() {
      return opened ? stoppedEntries((await opened).entries()) : await real.entries();
    },
    async rules() {
      return ruleDraft ? listedRulebook((await ruleDraft).rulebook()) : await real.rules();
    },
    async change(change, run) {
      if (isRuleChange(change)) {
        const rules = await draftOfRules();
        if (run?.failed) return { kind: 'skipped' };
        const result = applyRuleChange(rules, change);
        if (run && result.kind !== 'done') run.failed = true;
        return result;
      }
      const over = await draft();
      if (run?.failed) return { kind: 'skipped' };
      const { result, put } = over.change(change);
      if (result.kind === 'done') return { kind: 'done', notices: noticesOf(put, over) };
      if (run) run.failed = true;
      return result;
    },
    async transaction(transaction) {
      const over = await draft();
      const plan = over.transact(transaction);
      return plan.ok
        ? { kind: 'done', notices: noticesOf(plan.put, over) }
        : { kind: 'conflict', conflicts: plan.conflicts };
    },
    flush() {},
  };
}

function noticesOf(put: readonly Entry[], draft: Draft): string[] {
  return put.flatMap((entry) => notices(entry, draft.held(entry) ?? { state: 'listening' }));
}
