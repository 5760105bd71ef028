import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHost, hostAndPort, reachedAs } from '../../src/portproxy/host-address.ts';

describe('addresses', () => {
  test('have one spelling', () => {
    expect(canonicalHost('0:0:0:0:0:0:0:1')).toBe('::1');
    expect(canonicalHost('FE80::1%eth0')).toBe('fe80::1%eth0');
    expect(canonicalHost('127.0.0.1')).toBe('127.0.0.1');
    expect(reachedAs('::ffff:10.0.0.1')).toEqual({ version: 4, host: '10.0.0.1' });
    expect(reachedAs('::1')).toEqual({ version: 6, host: '::1' });
    expect(hostAndPort('::1', 80)).toBe('[::1]:80');
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(canonicalHost(canonicalHost(address))).toBe(canonicalHost(address));
      }),
    );
  });
});
