import { expect, test } from 'vitest';
import { ruleFrom } from '../../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../../src/firewall/policy.ts';
import type { FirewallRule } from '../../../src/firewall/rule.ts';
import { RuleTable } from '../../../src/firewall/rule-table.ts';
import { applyRuleChange } from '../../../src/firewall/apply-rule-change.ts';
import { ufwOf } from '../../../src/system/firewall/ufw.ts';

const UFW = ufwOf('ENABLED=yes', '');
const WEB = {
  name: 'web',
  direction: 'in',
  action: 'allow',
  protocol: 'tcp',
  localPort: '80,8000-8100',
} as const;

function notices(values: Partial<FirewallRule>, firewall = UFW): readonly string[] {
  const rule = ruleFrom({ ...WEB, ...values });
  const result = applyRuleChange(new RuleTable(INITIAL_RULEBOOK), { op: 'rule-add', rule }, firewall);
  if (result.kind !== 'done') throw new Error(result.kind);
  return result.notices;
}

test('a rule that lets clients in tells the command of the firewall in charge', () => {
  expect(notices({})).toEqual([
    'ufw guards this system too, and may keep clients out. To let them in: sudo ufw allow 80,8000:8100/tcp',
  ]);
});

test.each<Partial<FirewallRule>>([
  { action: 'block' },
  { direction: 'out', localPort: 'any', remotePort: '80' },
  { enabled: false },
  { protocol: 'any', localPort: 'any' },
  { localIp: '127.0.0.1' },
  { remoteIp: '127.0.0.1,::1' },
])('a rule that opens no port tells nothing: %j', (values) => expect(notices(values)).toEqual([]));

test('an inactive rule tells why, and no command', () => {
  expect(notices({ program: 'x' })).toEqual([
    'The rule web is inactive. A relay does not see which program connects (program).',
  ]);
});

test('nothing is told where no firewall is known', () => {
  const rule = ruleFrom(WEB);
  expect(applyRuleChange(new RuleTable(INITIAL_RULEBOOK), { op: 'rule-add', rule })).toEqual({
    kind: 'done',
    notices: [],
    count: 1,
  });
});

test('a change of many rules names five of each kind', () => {
  const table = new RuleTable(INITIAL_RULEBOOK);
  for (let at = 0; at < 20; at += 1)
    table.apply({ op: 'rule-add', rule: ruleFrom({ ...WEB, localPort: `${8000 + at}` }) });
  const set = (values: Partial<FirewallRule>) =>
    applyRuleChange(table, { op: 'rule-set', filter: { name: 'WEB' }, values }, UFW);
  expect(set({ enabled: true })).toMatchObject({ count: 20, notices: { length: 5 } });
  expect(set({ program: 'x' })).toMatchObject({
    notices: expect.arrayContaining(['15 more rules are inactive.']),
  });
});
