import { closeSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { endThread, guardExit } from './common/ending-thread.ts';
import { atMost } from './common/timing.ts';
import { WholeWork } from './common/whole-work.ts';
import type { Reply, Request } from './messages.ts';
import { SHUT_RDWR, loadLibc } from './native/libc.ts';
import { OpenDescriptors } from './native/open-descriptors.ts';
import type { WorkerData } from './plane/worker.ts';
import { isListening, resetWhenClosed } from './native/options.ts';

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
  /** What it leaves for the next one, which `startPlane` gets; absent where that is nothing. */
  readonly left?: OpenDescriptors | undefined;
  /** Closes what it leaves, with a reset, when it has ended. */
  discard?(): void;
}

/** How long the end of a thread is waited for, ms; one that waits for a name server takes longer. */
const END_MS = 500;

/** Starts the data plane in a worker thread of this process, which takes over what an earlier one has `left`. */
export function startWorker(left?: OpenDescriptors): PlaneLink {
  const open = new OpenDescriptors(left?.memory);
  const whole = new WholeWork();
  const data: WorkerData = {
    memory: open.memory,
    whole: whole.memory,
    takesOver: left !== undefined,
    program: import.meta.url,
  };
  const worker = new Worker(workerUrl(left !== undefined), { name: 'relay', workerData: data });
  guardExit(worker, whole);
  let hasEnded = false;
  let isDiscarded = false;
  // Node does not close the descriptors that the thread opened by itself.
  worker.on('exit', () => {
    hasEnded = true;
    if (isDiscarded) closeAll(open);
  });
  let error: Error | undefined;
  worker.on('error', (cause) => {
    error = cause instanceof Error ? cause : new Error(String(cause));
  });
  return {
    left: open,
    discard() {
      isDiscarded = true;
      if (hasEnded) closeAll(open);
    },
    // A worker has no origin; the rule is about windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    send: (request) => worker.postMessage(request),
    onReply: (listener) => void worker.on('message', listener),
    onGone: (listener) => void worker.on('exit', () => listener(error)),
    async end() {
      await atMost(END_MS, endThread(worker, whole));
    },
  };
}

/** The bundled worker as it was when the first one was started. */
let bundle: Buffer | undefined;

/**
 * Returns the file of the worker, in the source or in the bundle. One that comes `later` is loaded from memory, where it is
 * bundled: an upgrade may have replaced the file.
 */
function workerUrl(later: boolean): URL {
  if (!import.meta.url.endsWith('.js')) return new URL('./plane/worker.ts', import.meta.url);
  const file = new URL('./relay-worker.js', import.meta.url);
  bundle ??= readFileSync(file);
  return later ? new URL(`data:text/javascript;base64,${bundle.toString('base64')}`) : file;
}

/** Closes descriptors with a reset: a cut answer must not look whole. Where another process goes on with them, nothing is said. */
function closeAll(open: OpenDescriptors): void {
  const left = [...open.takeAll()];
  const libc = left.length > 0 ? loadLibc() : undefined;
  for (const fd of left) {
    if (libc && !open.isBorrowed) {
      // A copy of a listener may be kept elsewhere, and would hold the port.
      if (isListening(libc, fd)) libc.shutdown(fd, SHUT_RDWR);
      resetWhenClosed(libc, fd);
    }
    try {
      closeSync(fd);
    } catch {
      // The thread ended between closing it and noting that.
    }
  }
}
