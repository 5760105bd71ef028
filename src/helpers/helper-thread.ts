import { Worker } from 'node:worker_threads';
import type { Host } from '../../contexts/host.ts';
import { messageOf } from '../errors/unknown.ts';
import type { Outcome } from '../language/outcome.ts';
import { visibleText } from '../language/visible.ts';
import { parseChange } from '../service/contract/parse-change.ts';
import {
  type FromHelper,
  type HostQuestion,
  MAX_OUTPUT,
  type ThreadData,
  type ToHelper,
  parseFromHelper,
} from './messages.ts';
import { helperFailure, outcomeOf } from './outcome.ts';

/** A module that was loaded, or why it is unusable. */
export type Loaded = Extract<FromHelper, { kind: 'loaded' | 'unusable' }>;

/** Longest time for a module to load, in ms. */
const LOAD_MS = 5000;
/** How long an action may go on after Ctrl-C, in ms. */
const ABORT_MS = 1000;
/** Most memory of a thread, in MiB: its heap, which Node bounds, and its buffers, which are looked at so often, in ms. */
const MAX_HEAP_MB = 256;
const MAX_MEMORY_MB = 512;
const MEMORY_MS = 250;
/** Most questions that wait for an answer. */
const MAX_ASKED = 100_000;

interface Running {
  readonly host: Host;
  readonly resolve: (outcome: Outcome) => void;
}

/**
 * The thread of one helper: whatever happens in it, the shell goes on. It ends with the first fault outside of an
 * action, with an action that ignores Ctrl-C, and with too much output, memory or questions.
 */
export class HelperThread {
  readonly #worker: Worker;
  readonly #loaded = Promise.withResolvers<Loaded>();
  readonly #running = new Map<number, Running>();
  #name: string;
  #isOver = false;
  #lastId = 0;
  #outputLength = 0;
  #asked = 0;

  constructor(data: Omit<ThreadData, 'api'>, onOutput: (text: string) => void) {
    this.#name = data.module;
    const bundled = import.meta.url.endsWith('.js');
    const workerData: ThreadData = {
      ...data,
      api: new URL(bundled ? './helper.js' : './api.ts', import.meta.url).href,
    };
    this.#worker = new Worker(new URL(bundled ? './helper-worker.js' : './worker.ts', import.meta.url), {
      name: 'helper',
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const timer = setTimeout(() => this.end(`it was not loaded within ${LOAD_MS / 1000} seconds.`), LOAD_MS);
    this.#worker.on('message', (value: unknown) => {
      if (this.#isOver) return;
      const message = parseFromHelper(value);
      if (!message) this.end('it sent a message that netsh does not understand.');
      else if (message.kind === 'loaded' || message.kind === 'unusable') {
        clearTimeout(timer);
        if (message.kind === 'loaded') this.#name = message.context.name;
        this.#loaded.resolve(message);
        this.#rest();
      } else if (message.kind === 'output') this.#pass(message.text, onOutput);
      else this.#take(message);
    });
    this.#watchMemory();
    this.#worker.on('error', (error: unknown) => this.end(messageOf(error)));
    this.#worker.on('exit', () => {
      clearTimeout(timer);
      this.end('it ended its own thread.');
    });
  }

  /** Resolves when the module is loaded, or is unusable. Never rejects. */
  get loaded(): Promise<Loaded> {
    return this.#loaded.promise;
  }

  /** Whether the thread has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Runs an action. Never rejects. */
  run(place: string, args: Readonly<Record<string, unknown>>, host: Host): Promise<Outcome> {
    if (this.#isOver) return Promise.resolve(helperFailure(this.#name, 'its thread has ended.'));
    const id = (this.#lastId += 1);
    this.#worker.ref();
    this.#outputLength = 0;
    this.#post({ kind: 'call', id, place, args });
    const abort = (): void => this.#abort(id);
    host.signal?.addEventListener('abort', abort, { once: true });
    return new Promise<Outcome>((resolve) => {
      this.#running.set(id, { host, resolve });
    }).finally(() => host.signal?.removeEventListener('abort', abort));
  }

  /** Ends the thread; the commands that run in it fail with this reason. */
  end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#loaded.resolve({ kind: 'unusable', reason });
    for (const id of this.#running.keys()) this.#settle(id, helperFailure(this.#name, reason));
    void this.#worker.terminate();
  }

  #pass(text: string, onOutput: (text: string) => void): void {
    this.#outputLength += text.length;
    if (this.#outputLength > MAX_OUTPUT)
      this.end(`it wrote more than ${MAX_OUTPUT / 1024 / 1024} MiB of output.`);
    else onOutput(visibleText(text));
  }

  /** Node bounds only the heap of a thread, so that its buffers are looked at from here. */
  #watchMemory(): void {
    const timer = setInterval(() => {
      if (this.#isOver) clearInterval(timer);
      else void this.#lookAtMemory();
    }, MEMORY_MS).unref();
  }

  async #lookAtMemory(): Promise<void> {
    try {
      const { used_heap_size: heap, external_memory: buffers } = await this.#worker.getHeapStatistics();
      if (heap + buffers <= MAX_MEMORY_MB * 1024 * 1024) return;
      this.end(`it took more than ${MAX_MEMORY_MB} MiB of memory.`);
    } catch {
      // A thread that has just ended tells nothing.
    }
  }

  #take(message: Exclude<FromHelper, Loaded | { kind: 'output' }>): void {
    switch (message.kind) {
      case 'done':
        this.#settle(message.id, outcomeOf(this.#name, message.outcome));
        break;
      case 'failed':
        this.#settle(message.id, helperFailure(this.#name, message.message));
        break;
      case 'ask': {
        const { question } = message;
        this.#asked += 1;
        if (this.#asked > MAX_ASKED) return this.end(`it asked more than ${MAX_ASKED} questions at once.`);
        this.#answer(message.id, message.what)
          .then(
            (value) => this.#post({ kind: 'answer', question, value }),
            (error: unknown) => this.#post({ kind: 'refusal', question, message: String(error) }),
          )
          .finally(() => (this.#asked -= 1));
        break;
      }
    }
  }

  async #answer(id: number, what: HostQuestion): Promise<unknown> {
    const host = this.#running.get(id)?.host;
    if (!host) throw new Error('The command has ended.');
    if (what.call === 'entries') return await host.backend.entries();
    const change = parseChange(what.change);
    if (!change) throw new Error('Not a change of the table.');
    const result = host.backend.change(change, host.run);
    host.backend.flush();
    return await result;
  }

  #abort(id: number): void {
    this.#post({ kind: 'abort', id });
    setTimeout(() => {
      if (this.#running.has(id)) this.end('it was interrupted.');
    }, ABORT_MS).unref();
  }

  #settle(id: number, outcome: Outcome): void {
    this.#running.get(id)?.resolve(outcome);
    this.#running.delete(id);
    this.#rest();
  }

  /** Lets the process end while the thread has nothing to do. */
  #rest(): void {
    if (this.#running.size === 0) this.#worker.unref();
  }

  #post(message: ToHelper): void {
    // A worker has no origin; the rule is about windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    if (!this.#isOver) this.#worker.postMessage(message);
  }
}
