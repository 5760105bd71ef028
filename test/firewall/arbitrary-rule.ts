import fc from 'fast-check';
import { parseAddresses, parseLocalPorts, parseRemotePorts } from '../../src/firewall/condition-texts.ts';
import { ruleFrom } from '../../src/firewall/make-rule.ts';
import type { FirewallRule } from '../../src/firewall/rule.ts';
import type { FieldText } from '../../src/firewall/rule-field.ts';

/** Texts that a command line brings as they are. */
const plain = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => !/[\p{Cc}\u2028\u2029"]/u.test(text) && text.trim() !== '');

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([host, length]) => `${host}/${length}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([host, length]) => `${host}/${length}`),
  fc
    .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 50 }))
    .map(([from, more]) => `10.0.0.${from}-10.0.0.${from + more}`),
  fc.constantFrom('localsubnet', 'DNS', 'dhcp', 'wins', 'DefaultGateway'),
);

const port = fc.oneof(
  fc.integer({ min: 0, max: 65_535 }).map(String),
  fc
    .tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 5000 }))
    .map(([from, more]) => `${from}-${from + more}`),
);

export const addresses = listOrAny(address);
export const localPorts = listOrAny(fc.oneof(port, fc.constantFrom('rpc', 'RPC-EPMap', 'iphttps', 'teredo')));
export const remotePorts = listOrAny(port);

/** Everything that `add rule` would take as a rule, in its one spelling. */
export const rule: fc.Arbitrary<FirewallRule> = fc
  .record(
    {
      name: plain.filter((name) => name.toLowerCase() !== 'all'),
      direction: fc.constantFrom('in', 'out'),
      action: fc.constantFrom('allow', 'block', 'bypass'),
      enabled: fc.boolean(),
      profiles: fc.constantFrom('any', 'domain', 'private,public'),
      protocol: fc.constantFrom('tcp', 'udp'),
      localIp: addresses.map((text) => spelled(parseAddresses(text))),
      remoteIp: addresses.map((text) => spelled(parseAddresses(text))),
      localPort: localPorts.map((text) => spelled(parseLocalPorts(text))),
      remotePort: remotePorts.map((text) => spelled(parseRemotePorts(text))),
      program: plain,
      service: plain,
      description: plain,
      interfaceType: fc.constantFrom('any', 'lan'),
      edge: fc.constant('no'),
      security: plain,
    },
    { requiredKeys: ['name', 'direction', 'action'] },
  )
  .map((values) =>
    ruleFrom(values.protocol === undefined ? { ...values, localPort: 'any', remotePort: 'any' } : values),
  );

/** Returns a text that was accepted. */
export function spelled(parsed: FieldText): string {
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

function listOrAny(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('any', 'ANY'),
    fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => items.join(',')),
  );
}
