import { expect, test } from 'vitest';
import {
  isBusyTurn,
  joinTurn,
  noteMessage,
  turnBytes,
  waitForNextTurn,
} from '../../../src/relay/streams/turns.ts';

const MB = 1 << 20;

/** So many directions read much in the next turn. */
async function flows(directions: number): Promise<void> {
  await Promise.all(
    Array.from({ length: directions }, () => new Promise<void>((goOn) => waitForNextTurn({ goOn }))),
  );
  for (let count = 0; count < directions; count += 1) joinTurn(-1);
}

test('directions that read much have a megabyte a turn each, and share one beside small messages', async () => {
  for (let turn = 0; turn < 3; turn += 1) await flows(4);
  expect(turnBytes()).toBe(MB);
  noteMessage();
  await flows(4);
  expect(turnBytes()).toBe(MB / 4);
  await flows(2);
  await flows(2);
  expect(turnBytes()).toBe(MB / 2);
  // However many there are, reads stay large enough to be worth their calls.
  await flows(100);
  await flows(100);
  expect(turnBytes()).toBe(MB / 8);
  for (let turn = 0; turn < 80; turn += 1) await flows(4);
  expect(turnBytes()).toBe(MB);
});

test('a direction that read much a moment ago is none of small messages', async () => {
  const now = joinTurn(-1);
  expect(isBusyTurn(-1)).toBe(false);
  expect(isBusyTurn(now)).toBe(true);
  for (let turn = 0; turn < 80; turn += 1) await flows(1);
  expect(isBusyTurn(now)).toBe(false);
});
