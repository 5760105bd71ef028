import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../contexts/root.ts';
import { dumpTable } from '../../src/portproxy/dump.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { PROTOCOLS, entryKey } from '../../src/portproxy/key.ts';
import { FAMILIES } from '../../src/portproxy/family.ts';
import type { Backend } from '../../src/service/contract/backend.ts';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { runScript } from '../../src/shell/script.ts';
import { Session } from '../../src/shell/session.ts';
import { streamSource } from '../../src/shell/source.ts';
import { arbitraryEntry } from '../portproxy/arbitrary-entry.ts';

const home = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
afterAll(() => rmSync(home, { recursive: true }));

const table = fc.uniqueArray(arbitraryEntry, { selector: entryKey, maxLength: 30 });

/** Replays a script in a dry run, whose table is in memory alone; gives that table and what was said of errors. */
async function replay(script: Uint8Array): Promise<{ table: Entry[]; errors: string }> {
  const session = new Session({
    root,
    openBackend: dryRun,
    serve: () => Promise.reject(new Error('A script does not serve.')),
    restart: () => Promise.reject(new Error('A script does not serve.')),
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
      const inOrder = PROTOCOLS.flatMap((protocol) =>
        FAMILIES.flatMap((family) =>
          entries.filter((one) => one.family === family && one.protocol === protocol),
        ),
      );
      const replayed = await replay(encode(dumpTable(entries)));
      expect(replayed.errors).toBe('');
      expect(replayed.table).toEqual(inOrder);
      expect(dumpTable(replayed.table)).toEqual(dumpTable(entries));
    }),
    { numRuns: 150 },
  );
});
