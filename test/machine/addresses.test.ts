import { expect, test } from 'vitest';
import { machineAddresses } from '../../src/system/addresses.ts';
import { thisMachine } from '../../src/system/machine.ts';

test('the loopback address is among the addresses of this machine, with its interface', () => {
  const loopback = machineAddresses().find(({ address }) => address === '127.0.0.1');
  expect(loopback?.version).toBe(4);
  expect(loopback?.interface).not.toBe('');
});

test('no address carries a zone', () => {
  expect(machineAddresses().filter(({ address }) => address.includes('%'))).toEqual([]);
});

test('a machine is known by its addresses, its name and its hosts file', () => {
  const machine = thisMachine();
  expect(machine.addresses).toContain('127.0.0.1');
  expect(machine.hostname).not.toBe('');
});
