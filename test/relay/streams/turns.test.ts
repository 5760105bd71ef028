import { expect, test } from 'vitest';
import { Turns } from '../../../src/relay/streams/turns.ts';

const MB = 1 << 20;

/** So many directions read much in the next turn. */
async function flows(turns: Turns, directions: number): Promise<void> {
  await Promise.all(
    Array.from({ length: directions }, () => new Promise<void>((resume) => turns.wait({ resume }))),
  );
  for (let count = 0; count < directions; count += 1) turns.join(-1);
}

test('directions that read much have a megabyte a turn each, and share one beside small messages', async () => {
  const turns = new Turns();
  for (let turn = 0; turn < 3; turn += 1) await flows(turns, 4);
  expect(turns.bytes()).toBe(MB);
  turns.noteMessage();
  await flows(turns, 4);
  expect(turns.bytes()).toBe(MB / 4);
  await flows(turns, 2);
  await flows(turns, 2);
  expect(turns.bytes()).toBe(MB / 2);
  // However many there are, reads stay large enough to be worth their calls.
  await flows(turns, 100);
  await flows(turns, 100);
  expect(turns.bytes()).toBe(MB / 8);
  for (let turn = 0; turn < 80; turn += 1) await flows(turns, 4);
  expect(turns.bytes()).toBe(MB);
});

test('a direction that read much a moment ago is none of small messages', async () => {
  const turns = new Turns();
  const now = turns.join(-1);
  expect(turns.isRecent(-1)).toBe(false);
  expect(turns.isRecent(now)).toBe(true);
  for (let turn = 0; turn < 80; turn += 1) await flows(turns, 1);
  expect(turns.isRecent(now)).toBe(false);
});
