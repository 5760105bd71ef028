import type { Side } from '../transport.ts';

/** When a connection last moved bytes, as seen by looking at it now and then. Times in ms of performance.now(). */
export class Activity {
  #at: number;
  #bytes = 0;
  #queued = 0;

  constructor(now: number) {
    this.#at = now;
  }

  /** Returns whether anything moved since the last look, and notes the time if so. */
  look(client: Side, backend: Side | undefined, now: number): boolean {
    if (!this.#moved(client, backend)) return false;
    this.#at = now;
    this.#bytes = bytes(client, backend);
    this.#queued = queued(client, backend);
    return true;
  }

  /** Returns for how long nothing has moved, ms, as of the last look. */
  quiet(now: number): number {
    return now - this.#at;
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
