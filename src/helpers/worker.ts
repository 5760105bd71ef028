import { parentPort, workerData } from 'node:worker_threads';
import type { FromHelper, ThreadData, ToHelper } from './messages.ts';
import { serveHelper } from './serve-helper.ts';

// The entry of the thread in which one helper is loaded and its actions run.
if (parentPort) {
  const port = parentPort;
  // Only netsh starts this thread.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const data = workerData as ThreadData;
  // A worker has no origin; the rule is about windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const take = serveHelper(data, (message: FromHelper) => port.postMessage(message));
  port.on('message', (message: ToHelper) => take(message));
}
