import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAMILIES } from '../../src/portproxy/family.ts';
import {
  type ListenSide,
  entryKey,
  entryLabel,
  keyLabel,
  listenSide,
  parseKey,
  sameSide,
} from '../../src/portproxy/key.ts';

const side: fc.Arbitrary<ListenSide> = fc.record({
  family: fc.constantFrom(...FAMILIES),
  listenAddress: fc.constantFrom('*', '::1', 'fe80::1%Eth0', '127.0.0.1', 'Box', 'bOX'),
  listenPort: fc.constantFrom('80', 'HTTP', 'http', '30000-30010'),
  protocol: fc.constantFrom(undefined, 'tcp', 'udp'),
});

test('the key of a TCP entry is its family and listen side in lower case; another protocol stands behind', () => {
  const web: ListenSide = { family: 'v4tov4', listenAddress: 'Box', listenPort: 'HTTP' };
  expect(entryKey(web)).toBe('v4tov4 box http');
  expect(entryKey({ ...web, protocol: 'tcp' })).toBe('v4tov4 box http');
  expect(entryKey({ ...web, protocol: 'udp' })).toBe('v4tov4 box http udp');
  expect(keyLabel('v6tov4 ::1 80')).toBe('v6tov4 [::1]:80');
  expect(keyLabel('v4tov4 * 53 udp')).toBe('v4tov4 *:53 udp');
  expect(entryLabel({ ...web, protocol: 'udp' })).toBe('v4tov4 Box:HTTP udp');
});

test('a key is read back as the side it names, and two sides are the same when their keys are', () => {
  fc.assert(
    fc.property(side, side, (one, other) => {
      const key = entryKey(one);
      expect(entryKey(parseKey(key)!)).toBe(key);
      expect(sameSide(parseKey(key)!, one)).toBe(true);
      expect(sameSide(one, other)).toBe(key === entryKey(other));
      expect(entryKey(listenSide(one))).toBe(key);
    }),
  );
});

test.each(['', 'v4tov4', 'v4tov4 *', 'v5tov4 * 80', 'v4tov4 * 80 sctp', 'v4tov4 * 80 udp 1'])(
  '%j is no key',
  (text) => {
    expect(parseKey(text)).toBeUndefined();
    expect(keyLabel(text)).toBe(text);
  },
);
