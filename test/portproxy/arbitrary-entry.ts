import fc from 'fast-check';
import { parseConnectAddress, parseListenAddress } from '../../src/portproxy/address.ts';
import { type Entry, defaultOf, isTakenBack, storedName } from '../../src/portproxy/entry.ts';
import { FAMILIES, type IpVersion, connectVersion, listenVersion } from '../../src/portproxy/family.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';
import { parseTargets } from '../../src/portproxy/targets.ts';
import type { EntryValue } from '../../src/portproxy/values/entry-value.ts';
import { type OptionTag, VALUES } from '../../src/portproxy/values/values.ts';
import { systemServices } from '../../src/system/services.ts';

const port = fc.oneof(
  fc.integer({ min: 1, max: 65_535 }).map(String),
  fc.constantFrom(...systemServices().keys()).chain((name) => fc.mixedCase(fc.constant(name))),
);
const range = fc
  .tuple(fc.integer({ min: 1, max: 65_500 }), fc.integer({ min: 0, max: 35 }))
  .map(([from, size]) => `${from}-${from + size}`);
const name = fc.oneof(
  fc.domain(),
  fc.constantFrom(
    'localhost',
    'A',
    'server-01',
    '_x',
    'über.example',
    'help',
    'reset',
    'tcp',
    'v4tov4',
    'a.',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);
const v6 = fc.ipV6();
const literals = {
  4: fc.ipV4(),
  6: fc.oneof(
    v6,
    v6.map((text) => `[${text}]`),
    v6.map((text) => `${text}%eth0`),
  ),
} satisfies Record<IpVersion, fc.Arbitrary<string>>;

const ports = fc.oneof(
  fc.tuple(port, port),
  fc.tuple(range, port),
  range.map((both): [string, string] => [both, both]),
);

/** A target of a list, some with a port of their own. */
function listedTarget(version: IpVersion): fc.Arbitrary<string> {
  const host = fc.oneof(literals[version], name).filter((text) => parseConnectAddress(text, version).ok);
  const bracketed = host.map((text) => (text.includes(':') && !text.startsWith('[') ? `[${text}]` : text));
  return fc.oneof(
    host,
    fc.tuple(bracketed, fc.integer({ min: 1, max: 65_535 })).map(([text, own]) => `${text}:${own}`),
  );
}

/** A connect address that a command takes: one, or a list. */
function connectAddress(version: IpVersion): fc.Arbitrary<string> {
  const one = fc.oneof(literals[version], name).filter((text) => parseConnectAddress(text, version).ok);
  const list = fc
    .array(listedTarget(version), { minLength: 2, maxLength: 6 })
    .map((targets) => targets.join(','))
    .filter((text) => parseTargets(text, version).ok);
  return fc.oneof({ weight: 2, arbitrary: one }, list);
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom('', 'ms', 's', 'm', 'h', 'S', 'Ms'))
  .map(([number, unit]) => `${number}${unit}`);
const count = fc.integer({ min: 0, max: 10_000_000 }).map(String);
const bytes = fc
  .tuple(fc.integer({ min: 0, max: 1_024 }), fc.constantFrom('', 'K', 'm', 'G', 'T'))
  .map(([number, unit]) => `${number}${unit}`);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    'default',
    'Default',
    'a b',
    "it's",
    ' ',
    '=',
    'a=b',
    '#netsh: reset',
    '| count',
    '--json',
    '\\',
    '?',
  ),
);

/** Texts for each option, of which some are refused. */
const OPTIONS = {
  state: () => fc.constantFrom('enabled', 'disabled'),
  comment: () => text,
  group: () => fc.oneof(fc.constantFrom('web', 'DB', 'default', 'Default', 'ö-1'), text),
  idletimeout: () => time,
  connecttimeout: () => time,
  halfclosetimeout: () => time,
  maxage: () => time,
  maxconnections: () => count,
  maxperclient: () => count,
  newperclient: () =>
    fc.oneof(
      count,
      fc.tuple(count, time).map((both) => both.join('/')),
    ),
  rate: () => bytes,
  balance: () => fc.constantFrom('first', 'roundrobin', 'leastconnections', 'source'),
  check: () => fc.oneof(time, fc.constantFrom('off', 'OFF')),
  sourceaddress: (version) => literals[version],
  sendproxy: () => fc.constantFrom('none', 'v1', 'v2'),
  acceptproxy: () => fc.constantFrom('no', 'yes'),
  machines: () => fc.constantFrom('gw1', 'gw1,gw2.example', 'site=berlin,role=edge'),
  log: () => fc.constantFrom('yes', 'no'),
} satisfies Record<OptionTag, (version: IpVersion) => fc.Arbitrary<string>>;

/** The same by any tag. */
const OPTION_TEXTS: Readonly<Record<string, (version: IpVersion) => fc.Arbitrary<string>>> = OPTIONS;

/** Everything that a command would take as an entry, with any of the options that go with it. */
export const arbitraryEntry: fc.Arbitrary<Entry> = fc
  .tuple(
    fc.constantFrom(...FAMILIES),
    ports,
    fc.oneof({ weight: 3, arbitrary: fc.constant('tcp' as const) }, fc.constant('udp' as const)),
  )
  .chain(([family, [listenPort, connectPort], protocol]) => {
    const [listen, connect] = [listenVersion(family), connectVersion(family)];
    const plain = fc.record({
      family: fc.constant(family),
      listenAddress: fc
        .oneof(fc.constantFrom('*', '0.0.0.0', '::'), literals[listen], name)
        .filter((typed) => parseListenAddress(typed, listen).ok),
      listenPort: fc.constant(listenPort),
      connectAddress: connectAddress(connect),
      connectPort: fc.constant(connectPort),
      protocol: fc.constant(protocol),
    });
    const side = { family, listenAddress: '*', listenPort, protocol };
    const options = VALUES.flatMap((value: EntryValue) => {
      const fits = value.protocols?.includes(protocol) ?? true;
      if (!value.extension || !fits) return [];
      // An entry holds neither a default nor what takes a value back.
      const stored = (typed: string): unknown => {
        const isNone =
          isTakenBack(typed) ||
          typed === defaultOf(value, side) ||
          !value.kind(family).parse(typed, NO_SERVICES).ok ||
          value.mismatch?.(typed, side) !== undefined;
        if (isNone) return undefined;
        return value.flag ? typed === value.flag.text || undefined : typed;
      };
      return [[storedName(value), OPTION_TEXTS[value.tag]!(connect).map(stored)] as const];
    });
    return fc
      .tuple(plain, fc.record(Object.fromEntries(options), { requiredKeys: [] }))
      .map(([entry, some]): Entry => {
        const given = Object.fromEntries(Object.entries(some).filter(([, stored]) => stored !== undefined));
        return { ...entry, ...given };
      });
  });
