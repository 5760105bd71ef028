import { parentPort, workerData } from 'node:worker_threads';
import { WholeWork } from '../common/whole-work.ts';
import type { Request } from '../messages.ts';
import { loadLibc } from '../native/libc.ts';
import { OpenDescriptors } from '../native/open-descriptors.ts';
import { servePlane } from './serve.ts';

/** What the worker thread gets from the one that starts it. */
export interface WorkerData {
  /** The memory of `OpenDescriptors`. */
  readonly memory: SharedArrayBuffer;
  /** The memory of `WholeWork`. */
  readonly whole: SharedArrayBuffer;
  /** It has what a thread has left that crashed. */
  readonly takesOver: boolean;
  /** The URL of the program that starts it: a thread that is loaded from memory looks for packages from there. */
  readonly program: string;
}

// The entry of the worker thread that carries the data plane.
if (parentPort) {
  const port = parentPort;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `startWorker` gives it.
  const { memory, whole, takesOver } = workerData as WorkerData;
  new WholeWork(whole).run(loadLibc);
  const open = new OpenDescriptors(memory);
  const take = servePlane((reply) => port.postMessage(reply), open, takesOver);
  port.on('message', (request: Request) => take(request));
}
