import { MAX_CHANGES } from '../contract/api.ts';
import type { ChangeRun } from '../contract/backend.ts';
import { type HomeChange, parseHomeChange } from '../contract/parse-change.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { ChangeResult } from '../../portproxy/changes/results.ts';

/** Sends changes; resolves with one result for each, in order. */
export type SendChanges = (
  changes: readonly HomeChange[],
  stopAtFirst: boolean,
) => Promise<readonly ChangeResult[]>;

interface Queued {
  readonly change: HomeChange;
  readonly run: ChangeRun | undefined;
  readonly resolve: (result: ChangeResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers changes into batches. One batch is under way at a time; changes that come meanwhile go with the next one. Those
 * of one turn of the event loop go together.
 */
export class ChangeQueue {
  readonly #send: SendChanges;
  #queued: Queued[] = [];
  #busy = false;
  #planned: NodeJS.Immediate | undefined;

  constructor(send: SendChanges) {
    this.#send = send;
  }

  /** Adds a change; resolves or rejects as its batch does. One that the service cannot read is alone in being rejected. */
  add(change: HomeChange, run?: ChangeRun): Promise<ChangeResult> {
    if (!parseHomeChange(change)) {
      if (run) run.failed = true;
      return Promise.reject(new ServiceError('protocol', 'The service cannot read this change.'));
    }
    return new Promise((resolve, reject) => {
      this.#queued.push({ change, run, resolve, reject });
      if (this.#queued.length >= MAX_CHANGES) this.flush();
      else this.#planned ??= setImmediate(() => this.flush());
    });
  }

  /** Sends what is queued now, unless a batch is under way: then it follows that one. */
  flush(): void {
    clearImmediate(this.#planned);
    this.#planned = undefined;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#deliver(batch);
    this.#busy = false;
  }

  /** The next changes that can go together: of one run, or of none; those of a failed run are skipped. */
  #next(): Queued[] {
    const waiting = this.#queued.filter(({ run, resolve }) => {
      if (run?.failed) resolve({ kind: 'skipped' });
      return !run?.failed;
    });
    const end = waiting.findIndex(({ run }, index) => index === MAX_CHANGES || run !== waiting[0]?.run);
    const batch = end === -1 ? waiting : waiting.slice(0, end);
    this.#queued = waiting.slice(batch.length);
    return batch;
  }

  async #deliver(batch: readonly Queued[]): Promise<void> {
    const run = batch[0]?.run;
    try {
      const results = await this.#send(
        batch.map(({ change }) => change),
        run !== undefined,
      );
      if (run && results.some(({ kind }) => kind !== 'done')) run.failed = true;
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      if (run) run.failed = true;
      for (const { reject } of batch) reject(error);
    }
  }
}
