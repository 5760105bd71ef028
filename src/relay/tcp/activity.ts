import type { Side } from '../transport.ts';

/** When a connection last showed life, as seen by looking at it now and then. Times in ms of performance.now(). */
export class Activity {
  #at: number;
  #bytes = 0;
  #queued = 0;
  /** Bytes that neither end had acknowledged at the last look, bytes; undefined before the first look at them. */
  #unsent: number | undefined;

  constructor(now: number) {
    this.#at = now;
  }

  /**
   * Returns whether anything moved since the last look, and notes the time if so. Bytes that leave the system's send
   * buffers count: that is how a slow reader takes what the relay wrote long ago.
   */
  look(client: Side, backend: Side | undefined, now: number): boolean {
    if (this.#moved(client, backend)) {
      this.#at = now;
      this.#bytes = bytes(client, backend);
      this.#queued = queued(client, backend);
      this.#unsent = undefined;
      return true;
    }
    // Where nothing waited at the last look and nothing moved since, nothing waits now: quiet connections cost no call.
    if (this.#unsent === 0) return false;
    const unsent = unsentAt(client, this.#at) + unsentAt(backend, this.#at);
    const drained = this.#unsent !== undefined && unsent !== this.#unsent;
    this.#unsent = unsent;
    if (drained) this.#at = now;
    return drained;
  }

  /** Goes on from a last sign of life at this time, ms, which these sides show; `isDrained`: they have acknowledged everything. */
  goOn(at: number, client: Side, backend: Side | undefined, isDrained: boolean): void {
    this.#at = at;
    this.#unsent = isDrained ? 0 : undefined;
    this.#bytes = bytes(client, backend);
    this.#queued = queued(client, backend);
  }

  /** Whether nothing waited to be acknowledged at the last look, and nothing has moved since. */
  isDrained(client: Side, backend: Side | undefined): boolean {
    return this.#unsent === 0 && !this.#moved(client, backend);
  }

  /** Whether bytes waited to be acknowledged at the last look. */
  get hasUnsent(): boolean {
    return this.#unsent !== undefined && this.#unsent > 0;
  }

  /** Whether nothing moved before the last look, and neither end had anything to acknowledge. */
  get isSettled(): boolean {
    return this.#unsent === 0;
  }

  /** Returns for how long nothing has moved, ms, as of the last look. */
  quiet(now: number): number {
    return now - this.#at;
  }

  /** Takes a time out of all counts in which the whole process stood still, ms. */
  stoodStill(ms: number, now: number): void {
    this.#at = Math.min(now, this.#at + ms);
  }

  /** Whole ms since the last sign of life; 0 if something moved since the last look. */
  idleMs(client: Side, backend: Side | undefined): number {
    return this.#moved(client, backend) ? 0 : Math.round(performance.now() - this.#at);
  }

  #moved(client: Side, backend: Side | undefined): boolean {
    return bytes(client, backend) !== this.#bytes || queued(client, backend) !== this.#queued;
  }
}

function bytes(client: Side, backend: Side | undefined): number {
  return client.bytes + (backend?.bytes ?? 0);
}

/** Bytes that wait to be written: a slow reader makes them fewer long before a write is finished. */
function queued(client: Side, backend: Side | undefined): number {
  return backend ? client.queued + backend.queued : 0;
}

function unsentAt(side: Side | undefined, since: number): number {
  return side?.unsent(since) ?? 0;
}
