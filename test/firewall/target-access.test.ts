import { describe, expect, test } from 'vitest';
import { ruleFrom } from '../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import { PROFILES, type Rulebook } from '../../src/firewall/rule.ts';
import { targetJudge } from '../../src/firewall/target-access.ts';

type Values = Omit<Parameters<typeof ruleFrom>[0], 'direction' | 'protocol'>;

const book = (...all: Values[]): Rulebook => ({
  ...INITIAL_RULEBOOK,
  rules: all.map((values) => ruleFrom({ protocol: 'tcp', ...values, direction: 'out' })),
});
const closed = (rulebook: Rulebook): Rulebook => ({
  ...rulebook,
  policies: {
    ...rulebook.policies,
    ...Object.fromEntries(
      PROFILES.map((one) => [one, { state: 'on', inbound: 'allowinbound', outbound: 'blockoutbound' }]),
    ),
  },
});
const told = (rulebook: Rulebook, host: string, from = 80, to = from) =>
  targetJudge(rulebook)({ host, ports: { from, to }, protocol: 'tcp' });

test('without rules every target is open', () => expect(told(INITIAL_RULEBOOK, '10.0.0.5')).toBeUndefined());

describe('a rule that blocks', () => {
  const blocking = book({ name: 'x', action: 'block', remoteIp: '10.0.0.0/24', remotePort: '80-90' });
  test.each([
    ['10.0.0.5', 80, 80, 'The relay may not connect there (rule x).'],
    ['10.0.0.5', 85, 95, 'The relay may not always connect there (rule x).'],
    ['web.example.com', 80, 80, 'The relay may not always connect there (rule x).'],
    ['10.0.1.5', 80, 80, undefined],
    ['10.0.0.5', 91, 91, undefined],
  ])('is told of %s:%i-%i: %s', (host, from, to, expected) =>
    expect(told(blocking, host, from, to)).toBe(expected),
  );

  test('counts only where it is enabled, and of the protocol', () => {
    expect(told(book({ name: 'x', action: 'block', enabled: false }), '10.0.0.5')).toBeUndefined();
    expect(
      targetJudge(blocking)({ host: '10.0.0.5', ports: { from: 80, to: 80 }, protocol: 'udp' }),
    ).toBeUndefined();
  });
});

describe('the policy blockoutbound', () => {
  test('keeps from every target that no rule allows', () =>
    expect(told(closed(INITIAL_RULEBOOK), '10.0.0.5')).toMatch(
      /policy is blockoutbound, and no rule allows it/,
    ));
  test('not from one that a rule allows; of a part it says so', () => {
    const open = closed(book({ name: 'y', action: 'allow', remoteIp: '10.0.0.5' }));
    expect(told(open, '10.0.0.5')).toBeUndefined();
    expect(told(open, 'web.example.com')).toMatch(/rule y allows a part/);
  });
});
