import { expect, test } from 'vitest';
import { feedMessage, parseMessage } from '../../../src/service/contract/feed-message.ts';
import { stoppedStatus } from '../../../src/service/client/stopped.ts';

const about = { at: 1, status: stoppedStatus('/home', 0), entries: [], connections: [] };
const snapshot = { kind: 'snapshot', ...about };
const difference = {
  kind: 'difference',
  ...about,
  counted: { keys: ['v4tov4 * 1'], numbers: [1, 2, 3, 4, 5] },
  removed: [],
  moved: [1, 2, 2, 4, 5, 6, 7, 0, 9, 10],
  ended: [],
};
const lost = { kind: 'lost', at: 1, reason: 'Gone.' };

test.each([snapshot, difference, lost])('a message is taken as it is', (message) => {
  expect(feedMessage(message)).toBe(message);
  expect(parseMessage(JSON.stringify(message))).toEqual(JSON.parse(JSON.stringify(message)));
});

test.each([
  null,
  [],
  { kind: 'quiet' },
  { ...snapshot, at: '1' },
  { ...snapshot, status: undefined },
  { ...snapshot, entries: {} },
  { ...snapshot, connections: undefined },
  { ...difference, kind: 'other' },
  { ...difference, removed: 'all' },
  { ...difference, ended: undefined },
  { ...difference, counted: undefined },
  { ...difference, counted: { keys: [], numbers: [1, 2, 3, 4, 5] } },
  { ...difference, counted: { keys: ['v4tov4 * 1'], numbers: [1, 2, 3, 4, '5'] } },
  { ...difference, moved: undefined },
  { ...difference, moved: [1, 2, 3, 4] },
  { ...difference, moved: [1, 2, 3, 4, null] },
  { ...lost, reason: 1 },
])('anything else is refused: %j', (value) => {
  expect(() => feedMessage(value)).toThrow('The relay service tells what this netsh does not understand.');
});

test('a line that is no JSON is refused', () => {
  expect(() => parseMessage('{"kind":')).toThrow('The relay service answers what is no JSON.');
});
