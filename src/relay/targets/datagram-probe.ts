import { type Socket, createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { ProbeTarget } from './probe.ts';

/** The longest wait for a refusal, which comes within a round trip, ms. */
const LONGEST_MS = 1_000;

/**
 * An empty datagram that is sent to know whether a target refuses (ICMP port unreachable). A target that says nothing may well
 * be there, so silence counts as an answer.
 */
export class DatagramProbe {
  readonly #target: ProbeTarget;
  readonly #done: (code: string | undefined, address: string) => void;
  #index = -1;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** `done` gets undefined and the address that did not refuse, or the code of the last failure; once. */
  constructor(target: ProbeTarget, done: (code: string | undefined, address: string) => void) {
    this.#target = target;
    this.#done = done;
  }

  /** Begins. */
  start(): void {
    this.#next('ENOTFOUND');
  }

  /** Gives up; nobody is told. */
  stop(): void {
    this.#isOver = true;
    this.#close();
  }

  #next(code: string): void {
    this.#close();
    this.#index += 1;
    const address = this.#target.addresses[this.#index];
    if (address === undefined) {
      this.#end(code, '');
      return;
    }
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    this.#socket = socket;
    const { from, port, timeoutMs, addresses } = this.#target;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (socket === this.#socket) this.#next(error.code ?? error.message);
    });
    socket.on('message', () => this.#end(undefined, address));
    const connect = (): void => socket.connect(port, address, () => socket.send(''));
    if (from === undefined) connect();
    else socket.bind({ address: from, port: 0, exclusive: true }, connect);
    const wait = Math.min(LONGEST_MS, timeoutMs / addresses.length);
    this.#timer = setTimeout(() => this.#end(undefined, address), wait).unref();
  }

  #close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #end(code: string | undefined, address: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#close();
    this.#done(code, address);
  }
}
