import { expect, test } from 'vitest';
import { reconnectingFeed } from '../../../src/service/client/reconnecting-feed.ts';
import { stoppedStatus } from '../../../src/service/contract/status.ts';
import type { FeedMessage } from '../../../src/service/contract/feed.ts';

const SNAPSHOT: FeedMessage = {
  kind: 'snapshot',
  at: 1,
  status: stoppedStatus('/home', 0),
  entries: [],
  connections: [],
};

/** What a feed tells whose attempts end so one after the other: after a message, with an error, or just so. */
async function told(attempts: readonly ('message' | 'end' | Error)[]): Promise<string[]> {
  const abort = new AbortController();
  const left = [...attempts];
  async function* open(): AsyncGenerator<FeedMessage> {
    const attempt = left.shift();
    if (attempt === undefined) abort.abort();
    if (attempt instanceof Error) throw attempt;
    if (attempt === 'message') yield SNAPSHOT;
  }
  const texts: string[] = [];
  const connection = { open, endReason: 'It has ended.', pausesMs: [1, 4] } as const;
  for await (const message of reconnectingFeed(connection, abort.signal)) {
    texts.push(message.kind === 'lost' ? message.reason : message.kind);
  }
  return texts;
}

test('each new reason is told once, and each message is passed on', async () => {
  const gone = new Error('Gone.');
  expect(await told([gone, gone, 'end', 'end', gone, gone])).toEqual(['Gone.', 'It has ended.', 'Gone.']);
  expect(await told([gone, 'message', gone])).toEqual(['Gone.', 'snapshot', 'It has ended.', 'Gone.']);
});

test('after a message the same reason is told again', async () => {
  expect(await told(['end', 'message', 'end', 'message'])).toEqual([
    'It has ended.',
    'snapshot',
    'It has ended.',
    'snapshot',
    'It has ended.',
  ]);
});

test('an aborted feed tells nothing', async () => {
  expect(await told([])).toEqual([]);
});
