import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../contexts/root.ts';
import { parseConnectAddress, parseListenAddress } from '../../src/portproxy/address.ts';
import { dumpTable } from '../../src/portproxy/dump.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import { FAMILIES, type IpVersion, connectVersion, listenVersion } from '../../src/portproxy/family.ts';
import type { Backend } from '../../src/service/contract/backend.ts';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { runScript } from '../../src/shell/script.ts';
import { Session } from '../../src/shell/session.ts';
import { streamSource } from '../../src/shell/source.ts';
import { systemServices } from '../../src/system/services.ts';

const home = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
afterAll(() => rmSync(home, { recursive: true }));

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

/** Everything that a command would take as an entry. */
const entry: fc.Arbitrary<Entry> = fc
  .tuple(fc.constantFrom(...FAMILIES), ports)
  .chain(([family, [listenPort, connectPort]]) => {
    const [listen, connect] = [listenVersion(family), connectVersion(family)];
    return fc.record(
      {
        family: fc.constant(family),
        listenAddress: fc
          .oneof(fc.constantFrom('*', '0.0.0.0', '::'), literals[listen], name)
          .filter((text) => parseListenAddress(text, listen).ok),
        listenPort: fc.constant(listenPort),
        connectAddress: fc
          .oneof(literals[connect], name)
          .filter((text) => parseConnectAddress(text, connect).ok),
        connectPort: fc.constant(connectPort),
        protocol: fc.constant('tcp' as const),
        disabled: fc.constant(true as const),
      },
      {
        requiredKeys: ['family', 'listenAddress', 'listenPort', 'connectAddress', 'connectPort', 'protocol'],
      },
    );
  });
const table = fc.uniqueArray(entry, { selector: entryKey, maxLength: 30 });

/** Replays a script in a dry run, whose table is in memory alone; gives that table and what was said of errors. */
async function replay(script: Uint8Array): Promise<{ table: Entry[]; errors: string }> {
  const session = new Session({
    root,
    openBackend: dryRun,
    serve: () => Promise.reject(new Error('A script does not serve.')),
    connect: () => Promise.reject(new Error('A script does not connect.')),
    version: () => '0',
    place: 'session',
    options: new Set(['check']),
  });
  let errors = '';
  const sink = { out: () => {}, err: (text: string) => (errors += text) };
  const { backend, settings } = session;
  const lines = streamSource('dump', portions(script));
  const ok = await runScript(session, lines, { front: sink, backend, options: settings.options });
  const entries = await backend.entries();
  await session.close();
  return {
    table: entries.map(({ state: _state, reason: _reason, counters: _counters, ...one }) => one),
    errors: ok ? '' : errors,
  };
}

function dryRun(): Backend {
  const launcher = { command: process.execPath, args: [] };
  return openBackend({ home, mode: 'check', launcher, onNotice: () => {} });
}

async function* portions(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

test.each([
  [
    'as this system writes it',
    (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join('')),
  ],
  ['as Windows keeps it', (lines: readonly string[]) => utf16(lines.map((line) => `${line}\r\n`).join(''))],
])('what dump prints of any table, replayed %s, is that table', async (_name, encode) => {
  await fc.assert(
    fc.asyncProperty(table, async (entries) => {
      const inOrder = FAMILIES.flatMap((family) => entries.filter((one) => one.family === family));
      const replayed = await replay(encode(dumpTable(entries)));
      expect(replayed.errors).toBe('');
      expect(replayed.table).toEqual(inOrder);
      expect(dumpTable(replayed.table)).toEqual(dumpTable(entries));
    }),
    { numRuns: 150 },
  );
});
