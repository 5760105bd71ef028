import type { Side, SideOwner, Transport } from '../transport.ts';

/** Where a probe connects to, and how. */
export interface ProbeTarget {
  readonly port: number;
  readonly addresses: readonly string[];
  /** The address of this machine that it comes from. */
  readonly from: string | undefined;
  /** For all addresses together, ms. */
  readonly timeoutMs: number;
}

/** A timer that comes later than this was held up with the whole process, which may have an answer waiting; ms. */
const STILL_MS = 300;

/**
 * A connection that is made to know whether a target answers, and closed at once. It tries the addresses one after the other;
 * each has its part of the time that is left.
 */
export class Probe implements SideOwner {
  over = false;
  readonly #target: ProbeTarget;
  readonly #transport: Transport;
  readonly #done: (code: string | undefined, address: string) => void;
  readonly #until: number;
  #index = -1;
  #side: Side | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `done` gets undefined and the address that answered, or the code of the last failure; once. */
  constructor(
    target: ProbeTarget,
    transport: Transport,
    done: (code: string | undefined, address: string) => void,
  ) {
    this.#target = target;
    this.#transport = transport;
    this.#done = done;
    this.#until = performance.now() + target.timeoutMs;
  }

  /** Begins. */
  start(): void {
    this.#next('ENOTFOUND');
  }

  /** Gives up; nobody is told. */
  stop(): void {
    this.over = true;
    clearTimeout(this.#timer);
    this.#side?.reset();
  }

  connected(side: Side): void {
    if (side !== this.#side || this.over) return;
    const { port, addresses } = this.#target;
    // With nobody listening there, a socket on the same machine may have met itself.
    if (side.metItself(port)) this.#next('ECONNREFUSED');
    else this.#end(undefined, addresses[this.#index] ?? '');
  }

  failed(side: Side, code: string): void {
    if (side === this.#side) this.#next(code);
  }

  moved(): void {}
  ended(): void {}
  closed(): void {}

  #next(code: string): void {
    if (this.over) return;
    clearTimeout(this.#timer);
    this.#side?.reset();
    this.#index += 1;
    const { addresses, port, from } = this.#target;
    const address = addresses[this.#index];
    if (address === undefined) {
      this.#end(code, '');
      return;
    }
    this.#wait((this.#until - performance.now()) / (addresses.length - this.#index));
    this.#side = this.#transport.dial(this);
    try {
      this.#side.connect(address, port, from);
    } catch (error) {
      this.#next(error instanceof Error && 'code' in error ? String(error.code) : String(error));
    }
  }

  #wait(ms: number): void {
    const due = performance.now() + Math.max(1, ms);
    this.#timer = setTimeout(
      () => {
        if (performance.now() - due > STILL_MS) this.#wait(STILL_MS);
        else this.#next('ETIMEDOUT');
      },
      Math.max(1, ms),
    ).unref();
  }

  #end(code: string | undefined, address: string): void {
    this.over = true;
    clearTimeout(this.#timer);
    if (code === undefined) this.#side?.close();
    else this.#side?.reset();
    this.#done(code, address);
  }
}
