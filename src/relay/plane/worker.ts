import { parentPort, workerData } from 'node:worker_threads';
import type { Request } from '../messages.ts';
import { OpenDescriptors } from '../native/open-descriptors.ts';
import { servePlane } from './serve.ts';

// The entry of the worker thread that carries the data plane.
if (parentPort) {
  const port = parentPort;
  const memory: unknown = workerData;
  const open = new OpenDescriptors(memory instanceof SharedArrayBuffer ? memory : undefined);
  const take = servePlane((reply) => port.postMessage(reply), open);
  port.on('message', (request: Request) => take(request));
}
