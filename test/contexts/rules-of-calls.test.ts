import { describe, expect, test } from 'vitest';
import { rulesOfCalls } from '../../contexts/moving/rules-of-calls.ts';
import { ruleFrom } from '../../src/firewall/make-rule.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';
import { planRules } from '../../src/portproxy/formats/plan-rules.ts';

function rulesOf(...lines: readonly string[]) {
  const { rules, left } = rulesOfCalls(
    lines.map((args, at) => ({ line: at + 1, args: `advfirewall ${args}` })),
  );
  return {
    rules: rules.map(({ rule, line }) => `${line}: ${rule.name} ${rule.localPort}`),
    left: left.map(({ line, reason }) => `${line}: ${reason}`),
  };
}

describe('lines of advfirewall are done in order', () => {
  const ADD = (name: string, port = '80') =>
    `firewall add rule name=${name} dir=in action=allow protocol=tcp localport=${port}`;

  test('adds, changes, deletes and resets', () => {
    expect(
      rulesOf(ADD('a'), ADD('b'), 'f del rule name=A', 'f set rule name=b new localport=81 name=c'),
    ).toEqual({ rules: ['2: c 81'], left: [] });
    expect(rulesOf(ADD('a'), 'reset', ADD('b'))).toEqual({ rules: ['3: b 80'], left: [] });
    expect(
      rulesOf(ADD('a'), ADD('a', '81'), 'firewall delete rule name=all protocol=tcp localport=80'),
    ).toEqual({ rules: ['2: a 81'], left: [] });
  });

  test('what is no rule, or a wrong one, is told with the reason', () => {
    expect(
      rulesOf(
        ADD('a', 'x'),
        'firewall add rule name=n dir=in action=allow localport=80',
        'firewall set rule group=g new enable=yes',
        'set allprofiles state off',
        'set allprofiles state on',
        'set store gpo=x',
        'firewall show rule name=all',
      ).left,
    ).toEqual([
      '1: Use a port from 0 to 65535, a range such as 80-90, several with commas, or any.',
      '2: A rule with localport needs protocol=tcp or protocol=udp.',
      '3: Rules have no groups here.',
      '4: Import takes rules, and no policies.',
      '6: This netsh does not have this command.',
    ]);
  });
});

describe('which rules an import takes', () => {
  const table = [
    entryFrom({ family: 'v4tov4', listenPort: '8000-8010', connectAddress: '10.0.0.5', connectPort: '80' }),
  ];
  const rule = (name: string, values: object) =>
    ({
      line: 1,
      rule: ruleFrom({ name, direction: 'in', action: 'allow', protocol: 'tcp', ...values }),
    }) as const;
  const found = [
    rule('in range', { localPort: '1,8005' }),
    rule('around it', { localPort: '1-65535' }),
    rule('other', { localPort: '8011' }),
    rule('no port', { remoteIp: '10.0.0.1' }),
    rule('target', { direction: 'out', remotePort: '80' }),
    rule('other target', { direction: 'out', remotePort: '8005' }),
  ];
  const plan = (mode: 'matching' | 'all' | 'none', current = found.slice(0, 0)) => {
    const planned = planRules(
      found,
      current.map((one) => one.rule),
      { mode, table, services: new Map() },
    );
    return [planned.added, planned.kept, planned.left].map((rules) => rules.map((one) => one.rule.name));
  };

  test('by the ports of the table, all, or none', () => {
    expect(plan('matching')).toEqual([
      ['in range', 'around it', 'target'],
      [],
      ['other', 'no port', 'other target'],
    ]);
    expect(plan('all')[0]).toHaveLength(6);
    expect(plan('none')[2]).toHaveLength(6);
  });

  test('one that is there is kept, as often as it is there', () => {
    expect(plan('matching', [found[0]!])[1]).toEqual(['in range']);
    const twice = planRules([found[0]!, found[0]!], [found[0]!.rule], {
      mode: 'all',
      table,
      services: new Map(),
    });
    expect([twice.added.length, twice.kept.length]).toEqual([1, 1]);
  });
});
