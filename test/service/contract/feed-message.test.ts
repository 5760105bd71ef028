import { expect, test } from 'vitest';
import { feedMessage, parseMessage } from '../../../src/service/contract/feed-message.ts';
import { stoppedStatus } from '../../../src/service/contract/status.ts';

const ENTRY = {
  family: 'v4tov4',
  listenAddress: '*',
  listenPort: '1',
  connectAddress: 'name.example',
  connectPort: '80',
  protocol: 'tcp',
};
const COUNTERS = {
  connections: 1,
  connectionsTotal: 2,
  bytesUp: 3,
  bytesDown: 4,
  errors: 5,
  refused: 6,
  ends: { 'client data closed': 1 },
  lastError: { at: 7, text: 'No.' },
  names: {
    connect: { name: 'name.example', addresses: ['10.0.0.1'], at: 8 },
    others: [{ name: 'b.example', addresses: [], at: 9 }],
  },
  waiting: { accepted: 3, inQueue: false },
  targets: [
    { target: 'name.example:80', state: 'untried', connections: 0 },
    {
      target: 'b.example:80-81',
      state: 'down',
      since: 9,
      reason: 'No.',
      failures: 1,
      ports: [81],
      connections: 1,
    },
  ],
};
const CONNECTION = {
  id: 1,
  entry: 'v4tov4 * 1',
  client: '192.0.2.1:5',
  target: '',
  startedAt: 9,
  lastActiveAt: 10,
  phase: 'connect',
  bytesUp: 0,
  bytesDown: 0,
};
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
  expect(() => feedMessage(value)).toThrow('This netsh does not understand a message of the relay service.');
});

const listed = { ...ENTRY, state: 'listening', counters: COUNTERS };
const whole = { ...snapshot, entries: [listed], connections: [CONNECTION] };

test('whole entries and connections are taken as they are', () => {
  expect(feedMessage(whole)).toBe(whole);
  const { counters: _counters, ...stopped } = listed;
  for (const entry of [stopped, { ...listed, state: 'failed', reason: 'Taken.', protocol: 'udp' }]) {
    expect(feedMessage({ ...whole, entries: [entry] })).toMatchObject({ entries: [entry] });
  }
  const headed = { ...CONNECTION, peer: '10.0.0.2:4711', phase: 'header', target: '' };
  expect(feedMessage({ ...whole, connections: [headed] })).toMatchObject({ connections: [headed] });
  const awaiting = { ...difference, moved: [1, 2, 3, 4, 5] };
  expect(feedMessage(awaiting)).toBe(awaiting);
  const later = { ...difference, counted: { ...difference.counted, later: { denied: [1] } } };
  expect(feedMessage(later)).toBe(later);
});

test.each([
  ...[
    { family: 'v5tov4' },
    { listenPort: 80 },
    { connectAddress: null },
    { state: 'odd' },
    { reason: 1 },
  ].map((wrong) => ({ ...whole, entries: [{ ...listed, ...wrong }] })),
  ...[
    { bytesUp: null },
    { connections: '1' },
    { ends: [] },
    { ends: { closed: '1' } },
    { lastError: { at: 1 } },
    { names: { listen: { name: 'a', addresses: [1], at: 1 } } },
    { names: { others: ['a'] } },
    { waiting: 3 },
    { waiting: { accepted: 3 } },
    { targets: {} },
    { targets: [{ target: 'a', state: 'odd', connections: 0 }] },
    { targets: [{ target: 'a', state: 'up' }] },
    { targets: [{ target: 'a', state: 'down', connections: 0, ports: ['81'] }] },
  ].map((wrong) => ({
    ...whole,
    entries: [{ ...listed, counters: { ...COUNTERS, ...wrong } }],
  })),
  ...[
    { id: 1.5 },
    { id: '1' },
    { client: undefined },
    { peer: 1 },
    { phase: 'odd' },
    { lastActiveAt: null },
  ].map((wrong) => ({
    ...whole,
    connections: [{ ...CONNECTION, ...wrong }],
  })),
  { ...snapshot, at: Number.NaN },
  { ...snapshot, status: { ...about.status, connections: null } },
  { ...difference, moved: [1.5, 2, 1, 4, 5] },
  { ...difference, moved: [1, 2, 4, 4, 5] },
  { ...difference, moved: [1, Number.NaN, 1, 4, 5] },
  { ...difference, ended: [1, 2.5] },
  { ...difference, removed: [1] },
  { ...difference, counted: { ...difference.counted, keys: [1] } },
  { ...difference, counted: { ...difference.counted, later: { denied: [] } } },
  { ...difference, counted: { ...difference.counted, later: { denied: [null] } } },
])('what has another shape is refused with the code protocol: %#', (value) => {
  expect(() => feedMessage(value)).toThrow(
    expect.objectContaining({
      code: 'protocol',
      message: 'This netsh does not understand a message of the relay service.',
    }),
  );
});

test('a line that is no JSON is refused', () => {
  expect(() => parseMessage('{"kind":')).toThrow('The answer of the relay service is not JSON.');
});
