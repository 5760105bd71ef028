import { acknowledgeAtOnce, sendAtOnce } from './options.ts';
import type { Libc } from './libc.ts';
import type { Resumable } from './loop.ts';
import type { NativeParts } from './parts.ts';
import type { Target } from './targets.ts';

/**
 * A message of so many bytes is one segment wherever it goes (RFC 9293, 3.7.1), bytes: as the first one it waits for nothing, with
 * Nagle's delay or without.
 */
const ONE_SEGMENT = 536;

/** The socket of a side; -1 for none. */
interface Socket {
  readonly fd: number;
  readonly parts: NativeParts;
}

/** Does what a fresh socket would wait with, for one that another process has connected. */
export function settleSocket(libc: Libc, fd: number): void {
  sendAtOnce(libc, fd);
  acknowledgeAtOnce(libc, fd);
}

/**
 * A socket that this process has connected, until more than one small message was sent to it: many are never sent more, and need no
 * call of the system to turn off Nagle's delay. Where the target is sent to at once its handshake is acknowledged by the first
 * message, which saves a packet (`option tcp-smart-connect` of HAProxy); where nothing is to be sent after all, in the same turn.
 */
export class FreshSocket implements Resumable {
  readonly #socket: Socket;
  readonly #target: Target;
  /** Its handshake is not acknowledged yet. */
  readonly #isQuiet: boolean;
  #hasSent = false;
  #isConnected = false;

  constructor(socket: Socket, target: Target) {
    this.#socket = socket;
    this.#target = target;
    this.#isQuiet = target.isSentToAtOnce;
  }

  /** So many bytes are about to be sent; returns itself, or undefined when it need not be told of more. */
  sends(bytes: number): this | undefined {
    if (!this.#isConnected) this.#target.isSentToAtOnce = true;
    if (!this.#hasSent && bytes <= ONE_SEGMENT) {
      this.#hasSent = true;
      return this;
    }
    const { fd, parts } = this.#socket;
    this.#hasSent = true;
    sendAtOnce(parts.libc, fd);
    return undefined;
  }

  /** It is connected, and what there was to send was sent. */
  connected(): void {
    this.#isConnected = true;
    if (this.#hasSent) return;
    // Its client's bytes may have been announced in this turn.
    if (this.#isQuiet) this.#socket.parts.loop.later(this);
  }

  resume(): void {
    const { fd, parts } = this.#socket;
    if (this.#hasSent || fd === -1) return;
    this.#target.isSentToAtOnce = false;
    acknowledgeAtOnce(parts.libc, fd);
  }
}
