import { expect, test } from 'vitest';
import { bridgeCallOf, bridgeTimeout, isOwnName } from '../../../src/service/bridge/bridge-calls.ts';

test('another machine has the time that its service has, the way there and back, and a start where one is needed', () => {
  expect(bridgeTimeout('entries', undefined)).toBe(40_000);
  expect(bridgeTimeout('kill', { id: 1 })).toBe(40_000);
  expect(bridgeTimeout('changes', { changes: [], stopAtFirst: false })).toBe(150_000);
  expect(bridgeTimeout('setMetrics', { state: 'disabled' })).toBe(60_000);
  expect(bridgeTimeout('start', undefined)).toBe(60_000);
  expect(bridgeTimeout('stop', { drainMs: 5_000 })).toBe(25_000);
});

test('a message of a feed is one, none, or the last', () => {
  const { value } = bridgeCallOf('next');
  expect(value(null)).toBeNull();
  expect(value({ kind: 'quiet' })).toEqual({ kind: 'quiet' });
  expect(value({ kind: 'lost', at: 1, reason: 'It ended.' })).toMatchObject({ kind: 'lost' });
  expect(value({ kind: 'lost' })).toBeUndefined();
});

test('arguments of another shape are refused', () => {
  expect(() => bridgeCallOf('feed').args({ intervalMs: -1 })).toThrow('intervalMs');
  expect(() => bridgeCallOf('next').args(null)).toThrow('feed');
  expect(bridgeCallOf('next').args({ feed: 3 })).toEqual({ feed: 3 });
});

test('only the calls of the bridge are its own', () => {
  expect(['feed', 'close', 'status', 'toString'].filter(isOwnName)).toEqual(['feed', 'close']);
});
