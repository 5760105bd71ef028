import { expect, test } from 'vitest';
import { TaskQueue } from '../../src/async/task-queue.ts';

test('a task begins when the one before has ended, whatever became of that', async () => {
  const queue = new TaskQueue();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const failed = queue.run(async () => {
    order.push('first begins');
    await first.promise;
    order.push('first ends');
    throw new Error('first');
  });
  const second = queue.run(async () => {
    order.push('second');
    return 2;
  });
  first.resolve();
  await expect(failed).rejects.toThrow('first');
  expect(await second).toBe(2);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
});

test('it is settled when the last task has ended', async () => {
  const queue = new TaskQueue();
  let hasEnded = false;
  const task = Promise.withResolvers<void>();
  void queue.run(async () => {
    await task.promise;
    hasEnded = true;
  });
  const settled = queue.settled();
  task.resolve();
  await settled;
  expect(hasEnded).toBe(true);
});
