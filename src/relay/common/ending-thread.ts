import type { Worker } from 'node:worker_threads';
import type { WholeWork } from './whole-work.ts';

/** The work of threads that run: Node ends them with the process, wherever they are. */
const running = new Set<WholeWork>();

/** Has the exit of the process wait for the `whole` work of a thread, until that has ended. */
export function guardExit(worker: Worker, whole: WholeWork): void {
  if (running.size === 0) process.on('exit', awaitAll);
  running.add(whole);
  worker.on('exit', () => {
    running.delete(whole);
    if (running.size === 0) process.off('exit', awaitAll);
  });
}

/** Ends a thread after its `whole` work; resolves when it has ended. */
export async function endThread(worker: Worker, whole: WholeWork): Promise<void> {
  await whole.over();
  // Until then the thread keeps the process alive: its end would end the thread.
  worker.unref();
  await worker.terminate();
}

function awaitAll(): void {
  for (const whole of running) whole.awaitOver();
}
