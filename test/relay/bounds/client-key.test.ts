import { expect, test } from 'vitest';
import { clientKey } from '../../../src/relay/bounds/client-key.ts';

test('an IPv4 client is its address, however it is given', () => {
  expect(clientKey('255.0.0.1')).toBe(0xff00_0001);
  expect(clientKey(0xff00_0001 | 0)).toBe(0xff00_0001);
});

test('an IPv6 client is its network of 64 bits', () => {
  expect(clientKey('2001:db8::1')).toBe(clientKey('2001:db8:0:0:ffff::2'));
  expect(clientKey('2001:db8::1')).not.toBe(clientKey('2001:db8:0:1::1'));
  expect(clientKey('fe80::1%eth0')).toBe(0xfe80_0000_0000_0000n);
});

test('an IPv4-mapped client is its IPv4 address, not one network with all others', () => {
  expect(clientKey('::ffff:255.0.0.1')).toBe(0xff00_0001);
  expect(clientKey('::ffff:102:304')).toBe(0x0102_0304);
  expect(clientKey('::fffe:102:304')).toBe(0n);
});

test('a client that is gone has none', () => {
  expect(clientKey(undefined)).toBeUndefined();
  expect(clientKey('')).toBeUndefined();
});
