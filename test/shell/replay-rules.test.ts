import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../contexts/root.ts';
import { dumpRulebook } from '../../src/firewall/dump-rules.ts';
import { INITIAL_RULEBOOK, isInitial } from '../../src/firewall/policy.ts';
import type { Rulebook } from '../../src/firewall/rule.ts';
import { plainRule } from '../../src/service/contract/rule-status.ts';
import type { Backend } from '../../src/service/contract/backend.ts';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { runScript } from '../../src/shell/script.ts';
import { Session } from '../../src/shell/session.ts';
import { streamSource } from '../../src/shell/source.ts';
import { rule } from '../firewall/arbitrary-rule.ts';

const home = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
afterAll(() => rmSync(home, { recursive: true }));

const policy = fc.record({
  state: fc.constantFrom('on', 'off', 'notconfigured'),
  inbound: fc.constantFrom('blockinbound', 'allowinbound', 'notconfigured'),
  outbound: fc.constantFrom('allowoutbound', 'blockoutbound', 'notconfigured'),
});
const rulebook: fc.Arbitrary<Rulebook> = fc.record({
  rules: fc.array(rule, { minLength: 1, maxLength: 20 }),
  policies: fc.record({ domain: policy, private: policy, public: policy }),
});

test('a dump rebuilds exactly the rules and policies that it came from, whatever is there', async () => {
  await fc.assert(
    fc.asyncProperty(rulebook, rulebook, async (wanted, before) => {
      const script = [...dumpRulebook(before), ...dumpRulebook(wanted)];
      const { rulebook: made, err } = await replay(script);
      expect(err).toBe('');
      expect(made).toEqual(wanted);
      for (const line of script) expect(line === '' || line.startsWith('#')).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a rulebook that nobody has changed adds nothing to a dump', async () => {
  expect(dumpRulebook(INITIAL_RULEBOOK)).toEqual([]);
  expect(isInitial((await replay([])).rulebook)).toBe(true);
});

/** Runs lines as a script over a dry run of an empty home; returns the rulebook that they would have made. */
async function replay(lines: readonly string[]): Promise<{ rulebook: Rulebook; err: string }> {
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
  let err = '';
  const sink = { out: () => {}, err: (text: string) => (err += text) };
  const { backend, settings } = session;
  const source = streamSource('dump', portions(Buffer.from(lines.join('\n'))));
  const ok = await runScript(session, source, { front: sink, backend, options: settings.options });
  const { rules, policies } = await backend.rules();
  await session.close();
  return { rulebook: { rules: rules.map(plainRule), policies }, err: ok ? '' : err };
}

function dryRun(): Backend {
  const launcher = { command: process.execPath, args: [] };
  return openBackend({ home, mode: 'check', launcher, onNotice: () => {} });
}

async function* portions(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
