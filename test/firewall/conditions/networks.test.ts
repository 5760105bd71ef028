import { BlockList } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey } from '../../../src/firewall/conditions/address-bits.ts';
import { addressSpans } from '../../../src/firewall/conditions/condition-spans.ts';
import { isMoreNetworks, networkText, networksOf } from '../../../src/firewall/conditions/networks.ts';
import {
  EVERY_IPV4,
  EVERY_IPV6,
  common,
  covers,
  merged,
  without,
} from '../../../src/firewall/conditions/span-sets.ts';
import { type Spans, has } from '../../../src/firewall/conditions/spans.ts';

function spansOf(list: string): Spans {
  return addressSpans(list, { localSubnets: [] }) ?? [];
}

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['10.0.0.5', '10.0.0.5'],
  ['10.0.0.5-10.0.0.9', '10.0.0.5 10.0.0.6/31 10.0.0.8/31'],
  ['10.0.0.0/25,10.0.0.128/25', '10.0.0.0/24'],
  ['0.0.0.0-255.255.255.255', '0.0.0.0/0'],
  ['255.255.255.255', '255.255.255.255'],
  ['::/0', '::/0'],
  ['fd00::1-fd00::3', 'fd00::1 fd00::2/127'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['::/128', '::'],
  ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
  ['255.255.255.254/31,::/127', '255.255.255.254/31 ::/127'],
])('%s is %s', (list, networks) => {
  expect(networksOf(spansOf(list)).map(networkText).join(' ')).toBe(networks);
});

const address = fc.oneof(
  fc.ipV4(),
  fc.integer({ min: 0, max: 40 }).map((host) => `10.0.0.${host}`),
  fc.integer({ min: 0, max: 40 }).map((host) => `fd00::${host.toString(16)}`),
);
const item = fc.oneof(
  address,
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([host, length]) => `${host}/${length}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([host, length]) => `${host}/${length}`),
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    .map(([from, more]) => `10.0.0.${from}-10.0.0.${from + more}`),
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    .map(([from, more]) => `fd00::${from.toString(16)}-fd00::${(from + more).toString(16)}`),
);
const spans = fc.array(item, { maxLength: 6 }).map((items) => spansOf(items.join(',') || 'dns'));

test('networks hold exactly the addresses of the spans, and none overlaps another', () => {
  fc.assert(
    fc.property(spans, fc.array(address), (set, probes) => {
      const networks = networksOf(set);
      expect(spansOf(networks.map(networkText).join(',') || 'dns')).toEqual(
        networks.flatMap((one) => spansOf(networkText(one))),
      );
      expect(merged(networks.map(({ span }) => span))).toEqual(merged(set));
      expect(merged(spansOf(networks.map(networkText).join(',') || 'dns'))).toEqual(merged(set));
      const list = new BlockList();
      const four = networks.filter(({ version }) => version === 4);
      for (const { address: first, length } of four) list.addSubnet(first, length);
      for (const probe of probes.filter((one) => !one.includes(':'))) {
        expect(list.check(probe)).toBe(has(set, addressKey(probe)!));
      }
      expect(isMoreNetworks([set], networks.length)).toBe(false);
      if (networks.length > 0) expect(isMoreNetworks([set], networks.length - 1)).toBe(true);
    }),
  );
});

test('sets: in common, and without, by each address', () => {
  fc.assert(
    fc.property(spans, spans, fc.array(address, { minLength: 5 }), (one, other, probes) => {
      for (const key of probes.map((probe) => addressKey(probe)!)) {
        const [inOne, inOther] = [has(one, key), has(other, key)];
        expect(has(common(one, other), key)).toBe(inOne && inOther);
        expect(has(without(one, other), key)).toBe(inOne && !inOther);
        expect(has(without([EVERY_IPV4, EVERY_IPV6], one), key)).toBe(!inOne);
      }
      expect(merged([...common(one, other), ...without(one, other)])).toEqual(merged(one));
    }),
  );
});

test('neighbours cover a span together', () => {
  const ports = [
    { from: 80, to: 80 },
    { from: 81, to: 90 },
  ];
  expect(covers(ports, { from: 80, to: 90 })).toBe(true);
  expect(covers(ports, { from: 80, to: 91 })).toBe(false);
});
