import { expect, test, vi } from 'vitest';
import { HeadlessMonitor } from '../fixtures/headless-monitor.ts';
import { START, counters, entry, status } from '../fixtures/scene.ts';
import type { FeedMessage } from '../../../../src/service/contract/feed.ts';

// Times of day are shown in the machine's time zone.
vi.stubEnv('TZ', 'UTC');

const LOG = {
  file: '/var/log/x.log',
  format: 'text',
  entries: 'all',
  maxSize: 0,
  keep: 5,
  lines: 1,
  lost: 0,
} as const;

function snapshotWith(state: 'writing' | 'failed'): FeedMessage {
  const entries = [
    entry({ maxConnections: '1', counters: counters({ waiting: { accepted: 2, inQueue: false } }) }),
  ];
  const log = { ...LOG, state, ...(state === 'failed' && { reason: 'The disk is full.' }) };
  return { kind: 'snapshot', at: START, status: status(entries, 0, { log }), entries, connections: [] };
}

test.each([
  ['failed', true],
  ['writing', false],
] as const)('the first row tells of a log of connections that is %s: %s', async (state, isTold) => {
  const monitor = new HeadlessMonitor({}, snapshotWith(state));
  const [first = ''] = monitor.text.split('\n');
  expect(first.includes('log of connections fails')).toBe(isTold);
});

test('details tell how many clients wait', async () => {
  const monitor = await new HeadlessMonitor({}, snapshotWith('writing')).type('\r');
  expect(monitor.text).toMatch(/^ +Waiting +2 clients wait for room$/m);
});
