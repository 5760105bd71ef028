import { socketAddress } from './addresses.ts';
import { AF_INET, EAGAIN, EINPROGRESS, type Libc, NONBLOCK_CLOEXEC, SOCK_STREAM } from './libc.ts';
import type { OpenDescriptors } from './open-descriptors.ts';
import { localEnd } from './addresses.ts';
import { openListening } from './native-listener.ts';
import { resetWhenClosed } from './options.ts';

const HOST = '127.0.0.1';
const NOSIGNAL = 0x4000;
const BYTES = 64;
const bytes = Buffer.alloc(BYTES);
const nobody = Buffer.alloc(28);
const nobodyLength = Int32Array.of(28);

/**
 * Short connections of this thread to itself, through whatever listens at a port and leads to `target`: each carries a few bytes there
 * and back. Nothing is waited for: `step` does what can be done at once.
 */
export class Exchanges {
  /** The port of this machine's loopback to which they are to be led. */
  readonly target: number;
  readonly #libc: Libc;
  readonly #open: OpenDescriptors;
  readonly #listener: number;
  readonly #clients = new Set<number>();
  readonly #servers = new Set<number>();
  readonly #atOnce: number;

  /** Has so many connections at once. Throws the system's error. */
  constructor(libc: Libc, open: OpenDescriptors, atOnce: number) {
    this.#libc = libc;
    this.#open = open;
    this.#atOnce = atOnce;
    this.#listener = openListening(libc, HOST, 4, 0).fd;
    open.opened(this.#listener);
    this.target = localEnd(libc, this.#listener)?.port ?? 0;
  }

  /** Begins connections to a port, answers and ends those that are there; returns how many have had their answer. */
  step(port: number): number {
    while (this.#clients.size < this.#atOnce && this.#connect(port));
    this.#accept();
    for (const fd of this.#servers) this.#answer(fd);
    let done = 0;
    for (const fd of this.#clients) if (this.#hasAnswer(fd)) done += 1;
    return done;
  }

  /** Closes all of them. */
  close(): void {
    for (const fds of [this.#clients, this.#servers]) for (const fd of fds) this.#end(fds, fd);
    this.#open.closed(this.#listener);
    this.#libc.close(this.#listener);
  }

  #connect(port: number): boolean {
    const fd = this.#libc.socket(AF_INET, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
    if (fd === -1) return false;
    this.#open.opened(fd);
    this.#clients.add(fd);
    const address = socketAddress(this.#libc, HOST, port);
    // On loopback it is done at once, or refused.
    const isBegun =
      this.#libc.connect(fd, address, address.length) === 0 || this.#libc.errno() === EINPROGRESS;
    if (isBegun && this.#libc.send(fd, bytes, BYTES, NOSIGNAL) === BYTES) return true;
    this.#end(this.#clients, fd);
    return false;
  }

  #accept(): void {
    for (;;) {
      nobodyLength[0] = nobody.length;
      const fd = this.#libc.accept4(this.#listener, nobody, nobodyLength, NONBLOCK_CLOEXEC);
      if (fd === -1) return;
      this.#open.opened(fd);
      this.#servers.add(fd);
    }
  }

  /** Sends back what has come, and ends with the client. */
  #answer(fd: number): void {
    const read = this.#libc.recv(fd, bytes, BYTES, 0);
    if (read > 0) this.#libc.send(fd, bytes, read, NOSIGNAL);
    else if (read === 0 || this.#libc.errno() !== EAGAIN) this.#end(this.#servers, fd);
  }

  #hasAnswer(fd: number): boolean {
    const read = this.#libc.recv(fd, bytes, BYTES, 0);
    if (read === -1 && this.#libc.errno() === EAGAIN) return false;
    if (read <= 0) resetWhenClosed(this.#libc, fd);
    this.#end(this.#clients, fd);
    return read > 0;
  }

  #end(fds: Set<number>, fd: number): void {
    fds.delete(fd);
    this.#open.closed(fd);
    this.#libc.close(fd);
  }
}
