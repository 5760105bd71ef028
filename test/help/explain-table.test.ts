import { expect, test } from 'vitest';
import { tableLines } from '../../help/explain-table.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import { ruleFrom } from '../../src/firewall/make-rule.ts';
import type { Rulebook } from '../../src/firewall/rule.ts';
import { type EntryValues, entryFrom } from '../../src/portproxy/entry.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';

const FACTS = {
  services: new Map([['http', 80]]),
  addresses: [{ address: '10.0.0.1', version: 4 as const }],
};

function listed(values: EntryValues, status: Partial<ListedEntry> = {}): ListedEntry {
  return { ...entryFrom(values), state: 'listening', ...status };
}

const rules = (...all: Parameters<typeof ruleFrom>[0][]): Rulebook => ({
  ...INITIAL_RULEBOOK,
  rules: all.map(ruleFrom),
});
const inWords = (entries: readonly ListedEntry[], rulebook = INITIAL_RULEBOOK) =>
  tableLines(entries, rulebook, FACTS).join('\n');

const WEB = listed({ family: 'v4tov4', listenPort: '8080', connectAddress: '10.0.0.5', connectPort: '80' });

test('an empty table', () =>
  expect(inWords([])).toBe('\nThe table is empty: nobody reaches anything through it.\n'));

test('who reaches what, without rules', () => {
  expect(inWords([WEB])).toBe(`
1 entry, which listens.

*:8080 to 10.0.0.5:80
  Clients of TCP port 8080 on every IPv4 address of this machine reach port 80
  of 10.0.0.5 over IPv4.
  Everybody may connect: no rule is about it.
`);
});

test('rules about clients and about the target are told with their names', () => {
  const text = inWords(
    [WEB],
    rules(
      {
        name: 'office',
        direction: 'in',
        action: 'allow',
        protocol: 'tcp',
        localPort: '8080',
        remoteIp: '10.0.0.0/8',
      },
      { name: 'closed', direction: 'out', action: 'block', protocol: 'tcp', remotePort: '80' },
    ),
  );
  expect(text).toContain('  Only these may connect: 10.0.0.0/8 (rule office).\n');
  expect(text).toContain('  The relay may not connect there (rule closed).\n');
});

test('an entry that does not listen says why, and reaches nothing now', () => {
  const silent = listed(
    { family: 'v6tov4', listenPort: '80', listenAddress: '::1', connectAddress: 'web.example.com' },
    { state: 'failed', reason: 'Port 80 is already in use.' },
  );
  const text = inWords([WEB, silent]);
  expect(text).toContain('2 entries, 1 of them listening.');
  expect(text).toContain('[::1]:80 to web.example.com:80');
  expect(text.replaceAll(/\n +/g, ' ')).toContain(
    'Clients of TCP port 80 on ::1 (only programs of this machine) would reach port 80 of web.example.com over IPv4.',
  );
  expect(text).toContain('It is not listening now. Port 80 is already in use.');
});

test('a range, and an entry that leads to another one, by loopback or by an address of this machine', () => {
  const range = listed({
    family: 'v4tov4',
    listenPort: '9000-9002',
    connectAddress: '10.0.0.1',
    connectPort: '8079-8081',
  });
  const text = inWords([range, WEB]).replaceAll(/\n +/g, ' ');
  expect(text).toContain('reach ports 8079-8081 of 10.0.0.1 over IPv4, each port its own.');
  expect(text).toContain('There the entry *:8080 to 10.0.0.5:80 takes them on.');
  const off = inWords([range, { ...WEB, disabled: true, state: 'disabled' }]);
  expect(off).not.toContain('takes them on');
});

test('several targets are told one by one, with their own ports, rules and entries', () => {
  const several = listed({
    family: 'v4tov4',
    listenPort: '9000',
    connectAddress: '10.0.0.6,127.0.0.1:8080,web:81',
    connectPort: '80',
  });
  const text = inWords(
    [several, WEB],
    rules({
      name: 'closed',
      direction: 'out',
      action: 'block',
      protocol: 'tcp',
      remotePort: '80',
      remoteIp: '10.0.0.6',
    }),
  ).replaceAll(/\n +/g, ' ');
  expect(text).toContain(
    'reach the first of these that answers over IPv4: 10.0.0.6:80, 127.0.0.1:8080, web:81.',
  );
  expect(text).toContain('10.0.0.6:80: The relay may not connect there (rule closed).');
  expect(text).toContain('At 127.0.0.1:8080 the entry *:8080 to 10.0.0.5:80 takes them on.');
  expect(text.match(/may not connect/g)).toHaveLength(1);
});

test('a large table is told in part', () => {
  const many = Array.from({ length: 1000 }, (_, at) =>
    listed({ family: 'v4tov4', listenPort: String(10_000 + at), connectAddress: '10.0.0.5' }),
  );
  const text = inWords(many);
  expect(text).toContain('800 more entries: show all lists them.');
  expect(text.split('\n').length).toBeLessThan(1200);
});
