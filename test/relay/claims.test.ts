import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claimant, Claims, EVERY } from '../../src/relay/claims.ts';

const claimant = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  version: fc.constantFrom(4 as const, 6 as const),
  addresses: fc.uniqueArray(fc.constantFrom(EVERY, '0.0.0.0', '::', '127.0.0.1', '::1'), {
    minLength: 1,
    maxLength: 2,
  }),
  ports: fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 }))
    .map(([from, more]) => ({ from, to: from + more })),
});
const step = fc.oneof(claimant, fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));

/** Applies steps one by one: a claimant wants, an id wants nothing any more. */
function after(steps: readonly (Claimant | string)[]): { claims: Claims; wanting: Map<string, Claimant> } {
  const claims = new Claims();
  const wanting = new Map<string, Claimant>();
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) claims.enter(id);
  for (const one of steps) {
    const id = typeof one === 'string' ? one : one.id;
    claims.update(new Map([[id, typeof one === 'string' ? undefined : one]]));
    if (typeof one === 'string') wanting.delete(id);
    else wanting.set(id, one);
  }
  return { claims, wanting };
}

function* sides({
  version,
  addresses,
  ports,
}: Claimant): Generator<{ version: 4 | 6; address: string; port: number }> {
  for (const address of addresses) {
    for (let port = ports.from; port <= ports.to; port += 1) yield { version, address, port };
  }
}

describe('who owns which listen side', () => {
  test('an owner has all ports of an address, or none', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { claims, wanting } = after(steps);
        for (const one of wanting.values()) {
          const granted = claims.grant(one.id)?.addresses ?? [];
          for (const { version, address, port } of sides(one)) {
            expect(claims.owners(version, port).get(address) === one.id).toBe(granted.includes(address));
          }
        }
      }),
    );
  });

  test('what nobody claims has no owner', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { claims, wanting } = after(steps);
        for (const version of [4, 6] as const) {
          for (let port = 1; port <= 9; port += 1) {
            for (const [address, id] of claims.owners(version, port)) {
              expect([...sides(wanting.get(id)!)]).toContainEqual({ version, address, port });
            }
          }
        }
      }),
    );
  });

  test('the result of changes one by one is the result of all at once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { claims, wanting } = after(steps);
        const afresh = new Claims();
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) afresh.enter(id);
        afresh.update(wanting);
        for (const id of wanting.keys()) expect(claims.grant(id)).toEqual(afresh.grant(id));
      }),
    );
  });

  test('an entry without its side names one that has it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { claims, wanting } = after(steps);
        for (const one of wanting.values()) {
          const grant = claims.grant(one.id);
          if (grant?.addresses.length === one.addresses.length) continue;
          const { id, port } = grant?.shadowedBy ?? expect.fail('nobody is in the way');
          expect([...claims.owners(one.version, port).values()]).toContain(id);
        }
      }),
    );
  });

  test('the first in the order wins, whenever it comes', () => {
    const claims = new Claims();
    claims.enter('first');
    claims.enter('second');
    claims.update(new Map([['second', want('second')]]));
    expect(claims.grant('second')?.addresses).toEqual(['127.0.0.1']);
    expect(claims.update(new Map([['first', want('first')]]))).toEqual(new Set(['first', 'second']));
    expect(claims.grant('first')?.addresses).toEqual(['127.0.0.1']);
    expect(claims.grant('second')).toEqual({ addresses: [], shadowedBy: { id: 'first', port: 1 } });
  });
});

function want(id: string): Claimant {
  return { id, version: 4, addresses: ['127.0.0.1'], ports: { from: 1, to: 1 } };
}
