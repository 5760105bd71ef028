import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddresses } from '../../src/firewall/condition-texts.ts';
import { type Denial, type Judge, type Question, compileRules } from '../../src/firewall/judge.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { FirewallRule, Rulebook } from '../../src/firewall/rule.ts';
import { spelled } from './arbitrary-rule.ts';
import { bookOf as rulebookOf, withPolicy } from './rulebook.ts';
import { walk } from './plain-walk.ts';

const FACTS = { localSubnets: ['192.168.7.20/24', 'fd00:7::20/64'] };
const CLIENT = '10.0.0.5';

describe('who may connect', () => {
  test.each<[string, Partial<FirewallRule>[], Partial<Question>, string]>([
    ['no rule denies', [], {}, 'allowed'],
    ['a block', [{ action: 'block', remoteIp: CLIENT }], {}, 'block r0'],
    ['a block of others', [{ action: 'block', remoteIp: '10.0.0.6' }], {}, 'allowed'],
    ['who is on the allow list', [{ ...at(8080), remoteIp: CLIENT }], {}, 'allowed'],
    ['who is not on the allow list', [{ ...at(8080), remoteIp: '10.0.0.6' }], {}, 'allow list r0'],
    ['a port that no allow list names', [{ ...at(8081), remoteIp: '10.0.0.6' }], {}, 'allowed'],
    ['a list for UDP', [{ ...at(8080), protocol: 'udp', remoteIp: '10.0.0.6' }], {}, 'allowed'],
    ['block over allow', [at(8080), { action: 'block', remoteIp: '10.0.0.0/8' }], {}, 'block r1'],
    ['block over bypass', [{ ...at(8080), action: 'bypass' }, { action: 'block' }], {}, 'block r1'],
    ['bypass is allow', [{ ...at(8080), action: 'bypass', remoteIp: '10.0.0.6' }], {}, 'allow list r0'],
    ['a disabled block', [{ action: 'block', enabled: false }], {}, 'allowed'],
    ['a disabled list', [{ ...at(8080), remoteIp: '10.0.0.6', enabled: false }], {}, 'allowed'],
    ['dir=out', [{ action: 'block', direction: 'out' }], {}, 'allowed'],
    ['a list of a program', [{ ...at(8080), remoteIp: '10.0.0.6', program: 'x' }], {}, 'allowed'],
    [
      'a program never widens',
      [
        { ...at(8080), program: 'x' },
        { ...at(8080), remoteIp: '10.0.0.6' },
      ],
      {},
      'allow list r1',
    ],
    ['a word that means nothing here', [{ action: 'block', remoteIp: 'dns,wins' }], {}, 'allowed'],
    ['such a word among others', [{ action: 'block', remoteIp: `dns,${CLIENT}` }], {}, 'block r0'],
    ['localsubnet from elsewhere', [{ ...at(8080), remoteIp: 'localsubnet' }], {}, 'allow list r0'],
    ['localsubnet', [{ ...at(8080), remoteIp: 'localsubnet' }], { remoteAddress: '192.168.7.99' }, 'allowed'],
    [
      'localsubnet, v6',
      [{ ...at(8080), remoteIp: 'localsubnet' }],
      { remoteAddress: 'fd00:7::99' },
      'allowed',
    ],
    ['another local address', [{ action: 'block', localIp: '10.0.0.2' }], {}, 'allowed'],
    ['this local address', [{ action: 'block', localIp: '10.0.0.1' }], {}, 'block r0'],
    [
      'the port of the client',
      [{ action: 'block', protocol: 'tcp', remotePort: '40000-40002' }],
      {},
      'block r0',
    ],
    [
      'another port of the client',
      [{ action: 'block', protocol: 'tcp', remotePort: '40001' }],
      {},
      'allowed',
    ],
    [
      'a mapped client',
      [{ action: 'block', remoteIp: CLIENT }],
      { remoteAddress: '::ffff:10.0.0.5' },
      'block r0',
    ],
    ['a mapped rule', [{ action: 'block', remoteIp: '::ffff:a00:5' }], {}, 'block r0'],
    [
      'a client as a number',
      [{ action: 'block', remoteIp: CLIENT }],
      { remoteAddress: 0x0a00_0005 },
      'block r0',
    ],
    ['a zone', [{ action: 'block', remoteIp: 'fe80::/10' }], { remoteAddress: 'fe80::1%eth0' }, 'block r0'],
    ['::/0 is not IPv4', [{ action: 'block', remoteIp: '::/0' }], {}, 'allowed'],
    [
      'a range of IPv6 over the mapped ones is not IPv4',
      [{ action: 'block', remoteIp: '::-::ffff:ffff:0' }],
      {},
      'allowed',
    ],
    [
      'a range into the mapped ones',
      [{ action: 'block', remoteIp: '::1-::ffff:a00:5' }],
      { remoteAddress: '::2' },
      'block r0',
    ],
  ])('%s', (_what, rules, question, expected) => {
    expect(said(inbound(bookOf(rules)), question)).toBe(expected);
  });

  test('the policy decides about ports that no rule names', () => {
    const closed = withPolicy(bookOf([{ ...at(8080), remoteIp: CLIENT }]), { inbound: 'blockinbound' });
    expect(said(inbound(closed), {})).toBe('allowed');
    expect(said(inbound(closed), { localPort: 9 })).toBe('policy blockinbound');
  });

  test('a client whose address is not known is denied where anything is', () => {
    expect(said(inbound(bookOf([{ action: 'block', remoteIp: CLIENT }])), { remoteAddress: '' })).toBe(
      'policy unknown address',
    );
  });

  test('rules that are switched off, or that deny nothing, cost nothing', () => {
    const off = withPolicy(bookOf([{ action: 'block' }]), { state: 'off', inbound: 'blockinbound' });
    expect(compileRules(off, FACTS)).toEqual({});
    expect(compileRules(bookOf([{ remoteIp: CLIENT }]), FACTS)).toEqual({});
    expect(compileRules(INITIAL_RULEBOOK, FACTS)).toEqual({});
  });

  test('rules of another profile count for nothing', () => {
    const book = bookOf([{ action: 'block', profiles: 'domain,private' }]);
    expect(said(compileRules(book, { ...FACTS, profile: 'public' }).inbound, {})).toBe('allowed');
    expect(said(compileRules(book, { ...FACTS, profile: 'private' }).inbound, {})).toBe('block r0');
  });
});

describe('targets', () => {
  const target = { remoteAddress: '10.1.0.1', remotePort: 443 };

  test('a rule of dir=out blocks a target', () => {
    const book = bookOf([{ direction: 'out', action: 'block', protocol: 'tcp', remotePort: '443' }]);
    const { inbound: none, dialling, outbound } = compileRules(book, FACTS);
    expect(none).toBeUndefined();
    expect(said(dialling, target)).toBe('block r0');
    expect(outbound).toBe(dialling);
  });

  test('an allow rule closes no target, but the policy does', () => {
    const book = bookOf([{ direction: 'out', remoteIp: '10.1.0.0/16' }]);
    expect(compileRules(book, FACTS)).toEqual({});
    const { dialling } = compileRules(withPolicy(book, { outbound: 'blockoutbound' }), FACTS);
    expect(said(dialling, target)).toBe('allowed');
    expect(said(dialling, { remoteAddress: '10.2.0.1' })).toBe('policy blockoutbound');
  });

  test('localip is judged when the target is reached', () => {
    const book = bookOf([{ direction: 'out', action: 'block', localIp: '10.0.0.1' }]);
    const { dialling, outbound } = compileRules(book, FACTS);
    expect(dialling).toBeUndefined();
    expect(said(outbound, target)).toBe('block r0');
    expect(said(outbound, { ...target, localAddress: () => '10.0.0.2' })).toBe('allowed');
  });
});

const ports = fc.constantFrom('any', '80', '8080', '79-81', '80,8080', 'rpc,81', '0-65535');
const lists = fc
  .array(
    fc.constantFrom(
      '10.0.0.5',
      '10.0.0.0/24',
      '10.0.0.4-10.0.0.6',
      '0.0.0.0/0',
      'localsubnet',
      'dns',
      'fd00::/8',
      '::/0',
      'fd00:7::5',
      'fd00:7::1-fd00:7::9',
      '::ffff:10.0.0.0/120',
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((items) => spelled(parseAddresses(items.join(','))));
const conditions = fc.record({
  action: fc.constantFrom('allow', 'block', 'bypass'),
  enabled: fc.oneof(
    { weight: 5, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  protocol: fc.constantFrom('tcp', 'udp', 'any'),
  localIp: fc.oneof(fc.constant('any'), lists),
  remoteIp: fc.oneof(fc.constant('any'), lists),
  localPort: ports,
  remotePort: ports.filter((text) => !text.includes('rpc')),
});
const addresses = fc.constantFrom(
  '10.0.0.5',
  '10.0.0.200',
  '9.9.9.9',
  '192.168.7.9',
  'fd00:7::5',
  '2001:db8::1',
);
const questions = fc.record({
  protocol: fc.constantFrom('tcp', 'udp'),
  localPort: fc.constantFrom(79, 80, 81, 8080),
  remotePort: fc.constantFrom(80, 81, 40_000),
  remoteAddress: addresses,
  local: addresses,
});

test('the compiled judge decides as a walk over all rules does', () => {
  fc.assert(
    fc.property(
      fc.array(conditions, { maxLength: 12 }),
      fc.array(questions, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (rules, asked, isClosed) => {
        const open = bookOf(rules);
        const book = isClosed ? withPolicy(open, { inbound: 'blockinbound' }) : open;
        const judge = inbound(book);
        for (const { local, ...others } of asked) {
          const question: Question = { ...others, localAddress: () => local };
          expect(said(judge, question)).toBe(walk(book, FACTS.localSubnets, question));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('10,000 rules of every kind are decided as by a walk', () => {
  const rules = Array.from({ length: 10_000 }, (_, at): Partial<FirewallRule> => ({
    action: at % 3 === 0 ? 'block' : 'allow',
    protocol: 'tcp',
    localPort: `${at % 50}-${(at % 50) + 7}`,
    remoteIp: `10.${at % 200}.${(at * 7) % 250}.0/24`,
    localIp: at % 11 === 0 ? '10.0.0.1' : 'any',
    remotePort: at % 13 === 0 ? '40000' : 'any',
  }));
  const book = bookOf(rules);
  const judge = inbound(book);
  for (let at = 0; at < 20; at += 1) {
    const question = ask({ localPort: at * 3, remoteAddress: `10.${at}.${(at * 7) % 250}.9` });
    expect(said(judge, question)).toBe(walk(book, [], question));
  }
});

function at(port: number): Partial<FirewallRule> {
  return { action: 'allow', protocol: 'tcp', localPort: String(port) };
}

/** Rules may have ports only with a protocol that has them. */
function bookOf(rules: readonly Partial<FirewallRule>[]): Rulebook {
  const noPorts = { localPort: 'any', remotePort: 'any' };
  const isAny = ({ protocol = 'any' }: Partial<FirewallRule>): boolean => protocol === 'any';
  return rulebookOf(...rules.map((rule) => (isAny(rule) ? { ...rule, ...noPorts } : rule)));
}

function inbound(book: Rulebook): Judge | undefined {
  return compileRules(book, FACTS).inbound;
}

function ask(question: Partial<Question>): Question {
  return {
    protocol: 'tcp',
    localPort: 8080,
    remoteAddress: CLIENT,
    remotePort: 40_000,
    localAddress: () => '10.0.0.1',
    ...question,
  };
}

function said(judge: Judge | undefined, question: Partial<Question>): string {
  const denial: Denial | undefined = judge?.(ask(question));
  return denial ? `${denial.by} ${denial.name}` : 'allowed';
}
