import { expect, test } from 'vitest';
import type { Change } from '../../../src/portproxy/table.ts';
import type { ChangeRun } from '../../../src/service/contract/backend.ts';
import type { ChangeResult } from '../../../src/portproxy/changes/results.ts';
import { ChangeQueue } from '../../../src/service/client/change-queue.ts';

const RESET: Change = { op: 'reset' };
const DONE: ChangeResult = { kind: 'done', notices: [] };
const ABSENT: ChangeResult = { kind: 'absent' };

/** A queue whose batches wait until the test answers them. */
function queue() {
  const batches: {
    size: number;
    stopAtFirst: boolean;
    answer: (results: readonly ChangeResult[]) => void;
  }[] = [];
  return {
    batches,
    sizes: () => batches.map(({ size }) => size),
    queue: new ChangeQueue((changes, stopAtFirst) => {
      const { promise, resolve } = Promise.withResolvers<readonly ChangeResult[]>();
      batches.push({ size: changes.length, stopAtFirst, answer: resolve });
      return promise;
    }),
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('changes of one turn go together, without a wait', async () => {
  const { queue: changes, sizes } = queue();
  void changes.add(RESET);
  void changes.add(RESET);
  expect(sizes()).toEqual([]);
  await turn();
  expect(sizes()).toEqual([2]);
});

test('flush sends at once, but never a second batch beside one under way', async () => {
  const { queue: changes, batches, sizes } = queue();
  const first = changes.add(RESET);
  changes.flush();
  expect(sizes()).toEqual([1]);
  void changes.add(RESET);
  void changes.add(RESET);
  changes.flush();
  await turn();
  expect(sizes()).toEqual([1]);
  batches[0]!.answer([DONE]);
  expect(await first).toEqual(DONE);
  await turn();
  expect(sizes()).toEqual([1, 2]);
});

test('a batch has at most 1,000 changes, in order', async () => {
  const { queue: changes, batches, sizes } = queue();
  const all = Array.from({ length: 2500 }, () => changes.add(RESET));
  expect(sizes()).toEqual([1000]);
  for (let index = 0; index < 3; index += 1) {
    batches[index]!.answer(Array.from({ length: batches[index]!.size }, () => DONE));
    await turn();
  }
  expect(sizes()).toEqual([1000, 1000, 500]);
  expect(await Promise.all(all)).toHaveLength(2500);
});

test('a run stops at its first failure, other changes go on', async () => {
  const { queue: changes, batches, sizes } = queue();
  const run: ChangeRun = { failed: false };
  const first = [changes.add(RESET, run), changes.add(RESET, run)];
  await turn();
  const later = [changes.add(RESET, run), changes.add(RESET), changes.add(RESET, run)];
  expect(batches[0]!.stopAtFirst).toBe(true);
  batches[0]!.answer([ABSENT, { kind: 'skipped' }]);
  expect(await Promise.all(first)).toEqual([ABSENT, { kind: 'skipped' }]);
  await turn();
  expect(sizes()).toEqual([2, 1]);
  expect(batches[1]!.stopAtFirst).toBe(false);
  batches[1]!.answer([DONE]);
  expect(await Promise.all(later)).toEqual([{ kind: 'skipped' }, DONE, { kind: 'skipped' }]);
  expect(await changes.add(RESET, run)).toEqual({ kind: 'skipped' });
});

test('runs do not share a batch', async () => {
  const { queue: changes, batches, sizes } = queue();
  for (const run of [{ failed: false }, { failed: false }]) {
    void changes.add(RESET, run);
    void changes.add(RESET, run);
  }
  await turn();
  batches[0]!.answer([DONE, DONE]);
  await turn();
  expect(sizes()).toEqual([2, 2]);
});

test('a batch that cannot be sent rejects its changes and no others', async () => {
  const sent: number[] = [];
  const changes = new ChangeQueue((batch) => {
    sent.push(batch.length);
    return sent.length === 1 ? Promise.reject(new Error('gone')) : Promise.resolve([DONE]);
  });
  await expect(Promise.all([changes.add(RESET), changes.add(RESET)])).rejects.toThrow('gone');
  expect(await changes.add(RESET)).toEqual(DONE);
});

test('a change that the service cannot read is rejected alone; one of a run ends the run', async () => {
  const { queue: changes, batches } = queue();
  const values = { family: 'v6tov6', listenPort: '1', listenAddress: `fe80::1%${'x'.repeat(400)}` } as const;
  const good = changes.add(RESET);
  await expect(changes.add({ op: 'add', values })).rejects.toThrow('The service cannot read this change.');
  await turn();
  expect(batches[0]?.size).toBe(1);
  batches[0]?.answer([DONE]);
  expect(await good).toEqual(DONE);
  const run: ChangeRun = { failed: false };
  await expect(changes.add({ op: 'add', values }, run)).rejects.toThrow();
  expect(run.failed).toBe(true);
});
