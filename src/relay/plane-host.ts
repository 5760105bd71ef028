import { closeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { atMost } from './common/timing.ts';
import type { Reply, Request } from './messages.ts';
import { loadLibc } from './native/libc.ts';
import { OpenDescriptors } from './native/open-descriptors.ts';
import { resetWhenClosed } from './native/options.ts';

/** A data plane that runs somewhere else: in a thread, or where a test puts it. */
export interface PlaneLink {
  send(request: Request): void;
  onReply(listener: (reply: Reply) => void): void;
  /** Called once, when it is gone, with the reason where there is one. */
  onGone(listener: (error: Error | undefined) => void): void;
  /** Ends it without ceremony; resolves soon, also where a thread of it cannot be interrupted. */
  end(): Promise<void>;
}

/** A thread ends at once, unless a name server keeps it waiting that does not answer. */
const END_MS = 500;

/** Starts the data plane in a worker thread of this process. */
export function startWorker(): PlaneLink {
  const open = new OpenDescriptors();
  const worker = new Worker(workerUrl(), { name: 'relay', workerData: open.memory });
  // Node does not know what the thread opened by itself.
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

/** The worker's file: beside this one in the source, and beside the bundle under a name of its own. */
function workerUrl(): URL {
  const bundled = import.meta.url.endsWith('.js');
  return new URL(bundled ? './relay-worker.js' : './plane/worker.ts', import.meta.url);
}

/** The ends of connections see a reset: a cut answer must not look whole. */
function closeAll(open: OpenDescriptors): void {
  const left = [...open.takeAll()];
  const libc = left.length > 0 ? loadLibc() : undefined;
  for (const fd of left) {
    if (libc) resetWhenClosed(libc, fd);
    try {
      closeSync(fd);
    } catch {
      // It ended between closing it and saying so.
    }
  }
}
