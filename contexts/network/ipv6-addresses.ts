import type { Outcome } from '../../src/language/outcome.ts';
import type { AddressFacts, InterfaceFacts, Lifetime } from '../../src/system/network/facts.ts';
import { orDash } from './layout.ts';

const HEADING = 'Addr Type  DAD State   Valid Life Pref. Life Address';
const DASHES = '---------  ----------- ---------- ---------- ------------------------';

/** Answers `ipv6 show addresses` with a table for each interface; link-local addresses have their zone. */
export function ipv6AddressesAnswer(
  interfaces: readonly InterfaceFacts[],
  addresses: readonly AddressFacts[],
): Outcome {
  const found = interfaces.map((one) => ({
    facts: one,
    addresses: addresses.filter((address) => address.interface === one.name),
  }));
  return {
    kind: 'text',
    lines: ['', ...found.flatMap((one) => (one.addresses.length > 0 ? tableLines(one) : []))],
    json: {
      interfaces: found.map((one) => ({
        name: one.facts.name,
        index: one.facts.index,
        addresses: one.addresses.map((address) => ({
          address: address.address,
          prefixLength: address.prefixLength,
          type: address.origin,
          dadState: address.state,
          validSeconds: address.valid,
          preferredSeconds: address.preferred,
        })),
      })),
    },
  };
}

function tableLines({
  facts,
  addresses,
}: {
  readonly facts: InterfaceFacts;
  readonly addresses: readonly AddressFacts[];
}): string[] {
  return [
    `Interface ${orDash(facts.index)}: ${facts.name}`,
    '',
    HEADING,
    DASHES,
    ...addresses.map(
      (one) =>
        `${orDash(one.origin).padEnd(9)}  ${orDash(one.state).padEnd(11)} ` +
        `${lifetimeText(one.valid).padStart(10)} ${lifetimeText(one.preferred).padStart(10)} ` +
        `${one.address}${zoneOf(one.address, facts)}`,
    ),
    '',
  ];
}

/** Returns the zone of a link-local address (fe80::/10) as netsh writes it: the index of its interface. */
function zoneOf(address: string, { index }: InterfaceFacts): string {
  return /^fe[89ab]/i.test(address) && index !== null ? `%${index}` : '';
}

/** Returns a lifetime, given in seconds, as netsh writes it: `6d23h59m58s`, from its largest unit on. */
function lifetimeText(life: Lifetime): string {
  if (life === null || life === 'infinite') return orDash(life);
  const parts = [
    [Math.floor(life / 86_400), 'd'],
    [Math.floor(life / 3600) % 24, 'h'],
    [Math.floor(life / 60) % 60, 'm'],
    [life % 60, 's'],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first < 0 ? -1 : first)
    .map(([value, unit]) => `${value}${unit}`)
    .join('');
}
