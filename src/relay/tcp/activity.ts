import type { Side } from '../transport.ts';

/** When a connection last showed life, as far as looking at it now and then tells. Times in ms of performance.now(). */
export class Activity {
  #at: number;
  #bytes = 0;
  #queued = 0;

  constructor(now: number) {
    this.#at = now;
  }

  /** Looks; whether anything moved since the last look. */
  look(client: Side, backend: Side | undefined, now: number): boolean {
    if (!this.#moved(client, backend)) return false;
    this.#at = now;
    this.#bytes = bytes(client, backend);
    this.#queued = queued(client, backend);
    return true;
  }

  /** How long there has been no sign of life at the last look. */
  quiet(now: number): number {
    return now - this.#at;
  }

  /** When the last sign of life was, in ms since the epoch; now, if something moved since the last look. */
  lastAt(client: Side, backend: Side | undefined): number {
    return this.#moved(client, backend) ? Date.now() : Math.round(performance.timeOrigin + this.#at);
  }

  #moved(client: Side, backend: Side | undefined): boolean {
    return bytes(client, backend) !== this.#bytes || queued(client, backend) !== this.#queued;
  }
}

function bytes(client: Side, backend: Side | undefined): number {
  return client.bytes + (backend?.bytes ?? 0);
}

/** What waits to be written: a slow reader shows life by making it less, long before a write is finished. */
function queued(client: Side, backend: Side | undefined): number {
  return backend ? client.queued + backend.queued : 0;
}
