import type { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { addressesOf, withSystemZone } from '../../../src/relay/common/local-addresses.ts';

const common = { netmask: '', mac: '', internal: false, cidr: null };
const FOUND: ReturnType<typeof networkInterfaces> = {
  Ethernet: [
    { ...common, family: 'IPv4', address: '10.0.0.7' },
    { ...common, family: 'IPv6', address: 'fe80::1', scopeid: 12 },
    { ...common, family: 'IPv6', address: '2001:db8:0::7', scopeid: 0 },
  ],
  'vEthernet-1': [{ ...common, family: 'IPv6', address: 'fe80::2', scopeid: 31 }],
};

test('zones are names on most systems, and numbers on Windows', () => {
  expect([...addressesOf(FOUND, 'linux').keys()]).toEqual([
    '10.0.0.7',
    'fe80::1%Ethernet',
    '2001:db8::7',
    'fe80::2%vEthernet-1',
  ]);
  expect([...addressesOf(FOUND, 'win32')]).toEqual([
    ['10.0.0.7', 4],
    ['fe80::1%12', 6],
    ['2001:db8::7', 6],
    ['fe80::2%31', 6],
  ]);
});

test.each([
  ['fe80::9%Ethernet', 'win32', 'fe80::9%12'],
  ['fe80::9%ethernet', 'win32', 'fe80::9%12'],
  ['fe80::9%vEthernet-1', 'win32', 'fe80::9%31'],
  ['fe80::9%7', 'win32', 'fe80::9%7'],
  ['fe80::9%other', 'win32', 'fe80::9%other'],
  ['fe80::9', 'win32', 'fe80::9'],
  ['10.0.0.7', 'win32', '10.0.0.7'],
  ['fe80::9%Ethernet', 'linux', 'fe80::9%Ethernet'],
] as const)('%s is given to the calls of %s as %s', (host, platform, given) => {
  expect(withSystemZone(host, platform, () => FOUND)).toBe(given);
});
