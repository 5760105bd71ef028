import { dumpRulebook } from '../src/firewall/dump-rules.ts';
import { command, lazyGroup } from '../src/language/schema.ts';
import { ServiceError } from '../src/service/contract/service-error.ts';
import { helpEntries } from './common.ts';
import type { Host, NetshContext } from './host.ts';
import { showAccess } from './advfirewall/access.ts';
import { setProfiles, showProfiles } from './advfirewall/profiles.ts';
import { addRule, deleteRule, setRule } from './advfirewall/rule-commands.ts';
import { ruleOutcome } from './advfirewall/rule-outcome.ts';
import { showRule } from './advfirewall/show-rule.ts';

const firewall: NetshContext = {
  kind: 'context',
  name: 'firewall',
  brief: 'Rules about who may connect: add, show, delete.',
  byUse: ['add', 'show', 'set', 'delete'],
  entries: [
    lazyGroup<Host>('add', 'Adds a rule.', () => [addRule()]),
    lazyGroup<Host>('delete', 'Deletes rules.', () => [deleteRule()]),
    lazyGroup<Host>('set', 'Changes rules.', () => [setRule()]),
    lazyGroup<Host>('show', 'Shows rules.', () => [showRule(), showAccess()]),
    ...helpEntries,
  ],
};

/** `advfirewall`: who may connect to entries, and to which targets the relay may connect. */
export const advfirewall: NetshContext = {
  kind: 'context',
  name: 'advfirewall',
  brief: 'Who may connect: rules and policies, which the relay enforces.',
  byUse: ['firewall', 'show', 'set', 'reset'],
  dumpsFirst: true,
  dump: async (host) => {
    try {
      const lines = dumpRulebook(await host.backend.rules());
      // Nothing listens while a replay puts rules in the place of others: else it would be open to everybody for a moment.
      return lines.length === 0 ? [] : ['', '#netsh: interface portproxy reset', ...lines];
    } catch (error) {
      // An older netsh at the other end has no rules.
      if (error instanceof ServiceError && error.code === 'version') return [];
      throw error;
    }
  },
  entries: [
    firewall,
    command({
      name: 'reset',
      text: 'Deletes every rule, and lets everybody connect.',
      change: true,
      remarks: ['Deletes all rules and sets every policy to allowinbound,allowoutbound.'],
      effect: (_args, { rulebook }) => {
        const rules = rulebook?.rules.length ?? 0;
        const deleted = rules === 1 ? 'the one rule' : `all ${rules} rules`;
        return `${rules > 0 ? `Deletes ${deleted}, and lets` : 'Lets'} everybody connect.`;
      },
      confirm: (_args, { rulebook }) => {
        const { length } = rulebook?.rules ?? [];
        if (length === 0) return undefined;
        return `Delete ${length === 1 ? 'the one rule' : `all ${length} rules`}, and let everybody connect?`;
      },
      action: async (_args, host: Host) =>
        ruleOutcome(await host.backend.change({ op: 'rules-reset' }, host.run), () => []),
    }),
    setProfiles(),
    showProfiles(),
    ...helpEntries,
  ],
};
