import { parentPort } from 'node:worker_threads';
import type { Request } from './messages.ts';
import { servePlane } from './serve.ts';

// The entry of the worker thread that carries the data plane.
if (parentPort) {
  const port = parentPort;
  const take = servePlane((reply) => port.postMessage(reply));
  port.on('message', (request: Request) => take(request));
}
