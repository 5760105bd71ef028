import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { FeedMessage, Snapshot } from '../../src/service/contract/feed.ts';
import { sandbox, until } from './sandbox.ts';
import { target } from './target.ts';
import { entryAt, ownAddress } from './values.ts';

const DAY = 86_400_000;
/** Everything here is younger than this, ms. */
const YOUNG = 60_000;

test('ages and uptime stay right when the clock is set forth and back', async () => {
  const box = sandbox();
  const file = join(dirname(box.home), 'clock');
  const set = (ms: number): void => writeFileSync(file, String(ms));
  set(0);
  await box.foreground({
    CLOCK_FILE: file,
    NODE_OPTIONS: `--import=${new URL('../fixtures/service/set-clock.ts', import.meta.url).href}`,
  });
  const backend = box.backend();
  const address = ownAddress();
  await backend.change({ op: 'add', values: { ...entryAt(address, 8001), connectPort: await target() } });
  const client = connect(8001, address);
  onTestFinished(() => void client.destroy());
  await until(async () => (await backend.connections()).some(({ phase }) => phase === 'data'));
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const feed = backend.feed({ signal: over.signal })[Symbol.asyncIterator]();
  for (const days of [0, 30, -30]) {
    set(days * DAY);
    const [info] = await backend.connections();
    expect(info?.ageMs).toBeGreaterThanOrEqual(0);
    expect(info?.ageMs).toBeLessThan(YOUNG);
    expect(info?.idleMs).toBeLessThan(YOUNG);
    // Times are those of the clock as it is now.
    expect(Math.abs((info?.startedAt ?? 0) - Date.now() - days * DAY)).toBeLessThan(YOUNG);
    const { uptimeMs = -1 } = await backend.status();
    expect(uptimeMs).toBeGreaterThanOrEqual(0);
    expect(uptimeMs).toBeLessThan(YOUNG);
    const message = await snapshotAt(feed, days * DAY);
    expect(message.connections).toHaveLength(1);
    for (const { startedAt, lastActiveAt } of message.connections) {
      expect(message.at - startedAt).toBeLessThan(YOUNG);
      expect(message.at - lastActiveAt).toBeLessThan(YOUNG);
      expect(message.at - startedAt).toBeGreaterThanOrEqual(0);
    }
  }
});

/** Resolves to the next snapshot of a clock that is so far ahead, ms. */
async function snapshotAt(feed: AsyncIterator<FeedMessage>, ahead: number): Promise<Snapshot> {
  for (;;) {
    const { done, value: message } = await feed.next();
    if (done) throw new Error('The feed has ended.');
    if (message.kind === 'lost') throw new Error(message.reason);
    if (message.kind === 'snapshot' && Math.abs(message.at - Date.now() - ahead) < YOUNG) return message;
  }
}
