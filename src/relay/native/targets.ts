import { socketAddress } from './addresses.ts';
import type { Libc } from './libc.ts';

/** How many targets are kept. */
const MOST_TARGETS = 4_096;

/** A host and port that is connected to. */
export interface Target {
  /** Its address in the system's form. */
  readonly address: Buffer;
  /** Of the last connection to it something could be sent as soon as it was connected. */
  isSentToAtOnce: boolean;
}

/** The targets of connections, each made once: without a text that would have to be made and hashed for each connection. */
export class Targets {
  readonly #libc: Libc;
  readonly #known = new Map<string, Map<number, Target>>();
  #count = 0;

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /** Returns the target of a host, an address as text, and port. Throws where the text is no address. */
  of(host: string, port: number): Target {
    // The interface of a zone may be another one the next time.
    if (host.includes('%')) return this.#made(host, port);
    const known = this.#known.get(host)?.get(port);
    if (known) return known;
    if (this.#count >= MOST_TARGETS) {
      this.#known.clear();
      this.#count = 0;
    }
    const target = this.#made(host, port);
    const ports = this.#known.get(host) ?? new Map<number, Target>();
    this.#known.set(host, ports.set(port, target));
    this.#count += 1;
    return target;
  }

  #made(host: string, port: number): Target {
    return { address: socketAddress(this.#libc, host, port), isSentToAtOnce: false };
  }
}
