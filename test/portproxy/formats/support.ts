import fc from 'fast-check';
import type { Rulebook } from '../../../src/firewall/rule.ts';
import type { Entry } from '../../../src/portproxy/entry.ts';
import { optionTags } from '../../../src/portproxy/entry-words.ts';
import { entryKey } from '../../../src/portproxy/key.ts';
import { FAMILIES, type IpVersion, connectVersion, listenVersion } from '../../../src/portproxy/family.ts';
import type { ExportFile, Format } from '../../../src/portproxy/formats/format.ts';
import { FORMATS, WRITABLE } from '../../../src/portproxy/formats/formats.ts';
import { type Exported, exportTable } from '../../../src/portproxy/formats/export-table.ts';
import { readTable } from '../../../src/portproxy/formats/read-table.ts';
import type { ReadTable, Remarks } from '../../../src/portproxy/formats/rows.ts';

/** A services table of the tests' own. */
export const SERVICES = new Map([
  ['http', 80],
  ['https', 443],
  ['ms-wbt-server', 3389],
]);

export function format(name: string): Format {
  const found = FORMATS.find((one) => one.name === name);
  if (!found) throw new Error(`no format ${name}`);
  return found;
}

export function read(name: string, text: string): Promise<ReadTable> {
  return readTable(text, format(name), SERVICES);
}

export function write(name: string, entries: readonly Entry[], rulebook?: Rulebook): Promise<Exported> {
  const found = WRITABLE.find((one) => one.name === name);
  if (!found) throw new Error(`no format ${name}`);
  return exportTable(
    entries.map((entry) => ({ entry })),
    found,
    SERVICES,
    rulebook,
  );
}

export function fileText(file: ExportFile | undefined): string {
  return file ? `${file.lines.join('\n')}\n` : '';
}

/** An entry in one line, with its options: `v4tov4 *:80 > 10.0.0.5:80`, with an `x` at the end where it is disabled. */
export function brief(entry: Entry): string {
  const { family, listenAddress, listenPort, connectAddress, connectPort, protocol, disabled } = entry;
  const side = `${family}${protocol === 'udp' ? ' udp' : ''} ${listenAddress}:${listenPort}`;
  const options = [optionTags(entry), disabled ? 'x' : ''].filter((text) => text !== '');
  return [`${side} > ${connectAddress}:${connectPort}`, ...options].join(' ');
}

/** Entries with their lines, and remarks, in few words. */
export function summary(table: ReadTable) {
  const remarks = ({ first }: Remarks) => first.map(({ line, reason }) => `${line}: ${reason}`);
  return {
    entries: table.entries.map(({ entry, line }) => `${line}: ${brief(entry)}`),
    faults: remarks(table.faults),
    leftOut: remarks(table.leftOut),
    ...(table.lost.total > 0 && { lost: remarks(table.lost) }),
    notes: remarks(table.notes),
    counted: table.counted.map(({ name, lines }) => `${name}: ${lines}`),
  };
}

const port = fc.integer({ min: 1, max: 65_535 }).map(String);
const name = fc.constantFrom('web.example', 'db-1', 'x_y.example', 'Srv01');

function literal(version: IpVersion): fc.Arbitrary<string> {
  return version === 4
    ? fc.oneof(fc.ipV4(), fc.constant('0.0.0.0'))
    : fc.oneof(fc.ipV6(), fc.constantFrom('::', '::1', '[fd00::1]', 'fe80::1%eth0'));
}

const ports: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(port, port) },
  fc.tuple(fc.constantFrom('http', 'HTTPS', '81'), fc.constantFrom('ms-wbt-server', '82')),
  fc
    .tuple(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 60_000 }),
    )
    .chain(([from, length, to]) =>
      fc
        .constantFrom(`${from}-${from + length}`, `${to}-${to + length}`, String(to))
        .map((connect) => [`${from}-${from + length}`, connect] as const),
    ),
);

const entry: fc.Arbitrary<Entry> = fc.constantFrom(...FAMILIES).chain((family) =>
  fc
    .record({
      listenAddress: fc.oneof(literal(listenVersion(family)), fc.constant('*'), name),
      connectAddress: fc.oneof(literal(connectVersion(family)), name),
      ports,
      disabled: fc.boolean(),
    })
    .map(({ ports: [listenPort, connectPort], disabled, ...addresses }) => ({
      family,
      ...addresses,
      listenPort,
      connectPort,
      protocol: 'tcp',
      ...(disabled && { disabled: true }),
    })),
);

/** Any table: no two entries have one key. */
export const anyTable: fc.Arbitrary<Entry[]> = fc
  .array(entry, { maxLength: 12 })
  .map((entries) => [...new Map(entries.map((one) => [entryKey(one), one])).values()]);
