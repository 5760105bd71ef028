import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { install, uninstall } from '../../../src/service/install/install.ts';
import type { Installation } from '../../../src/service/install/plan.ts';
import { stamped } from '../../../src/service/install/stamp.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An installation whose commands leave traces in the folder. */
function planOf(
  text: string,
  commands: Installation['commands'] = [{ words: ['touch', at('started')] }],
): Installation {
  return {
    by: 'a test',
    files: [{ path: at('units/one'), text: stamped(`{stamp}\n${text}\n`, (line) => `# ${line}`) }],
    commands,
    removal: { before: [{ words: ['false'], mayFail: true }], after: [{ words: ['touch', at('removed')] }] },
    data: [at('data')],
    remarks: [],
  };
}

function at(name: string): string {
  return path.join(folder, name);
}

const HOW = { isTrial: false, force: false };

test('a trial tells what it would do, and does nothing', async () => {
  const done = await install(planOf('a'), { isTrial: true, force: false });
  expect(done).toMatchObject({ ok: true, isNew: true });
  expect(done.ok && done.lines).toContain(`New file: ${at('units/one')}`);
  expect(done.ok && done.lines).toContain('  a');
  expect(done.ok && done.lines).toContain(`Command: touch ${at('started')}`);
  expect(existsSync(at('units'))).toBe(false);
  expect(existsSync(at('started'))).toBe(false);
});

test('its own older file is brought up to date, one that is as it should be stays', async () => {
  expect(await install(planOf('a'), HOW)).toMatchObject({ ok: true, isNew: true });
  expect(await install(planOf('a'), HOW)).toMatchObject({ ok: true, isNew: false });
  expect(await install(planOf('b'), HOW)).toMatchObject({ ok: true, isNew: true });
  expect(readFileSync(at('units/one'), 'utf8')).toContain('\nb\n');
  expect(existsSync(at('started'))).toBe(true);
});

test('a file of somebody else stays, and then nothing is done at all', async () => {
  await install(planOf('a'), HOW);
  rmSync(at('started'));
  for (const text of ['somebody else\n', readFileSync(at('units/one'), 'utf8').replace('\na\n', '\nc\n')]) {
    writeFileSync(at('units/one'), text);
    expect(await install(planOf('b'), HOW)).toMatchObject({ ok: false, code: 'exists' });
    expect(readFileSync(at('units/one'), 'utf8')).toBe(text);
    expect(existsSync(at('started'))).toBe(false);
  }
  expect(await install(planOf('b'), { isTrial: false, force: true })).toMatchObject({ ok: true });
  expect(readFileSync(at('units/one'), 'utf8')).toContain('\nb\n');
});

test('a command that fails is told with what it says', async () => {
  const ls = ['ls', at('not there')] as const;
  const done = await install(planOf('a', [{ words: ls }]), HOW);
  expect(done).toMatchObject({ ok: false, code: 'start' });
  expect(!done.ok && done.problem).toMatch(/^ls '.*not there' failed: ls: /);
  expect(await install(planOf('a', [{ words: ls, mayFail: true }]), HOW)).toMatchObject({ ok: true });
});

test('uninstalled, files are gone; data only where it is purged', async () => {
  await install(planOf('a'), HOW);
  writeFileSync(at('data'), '');
  expect(await uninstall(planOf('a'), { isTrial: true, force: false }, true)).toMatchObject({
    ok: true,
    isNew: true,
  });
  expect(existsSync(at('units/one'))).toBe(true);
  expect(await uninstall(planOf('a'), HOW, false)).toMatchObject({ ok: true, isNew: true });
  expect(existsSync(at('units/one'))).toBe(false);
  expect(existsSync(at('data'))).toBe(true);
  expect(existsSync(at('removed'))).toBe(true);
  await install(planOf('a'), HOW);
  await uninstall(planOf('a'), HOW, true);
  expect(existsSync(at('data'))).toBe(false);
  expect(await uninstall(planOf('a'), HOW, true)).toEqual({ ok: true, lines: [], isNew: false });
});
