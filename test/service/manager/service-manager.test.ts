import { expect, test } from 'vitest';
import { serviceManager, watchdogInterval } from '../../../src/service/manager/service-manager.ts';
import { forgetInherited, inheritedDescriptors } from '../../../src/relay/native/inherited-descriptors.ts';

test('without a service manager nobody is told', () => {
  for (const to of [undefined, '', 'relative', '/', `/${'x'.repeat(200)}`]) {
    const env = to === undefined ? {} : { NOTIFY_SOCKET: to };
    expect(serviceManager(env)).toBeUndefined();
  }
});

test('the watchdog is told three times in its time, where it watches this process', () => {
  expect(watchdogInterval({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 7)).toBe(10_000);
  expect(watchdogInterval({ WATCHDOG_USEC: '30000000' }, 7)).toBe(10_000);
  expect(watchdogInterval({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, 7)).toBeUndefined();
  for (const time of ['', '0', '-1', 'x', '1e9'])
    expect(watchdogInterval({ WATCHDOG_USEC: time, WATCHDOG_PID: '7' }, 7)).toBeUndefined();
});

test('descriptors are taken by the process that they are for, once', () => {
  const env: Record<string, string | undefined> = {
    LISTEN_PID: '7',
    LISTEN_FDS: '2',
    LISTEN_FDNAMES: 'tcp:tcp',
    A: 'b',
  };
  expect(inheritedDescriptors(env, 7)).toEqual([3, 4]);
  expect(inheritedDescriptors(env, 8)).toEqual([]);
  expect(inheritedDescriptors({ ...env, LISTEN_FDS: 'many' }, 7)).toEqual([]);
  expect(inheritedDescriptors({ ...env, LISTEN_FDS: '-1' }, 7)).toEqual([]);
  forgetInherited(env);
  expect(env).toEqual({ A: 'b' });
  expect(inheritedDescriptors(env, 7)).toEqual([]);
});
