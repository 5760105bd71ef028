import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_LIVE_STATE, type LiveState, applyMessage } from '../../../src/tui/live/feed/live-state.ts';
import { glyphsFor } from '../../../src/tui/screen/glyphs.ts';
import { rowWidth } from '../../../src/tui/live/screen/row.ts';
import { createChooser } from '../../../src/tui/panel/choose.ts';
import { panelRows } from '../../../src/tui/panel/panel-rows.ts';
import {
  START,
  THREE,
  TWO,
  manyConnections,
  manyEntries,
  snapshot,
  trafficDifference,
} from '../monitor/fixtures/scene.ts';

const glyphs = glyphsFor({});

function rows(picture: LiveState, width: number, height: number): string[] {
  const now = picture.at;
  const source = { picture, chooser: createChooser(), now, glyphs, width, height };
  return panelRows(source).map((row) => row.map(({ text }) => text).join(''));
}

/** The styles of the entries. */
function styles(picture: LiveState): Set<string> {
  const source = { picture, chooser: createChooser(), now: picture.at, glyphs, width: 79, height: 8 };
  return new Set(panelRows(source).flatMap((row, at) => (at < 2 ? [] : row.map(({ style }) => style))));
}

/** Three entries that have carried bytes for two seconds. */
function three(): LiveState {
  const [entries, connections] = [[...THREE], [...TWO]];
  let picture = applyMessage(NO_LIVE_STATE, snapshot(START, entries, connections));
  for (let step = 1; step <= 20; step++) {
    const moved = { first: 0, moving: 1, bytes: 1000 };
    picture = applyMessage(picture, trafficDifference(START + step * 100, entries, connections, moved));
  }
  return picture;
}

test('the relay in one row, then the entries under their headings', () => {
  expect(rows(three(), 79, 8)).toEqual(
    [
      '── ● relay running   Up   9.8K/s   Down  29.3K/s   2 connections   F2 hides',
      '    Listen                Connect              State      Conns    Up/s  Down/s',
      '  ● *:8080                10.0.0.5:80          listening      2    9.8K   29.3K',
      '  ✗ [2001:db…0:7348]:443  a-rather-long…:8443  failed         0       0       0',
      '  ○ *:2222                10.0.0.9:22          disabled       0       0       0',
    ].map((row) => row.trimEnd()),
  );
});

test('where there is no room for all entries the row above says how many more there are', () => {
  const picture = applyMessage(NO_LIVE_STATE, snapshot(START, manyEntries(1000)));
  const shown = rows(picture, 99, 8);
  expect(shown).toHaveLength(8);
  expect(shown[0]).toBe(
    '── ● relay running   Up      0/s   Down      0/s   0 connections   994 more entries   F2 hides',
  );
});

test('after the relay has ended the entries stay, dimmed as in the monitor, and the title says how to start it', () => {
  const before = { rows: rows(three(), 79, 8), styles: styles(three()) };
  const lost = applyMessage(three(), { kind: 'lost', at: START, reason: 'The relay service has ended.' });
  const after = rows(lost, 79, 8);
  expect(after[0]).toBe('── ✗ The relay service has ended.   relay start starts it   F2 hides');
  expect(after.slice(1)).toEqual(before.rows.slice(1));
  expect(before.styles).toContain('good');
  expect(styles(lost)).toEqual(new Set(['quiet']));
});

test('nothing is known yet, and nobody answers', () => {
  expect(rows(NO_LIVE_STATE, 60, 8)).toEqual(['── Waiting for the relay   F2 hides']);
  const lost = { kind: 'lost', at: START, reason: 'The relay service is not running.' } as const;
  expect(rows(applyMessage(NO_LIVE_STATE, lost), 60, 8)).toEqual([
    '── ✗ The relay service is not running.   F2 hides',
  ]);
});

test('at every size: no more rows and no wider ones than there is room for, no blanks at their ends', () => {
  const entries = manyEntries(40);
  const many = applyMessage(NO_LIVE_STATE, snapshot(START, entries, manyConnections(100, entries)));
  const pictures = [NO_LIVE_STATE, three(), many];
  fc.assert(
    fc.property(
      fc.constantFrom(...pictures),
      fc.integer({ min: 1, max: 220 }),
      fc.integer({ min: 0, max: 30 }),
      (picture, width, height) => {
        const source = { picture, chooser: createChooser(), now: picture.at, glyphs, width, height };
        const shown = panelRows(source);
        expect(shown.length).toBeLessThanOrEqual(height);
        for (const row of shown) {
          expect(rowWidth(row)).toBeLessThanOrEqual(width);
          expect(row.map(({ text }) => text).join('')).not.toMatch(/\s$/);
        }
      },
    ),
  );
});
