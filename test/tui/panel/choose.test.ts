import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EntryRow } from '../../../src/tui/live/feed/entry-row.ts';
import { NO_LIVE_STATE, applyMessage } from '../../../src/tui/live/feed/live-state.ts';
import { createChooser } from '../../../src/tui/panel/choose.ts';
import { START, counters, entry, snapshot } from '../monitor/fixtures/scene.ts';

type Look = Readonly<Record<string, 'listening' | 'failed' | 'busy'>>;

/** Rows of entries by their ports. */
function rows(look: Look): EntryRow[] {
  const entries = Object.entries(look).map(([listenPort, what]) =>
    entry({
      listenPort,
      state: what === 'failed' ? 'failed' : 'listening',
      counters: counters({ connections: what === 'busy' ? 1 : 0 }),
    }),
  );
  return [...applyMessage(NO_LIVE_STATE, snapshot(START, entries)).entries.values()];
}

function ports(chosen: readonly EntryRow[]): string[] {
  return chosen.map((row) => row.entry.listenPort);
}

test('all are shown where there is room', () => {
  const all = rows({ 1: 'listening', 2: 'failed', 3: 'busy' });
  expect(createChooser().choose(all, 3, START)).toEqual(all);
});

test('what fails goes before what is busy, that before the first of the table; in the order of the table', () => {
  const all = rows({ 1: 'listening', 2: 'busy', 3: 'listening', 4: 'failed' });
  expect(ports(createChooser().choose(all, 1, START))).toEqual(['4']);
  expect(ports(createChooser().choose(all, 2, START))).toEqual(['2', '4']);
  expect(ports(createChooser().choose(all, 3, START))).toEqual(['1', '2', '4']);
});

test('an entry that comes is seen at once, the newest of them first', () => {
  const chooser = createChooser();
  chooser.choose(rows({ 1: 'busy', 2: 'failed' }), 2, START);
  expect(ports(chooser.choose(rows({ 1: 'busy', 2: 'failed', 8: 'listening' }), 2, START + 1))).toEqual([
    '2',
    '8',
  ]);
  const both = rows({ 1: 'busy', 2: 'failed', 8: 'listening', 9: 'listening' });
  expect(ports(chooser.choose(both, 2, START + 2))).toEqual(['8', '9']);
  expect(ports(chooser.choose(both, 1, START + 3))).toEqual(['9']);
});

test('rows do not jump about with the traffic', () => {
  const chooser = createChooser();
  chooser.choose(rows({ 1: 'busy', 2: 'listening' }), 1, START);
  expect(ports(chooser.choose(rows({ 1: 'listening', 2: 'busy' }), 1, START + 2_999))).toEqual(['1']);
  expect(ports(chooser.choose(rows({ 1: 'listening', 2: 'busy' }), 1, START + 3_000))).toEqual(['2']);
});

test('whatever comes and goes: as many as there is room for, each once, in the order of the table', () => {
  const looks = fc.array(
    fc.dictionary(fc.integer({ min: 1, max: 9 }).map(String), fc.constantFrom('listening', 'failed', 'busy')),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(looks, fc.nat(5), (all, most) => {
      const chooser = createChooser();
      for (const [step, look] of all.entries()) {
        const given = rows(look);
        const chosen = chooser.choose(given, most, START + step * 1000);
        expect(chosen).toHaveLength(Math.min(most, given.length));
        expect(chosen).toEqual(given.filter((row) => chosen.includes(row)));
      }
    }),
  );
});
