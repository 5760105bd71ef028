import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pick } from '../../../src/relay/targets/balance.ts';

const THREE = ['10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80'].map((text) => ({ text, connections: 0 }));
const ALL = [0, 1, 2];

/** How often each of the three is picked for so many clients. */
function counts(clients: number, candidates: readonly number[] = ALL): number[] {
  const found = [0, 0, 0];
  for (let client = 0; client < clients; client += 1) {
    found[pick('source', THREE, candidates, 0, `10.1.${client >> 8}.${client & 255}`)!]! += 1;
  }
  return found;
}

test('whatever the balance, one of the candidates is picked, and none where there are none', () => {
  const balances = fc.constantFrom('first', 'roundrobin', 'leastconnections', 'source');
  fc.assert(
    fc.property(
      balances,
      fc.subarray(ALL),
      fc.nat(2),
      fc.string(),
      fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
      (balance, candidates, turn, client, open) => {
        const targets = THREE.map(({ text }, at) => ({ text, connections: open[at]! }));
        const picked = pick(balance, targets, candidates, turn, client);
        if (candidates.length === 0) expect(picked).toBeUndefined();
        else expect(candidates).toContain(picked);
      },
    ),
  );
});

test('first takes the first of those that are left, roundrobin the next in turn', () => {
  expect([ALL, [1, 2], [2]].map((left) => pick('first', THREE, left, 1, ''))).toEqual([0, 1, 2]);
  expect([0, 1, 2].map((turn) => pick('roundrobin', THREE, ALL, turn, ''))).toEqual([0, 1, 2]);
  expect([0, 1, 2].map((turn) => pick('roundrobin', THREE, [0, 1], turn, ''))).toEqual([0, 1, 0]);
});

test('leastconnections takes the one with the fewest, in turn where several have as few', () => {
  const busy = THREE.map(({ text }, at) => ({ text, connections: [5, 2, 2][at]! }));
  expect([0, 1, 2].map((turn) => pick('leastconnections', busy, ALL, turn, ''))).toEqual([1, 1, 2]);
  expect(pick('leastconnections', busy, [0], 2, '')).toBe(0);
});

test('source spreads clients evenly, and a client keeps its target', () => {
  for (const count of counts(3_000)) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  const of = (client: string): number | undefined => pick('source', THREE, ALL, 0, client);
  expect(of('fd00::1')).toBe(of('fd00::1'));
});

test('source moves only the clients of a target that is gone, and spreads them over all others', () => {
  for (let client = 0; client < 500; client += 1) {
    const address = `192.168.${client >> 8}.${client & 255}`;
    const before = pick('source', THREE, ALL, 0, address);
    if (before !== 1) expect(pick('source', THREE, [0, 2], 0, address)).toBe(before);
  }
  const [first = 0, gone, third = 0] = counts(3_000, [0, 2]);
  expect(gone).toBe(0);
  expect(Math.abs(first - third)).toBeLessThan(300);
});
