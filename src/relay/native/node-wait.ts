import { ADD, IN, REMOVE, epollEvent } from './epoll-event.ts';
import type { Libc } from './libc.ts';

const LONG_MS = 2 ** 31 - 1;

/**
 * Has Node's loop wait for another epoll descriptor, and that one no longer for Node's loop: two cannot wait for each other
 * (epoll_ctl(2), ELOOP). It is added to Node's epoll descriptor in the name of the alarm by which threads wake each other:
 * libuv then reads the alarm, finds that nobody has called (uv__async_io), and goes on to the next turn of its loop.
 */
export class NodeWait {
  readonly #libc: Libc;
  readonly #own: number;
  readonly #nodeLoop: number;
  readonly #ofNode: Int32Array;
  readonly #ofOwn: Int32Array;
  readonly #aliveUntilEnd: NodeJS.Timeout;

  /** `own` waits for `nodeLoop`, a descriptor of epoll too, whose alarm this is. */
  constructor(libc: Libc, own: number, nodeLoop: number, alarm: number) {
    this.#libc = libc;
    this.#own = own;
    this.#nodeLoop = nodeLoop;
    this.#ofNode = epollEvent(IN, nodeLoop);
    this.#ofOwn = epollEvent(IN, alarm);
    this.#aliveUntilEnd = setInterval(() => {}, LONG_MS).unref();
  }

  /** Begins the wait, which keeps the thread alive; returns whether the system allows it. */
  begin(): boolean {
    this.#libc.epoll_ctl(this.#own, REMOVE, this.#nodeLoop, this.#ofNode);
    if (this.#libc.epoll_ctl(this.#nodeLoop, ADD, this.#own, this.#ofOwn) === -1) {
      this.#libc.epoll_ctl(this.#own, ADD, this.#nodeLoop, this.#ofNode);
      return false;
    }
    this.#aliveUntilEnd.ref();
    return true;
  }

  /** Ends it. */
  end(): void {
    this.#libc.epoll_ctl(this.#nodeLoop, REMOVE, this.#own, this.#ofOwn);
    this.#libc.epoll_ctl(this.#own, ADD, this.#nodeLoop, this.#ofNode);
    this.#aliveUntilEnd.unref();
  }

  /** Keeps the thread alive no more; its descriptors are about to be closed. */
  close(): void {
    clearInterval(this.#aliveUntilEnd);
  }
}
