/** So many bytes of datagrams wait at most, of all sessions together. */
const MOST_BYTES = 1 << 20;

/** First datagrams of sessions whose target has a name that is being resolved: one for each, few in all. */
export class Held {
  #bytes = 0;

  /** Returns a copy of a datagram; undefined where too many wait already. */
  take(bytes: Uint8Array): Uint8Array | undefined {
    if (this.#bytes + bytes.length > MOST_BYTES) return undefined;
    this.#bytes += bytes.length;
    return Uint8Array.from(bytes);
  }

  /** Forgets one. */
  give(copy: Uint8Array): void {
    this.#bytes -= copy.length;
  }
}
