import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_RECENT } from '../../../src/relay/limits.ts';
import type { EndedConnection, RelaySample } from '../../../src/relay/relay.ts';
import { stoppedStatus } from '../../../src/service/contract/status.ts';
import { FeedChanges } from '../../../src/service/server/feed-changes.ts';
import { FeedState } from '../../../src/service/server/feed-state.ts';
import { parseMessage } from '../../../src/service/contract/feed-message.ts';

const NONE = new Float64Array();
const STATUS = stoppedStatus('/home/of/netsh', 0);

/** So many connections end between two samples; of more than a sample holds, the oldest are only counted. */
function sampleOf(first: number, count: number): RelaySample {
  const told = Math.min(count, MAX_RECENT);
  const recent = Array.from({ length: told }, (_, index) => endedOf(first + count - told + index));
  const rest = { entries: [], counted: NONE, connections: [], moved: NONE, ended: [] };
  return { full: false, ...rest, recent, missed: count - told };
}

function endedOf(id: number): EndedConnection {
  const times = { startedAt: id, lastActiveAt: id, endedAt: id, durationMs: 0 };
  const rest = { client: '10.0.0.7:1', target: '10.0.0.5:1', bytesUp: 0, bytesDown: 0 };
  const end = { by: 'client', phase: 'data', how: 'closed' } as const;
  return { id, entry: 'v4tov4 * 1', phase: 'data', ...times, ...rest, end };
}

test('every connection that ends is told to each reader, or counted as missed', () => {
  const step = fc.record({
    count: fc.oneof(fc.nat(5), fc.nat(2_500)),
    /** Whether a snapshot becomes shorter than what is different. */
    isMuch: fc.boolean(),
    ready: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const state = new FeedState();
      let changes = new FeedChanges();
      const known = new Set<number>();
      let [ended, missed] = [0, 0];
      for (const { count, isMuch, ready } of [...steps, { count: 1, isMuch: false, ready: true }]) {
        const fresh = new FeedChanges();
        state.takeSample(sampleOf(ended + 1, count), fresh, 0);
        ended += count;
        changes.merge(fresh, Infinity);
        if (isMuch) changes.merge(new FeedChanges(true), Infinity);
        if (!ready) continue;
        const message = parseMessage(state.message(changes, { at: 1, now: 0 }, STATUS).line.toString());
        changes = new FeedChanges();
        if (message.kind === 'lost') throw new Error('No reader is lost here.');
        expect(message.recent?.length ?? 0).toBeLessThanOrEqual(MAX_RECENT);
        for (const { id } of message.recent ?? []) known.add(id);
        missed += message.missed ?? 0;
        expect(known.size + missed).toBe(ended);
      }
    }),
    { numRuns: 50 },
  );
});
