import { closeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { atMost } from './common/timing.ts';
import type { Reply, Request } from './messages.ts';
import { loadLibc } from './native/libc.ts';
import { OpenDescriptors } from './native/open-descriptors.ts';
import { resetWhenClosed } from './native/options.ts';

/** A data plane that runs elsewhere: in a thread, or where a test puts it. */
export interface PlaneLink {
  /** Sends a request. */
  send(request: Request): void;
  /** Calls the listener with every reply. */
  onReply(listener: (reply: Reply) => void): void;
  /** Calls the listener once, when the data plane has ended, with the error that ended it. */
  onGone(listener: (error: Error | undefined) => void): void;
  /** Ends it at once; resolves soon, even where a thread of it cannot be interrupted. */
  end(): Promise<void>;
}

/** How long the end of a thread is waited for, ms; one that waits for a name server takes longer. */
const END_MS = 500;

/** Starts the data plane in a worker thread of this process. */
export function startWorker(): PlaneLink {
  const open = new OpenDescriptors();
  const worker = new Worker(workerUrl(), { name: 'relay', workerData: open.memory });
  // Node does not close the descriptors that the thread opened by itself.
  worker.on('exit', () => closeAll(open));
  let error: Error | undefined;
  worker.on('error', (cause) => {
    error = cause instanceof Error ? cause : new Error(String(cause));
  });
  return {
    // A worker has no origin; the rule is about windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    send: (request) => worker.postMessage(request),
    onReply: (listener) => void worker.on('message', listener),
    onGone: (listener) => void worker.on('exit', () => listener(error)),
    async end() {
      worker.unref();
      await atMost(END_MS, worker.terminate());
    },
  };
}

/** Returns the file of the worker, in the source or in the bundle. */
function workerUrl(): URL {
  const bundled = import.meta.url.endsWith('.js');
  return new URL(bundled ? './relay-worker.js' : './plane/worker.ts', import.meta.url);
}

/** Closes descriptors with a reset: a cut answer must not look whole. */
function closeAll(open: OpenDescriptors): void {
  const left = [...open.takeAll()];
  const libc = left.length > 0 ? loadLibc() : undefined;
  for (const fd of left) {
    if (libc) resetWhenClosed(libc, fd);
    try {
      closeSync(fd);
    } catch {
      // The thread ended between closing it and noting that.
    }
  }
}
