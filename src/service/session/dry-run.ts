import { applyRuleChange } from '../../firewall/apply-rule-change.ts';
import { isRuleChange } from '../../firewall/rule-change.ts';
import { RuleTable } from '../../firewall/rule-table.ts';
import type { Entry } from '../../portproxy/entry.ts';
import { inGroup } from '../../portproxy/groups.ts';
import { entryKey } from '../../portproxy/key.ts';
import { meetsFilter } from '../../relay/connection-filter.ts';
import type { ConnectionInfo } from '../../relay/relay.ts';
import type { Backend, TableBackend } from '../contract/backend.ts';
import type { FleetAnswers, FleetQuestion } from '../contract/fleet-view.ts';
import { listedRulebook, plainRule } from '../contract/rule-status.ts';
import { stoppedEntries } from '../contract/status.ts';
import { notices } from '../server/relay-entry.ts';
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
    async kill({ group, ...filter }) {
      const [all, entries] = await Promise.all([
        real.connections(),
        group === undefined ? [] : real.entries(),
      ]);
      const keys = new Set(entries.filter(inGroup(group)).map(entryKey));
      const isOfGroup = (key: string): boolean => group === undefined || keys.has(key);
      return all.filter((one) => isOfGroup(one.entry) && meetsFilter(one, filter)).length;
    },
    async setMetrics() {
      return { kind: 'done', metrics: (await real.status()).metrics };
    },
    async setLog() {
      return { kind: 'done', log: (await real.status()).log };
    },
    fleet: () => real.fleet(),
    async joinFleet() {
      return { kind: 'done' };
    },
    async leaveFleet() {
      return { kind: 'done' };
    },
    fleetHistory: (query) => real.fleetHistory(query),
    async undoFleet() {
      return { kind: 'done', notices: [] };
    },
    async fleetCall() {
      return { kind: 'refused', code: 'invalid', detail: 'A dry run changes nothing of a fleet.' };
    },
    askFleet: (question) => tryToAsk(real, question),
    status: () => real.status(),
    start: () => real.status(),
    async stop() {
      return (await real.status()).running;
    },
    close: () => real.close(),
  };
}

/** Asks the machines of a fleet; of connections to end only how many there are. */
async function tryToAsk(real: Backend, asked: FleetQuestion): Promise<FleetAnswers> {
  if (asked.question !== 'kill') return await real.askFleet(asked);
  const { filter: { group, ...filter } = {}, ...other } = asked;
  const answers = await real.askFleet({ ...other, question: 'connections' });
  if (answers.kind === 'refused') return answers;
  const keys = new Set(
    group === undefined ? [] : (await real.entries()).filter(inGroup(group)).map(entryKey),
  );
  const isWanted = (one: ConnectionInfo): boolean =>
    (group === undefined || keys.has(one.entry)) && meetsFilter(one, filter);
  return {
    ...answers,
    answers: answers.answers.map(({ machine, connections = [] }) => ({
      machine,
      killed: connections.filter(isWanted).length,
    })),
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
