import { expect, test } from 'vitest';
import { Target } from '../../../src/relay/targets/target.ts';

const SIDE = {
  version: 4,
  host: { kind: 'literal', host: '10.0.0.5' },
  ports: { from: 80, to: 80 },
} as const;

/** The pauses after so many failures, each at the time when it was tried again; ms. */
function pauses(count: number, checkMs: number): number[] {
  const target = new Target(SIDE);
  let now = 0;
  return Array.from({ length: count }, () => {
    target.failed(80, 'No.', now, checkMs);
    const { retryAt } = target.fault(80)!;
    const pause = retryAt - now;
    now = retryAt;
    return pause;
  });
}

test('a target is passed over for 1, 2, 4 … 60 seconds', () => {
  expect(pauses(9, 0)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000));
});

test('one that is checked is tried again after a period at the latest, give or take a tenth', () => {
  const [first, ...later] = pauses(6, 3_000);
  expect(first).toBe(1_000);
  for (const pause of later.slice(1)) expect(Math.abs(pause - 3_000)).toBeLessThanOrEqual(300);
});

test('failures of clients that were under way together count once, and the first says since when', () => {
  const target = new Target(SIDE);
  expect(target.failed(80, 'One.', 100, 0)).toBe(true);
  expect(target.failed(80, 'Two.', 200, 0)).toBe(false);
  expect(target.fault(80)).toEqual({ since: 100, failures: 1, reason: 'Two.', retryAt: 1_100 });
  target.answered(80, 300);
  expect([target.isDown, target.state]).toEqual([false, 'up']);
  expect(target.failed(80, 'Three.', 400, 0)).toBe(true);
  expect(target.fault(80)).toMatchObject({ failures: 1, retryAt: 1_400 });
});

test('an attempt that began before the last answer says nothing when it fails', () => {
  const target = new Target(SIDE);
  target.failed(80, 'One.', 100, 0);
  target.answered(80, 300);
  expect(target.failed(80, 'Two.', 1_100, 0, 90)).toBe(false);
  expect(target.state).toBe('up');
  // Another port has not answered.
  expect(target.failed(81, 'Three.', 1_100, 0, 90)).toBe(true);
  expect(target.failed(80, 'Four.', 1_200, 0, 310)).toBe(false);
  expect([...target.faults].map(([port]) => port)).toEqual([81, 80]);
});

test('one whose clients have waited for a second is suspected until something is heard of it', () => {
  const target = new Target(SIDE);
  target.took(0);
  expect(target.isSuspected(900)).toBe(false);
  expect(target.checkAt).toBe(Infinity);
  expect(target.isSuspected(1_000)).toBe(true);
  // It is to be found out at once.
  expect(target.checkAt).toBe(1_000);
  target.answered(80, 1_100);
  expect(target.isSuspected(9_000)).toBe(false);
  target.took(10_000);
  expect(target.isSuspected(11_000)).toBe(true);
  target.left();
  target.left();
  expect([target.connections, target.isSuspected(12_000)]).toEqual([0, false]);
});

test('so many ports of a range are known to fail that memory is bounded', () => {
  const target = new Target({ ...SIDE, ports: { from: 1, to: 65_535 } });
  for (let port = 1; port <= 65_535; port += 1) target.failed(port, 'No.', port, 0);
  expect([...target.faults].length).toBe(1_024);
  expect(target.status.ports).toHaveLength(100);
});
