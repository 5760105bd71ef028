import { messageOf } from '../errors/unknown.ts';
import type { HelperChangeResult, HelperEntry, HelperHost } from './api.ts';
import { checkHelper } from './check.ts';
import { loadModule } from './load-module.ts';
import {
  type FromHelper,
  type HostQuestion,
  MAX_OUTPUT,
  type ThreadData,
  type ToHelper,
} from './messages.ts';

/** Loads a helper in this thread, tells what it is, and runs its actions. Returns the receiver of its messages. */
export function serveHelper(
  data: ThreadData,
  tell: (message: FromHelper) => void,
): (message: ToHelper) => void {
  const thread = new HelperSide(tell);
  // The streams of a thread would keep its parent waiting, and write across the prompt.
  // After too much of it nothing more is queued; the other end then ends this thread.
  let written = 0;
  const write = (text: string | Uint8Array): boolean => {
    if (written > MAX_OUTPUT) return true;
    const line = String(text).trimEnd();
    written += line.length;
    tell({ kind: 'output', text: line });
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  void thread.load(data);
  return (message) => {
    if (message.kind === 'call') written = 0;
    thread.take(message);
  };
}

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

class HelperSide {
  readonly #tell: (message: FromHelper) => void;
  readonly #actions = new Map<string, unknown>();
  readonly #running = new Map<number, AbortController>();
  readonly #asked = new Map<number, Asked>();
  #lastQuestion = 0;

  constructor(tell: (message: FromHelper) => void) {
    this.#tell = tell;
  }

  async load(data: ThreadData): Promise<void> {
    try {
      const { file, value } = await loadModule(data);
      const checked = checkHelper(value, this.#actions);
      if (checked.ok) this.#tell({ kind: 'loaded', file, context: checked.context });
      else this.#tell({ kind: 'unusable', reason: faultsText(checked.faults) });
    } catch (error) {
      this.#tell({ kind: 'unusable', reason: firstLine(error) });
    }
  }

  take(message: ToHelper): void {
    switch (message.kind) {
      case 'call':
        void this.#run(message.id, this.#actions.get(message.place), message.args);
        break;
      case 'abort':
        this.#running.get(message.id)?.abort();
        break;
      case 'answer':
        this.#settle(message.question, ({ resolve }) => resolve(message.value));
        break;
      case 'refusal':
        this.#settle(message.question, ({ reject }) => reject(new Error(message.message)));
        break;
    }
  }

  async #run(id: number, action: unknown, args: Readonly<Record<string, unknown>>): Promise<void> {
    const abort = new AbortController();
    this.#running.set(id, abort);
    try {
      if (typeof action !== 'function') throw new Error('The command is not there any more.');
      const outcome: unknown = await action(args, this.#host(id, abort.signal));
      // By way of JSON, so that whatever it gave can be sent, and printed for --json.
      this.#tell({ kind: 'done', id, outcome: JSON.parse(JSON.stringify(outcome ?? { kind: 'done' })) });
    } catch (error) {
      this.#tell({ kind: 'failed', id, message: firstLine(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  #host(id: number, signal: AbortSignal): HelperHost {
    return {
      signal,
      entries: () => this.#ask<readonly HelperEntry[]>(id, { call: 'entries' }),
      change: (change) => this.#ask<HelperChangeResult>(id, { call: 'change', change }),
    };
  }

  async #ask<T>(id: number, what: HostQuestion): Promise<T> {
    const question = (this.#lastQuestion += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#asked.set(question, { resolve, reject });
    this.#tell({ kind: 'ask', id, question, what });
    // netsh itself answers, in the shape of the question.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (await promise) as T;
  }

  #settle(question: number, how: (asked: Asked) => void): void {
    const asked = this.#asked.get(question);
    this.#asked.delete(question);
    if (asked) how(asked);
  }
}

const MOST_FAULTS = 5;

function faultsText(faults: readonly string[]): string {
  const more = faults.length > MOST_FAULTS ? ` (and ${faults.length - MOST_FAULTS} more)` : '';
  return `${faults.slice(0, MOST_FAULTS).join(' ')}${more}`;
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? '';
}
