import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claimant, Claims, EVERY } from '../../../src/relay/listening/claims.ts';

const claimant = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  version: fc.constantFrom(4 as const, 6 as const),
  addresses: fc.uniqueArray(fc.constantFrom(EVERY, '0.0.0.0', '::', '127.0.0.1', '::1'), {
    minLength: 1,
    maxLength: 2,
  }),
  ports: fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 }))
    .map(([from, more]) => ({ from, to: from + more })),
});
/** Every protocol with every IP version. */
const KINDS = (['tcp', 'udp'] as const).flatMap((protocol) =>
  ([4, 6] as const).map((version) => ({ protocol, version })),
);
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

type Side = Pick<Claimant, 'protocol' | 'version'> & { address: string; port: number };

function* sides({ protocol, version, addresses, ports }: Claimant): Generator<Side> {
  for (const address of addresses) {
    for (let port = ports.from; port <= ports.to; port += 1) yield { protocol, version, address, port };
  }
}

describe('who owns which listen side', () => {
  test('an owner has all ports of an address, or none', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { claims, wanting } = after(steps);
        for (const one of wanting.values()) {
          const granted = claims.grant(one.id)?.addresses ?? [];
          for (const { protocol, version, address, port } of sides(one)) {
            expect(claims.owners(protocol, version, port).get(address) === one.id).toBe(
              granted.includes(address),
            );
          }
        }
      }),
    );
  });

  test('what nobody claims has no owner', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { claims, wanting } = after(steps);
        for (const { protocol, version } of KINDS) {
          for (let port = 1; port <= 9; port += 1) {
            for (const [address, id] of claims.owners(protocol, version, port)) {
              expect([...sides(wanting.get(id)!)]).toContainEqual({ protocol, version, address, port });
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
          expect([...claims.owners(one.protocol, one.version, port).values()]).toContain(id);
        }
      }),
    );
  });

  test('sides of different protocols never meet', () => {
    fc.assert(
      fc.property(fc.array(claimant, { maxLength: 20 }), (all) => {
        const tcp = all.filter(({ protocol }) => protocol === 'tcp');
        const { claims, wanting } = after(tcp);
        const others = all.map((one, index): Claimant => ({ ...one, id: `udp ${index}`, protocol: 'udp' }));
        const grants = [...wanting.keys()].map((id) => claims.grant(id));
        claims.update(new Map(others.map((one) => [one.id, one])));
        expect([...wanting.keys()].map((id) => claims.grant(id))).toEqual(grants);
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
  return { id, protocol: 'tcp', version: 4, addresses: ['127.0.0.1'], ports: { from: 1, to: 1 } };
}
