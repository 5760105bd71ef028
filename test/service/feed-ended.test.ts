import { expect, test } from 'vitest';
import { FeedReader } from './feed-reader.ts';
import { sandbox } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { entryAt, ownAddress } from './values.ts';

const CONNECTIONS = 10;

test('slow readers who share their messages are told of each connection that has ended once', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const values = { ...entryAt(address, 8001), connectPort: await target() };
  await backend.change({ op: 'add', values });
  const readers = [100, 700, 700].map(
    (interval) => new FeedReader((options) => backend.feed(options), interval),
  );
  for (const reader of readers) await reader.sees(({ messages }) => messages.length > 0);
  // The quick reader is told of one at a time, the slow ones of several in a message.
  for (let count = 1; count <= CONNECTIONS; count++) {
    const socket = await talk(8001, address);
    socket.end();
    await closed(socket);
    await readers[0]!.sees((each) => idsOf(each).length === count);
  }
  for (const reader of readers) {
    await reader.sees((each) => new Set(idsOf(each)).size === CONNECTIONS);
    expect(idsOf(reader)).toHaveLength(CONNECTIONS);
    expect(reader.messages.some((message) => message.kind !== 'lost' && message.missed !== undefined)).toBe(
      false,
    );
    await reader.end();
  }
});

/** Ids of the connections that have ended, as often as a reader was told of them. */
function idsOf({ messages }: FeedReader): number[] {
  return messages.flatMap((message) =>
    message.kind === 'difference' ? (message.recent ?? []).map(({ id }) => id) : [],
  );
}
