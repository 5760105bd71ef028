import fc from 'fast-check';
import { type Entry, entryFrom } from '../../../src/portproxy/entry.ts';
import { FAMILIES, connectVersion } from '../../../src/portproxy/family.ts';
import type { Protocol } from '../../../src/portproxy/key.ts';
import type { SuppliedOptions } from '../../../src/portproxy/values/values.ts';

const time = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }).map(String),
  fc.integer({ min: 1, max: 400 }).map((hours) => `${hours}h`),
  fc.integer({ min: 1000, max: 9_999_999 }).map((ms) => `${ms}ms`),
);
const number = fc
  .oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 10_000_000 }))
  .map(String);
const text = fc
  .string({
    minLength: 1,
    maxLength: 60,
    unit: fc.oneof(
      fc.constantFrom("'", '\\', '$', '#', '{', ';', ' '),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
  })
  .map((one) =>
    one
      .replaceAll(/["\p{Cc}\p{Cs}\u2028\u2029]/gu, 'x')
      .slice(0, 60)
      .trim(),
  )
  .filter((one) => one !== '');

/** Options of each protocol, any of them present. */
function options(protocol: Protocol, source: string): fc.Arbitrary<SuppliedOptions> {
  return fc.record(
    {
      comment: text,
      group: fc.constantFrom('web', 'db-1'),
      idleTimeout: time,
      maxAge: time,
      maxConnections: number,
      maxPerClient: number,
      newPerClient: fc.constantFrom('20/10s', '5'),
      rate: fc.constantFrom('512K', '10M'),
      balance: fc.constantFrom('first', 'roundrobin', 'leastconnections', 'source'),
      check: time,
      sourceAddress: fc.constant(source),
      log: fc.constantFrom('yes', 'no'),
      sendProxy: protocol === 'tcp' ? fc.constantFrom('v1', 'v2') : fc.constant('v2'),
      connectTimeout: protocol === 'tcp' ? time : fc.constant(undefined),
      halfCloseTimeout: protocol === 'tcp' ? time : fc.constant(undefined),
      acceptProxy: fc.constant(protocol === 'tcp' ? 'yes' : undefined),
    },
    { requiredKeys: [] },
  );
}

/** An entry with options: each alone as often as many together, as a format that lacks one refuses the entry. */
export const entryWithOptions: fc.Arbitrary<Entry> = fc
  .tuple(
    fc.constantFrom(...FAMILIES),
    fc.constantFrom<Protocol>('tcp', 'udp'),
    fc.integer({ min: 1, max: 60_000 }),
    fc.boolean(),
  )
  .chain(([family, protocol, port, isAlone]) => {
    const hosts =
      connectVersion(family) === 4
        ? ['10.0.0.5', '10.0.0.6:8080', 'web.example', '10.0.0.7']
        : ['fd00::5', '[fd00::6]:8080', 'six.example', 'fd00::7'];
    return fc
      .record({
        targets: fc.uniqueArray(fc.constantFrom(...hosts), { minLength: 1, maxLength: 4 }),
        connectPort: fc.integer({ min: 1, max: 60_000 }),
        isRange: fc.boolean(),
        ports: fc.constantFrom(0, 3),
        given: options(protocol, connectVersion(family) === 4 ? '10.9.9.9' : 'fd00::9'),
        which: fc.nat(),
      })
      .map(({ targets, connectPort, isRange, ports, given, which }) => {
        const names = Object.entries(given);
        const some = isAlone && names.length > 0 ? Object.fromEntries([names[which % names.length]!]) : given;
        // One target has its port in connectport.
        const only =
          targets.length === 1 ? targets[0]!.replace(/^\[?([^\]]*?)\]?:8080$/, '$1') : targets.join(',');
        return entryFrom({
          ...some,
          family,
          protocol,
          listenPort: ports === 0 ? String(port) : `${port}-${port + ports}`,
          connectAddress: only,
          connectPort: isRange && ports > 0 ? `${connectPort}-${connectPort + ports}` : String(connectPort),
        });
      });
  });
