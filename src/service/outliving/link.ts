import { type Socket, connect } from 'node:net';
import { isRecord } from '../../portproxy/is-record.ts';
import { LineReader } from '../bridge/lines.ts';

/** An answer is waited for at most so long, ms. */
const ANSWER_MS = 10_000;

/** The other process is gone, refuses, or sends what is not understood: a sentence. */
export class LinkFault extends Error {
  override readonly name = 'LinkFault';
}

/** What an end of a link does with what the other one sends. */
export interface LinkEnd {
  /** Answers what is asked; a `LinkFault` is told to the other end. */
  answer(name: string, value: unknown): Promise<unknown>;
  /** Takes what is told without being asked. A `LinkFault` ends the link. */
  take(name: string, value: unknown): void;
  /** The other end is gone. Called once. */
  gone(): void;
}

interface Open {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: LinkFault) => void;
  readonly timer: NodeJS.Timeout;
}

/** A conversation of two processes of a service: JSON lines over a local socket. Each end asks, answers and tells. */
export class Link {
  readonly #socket: Socket;
  readonly #end: LinkEnd;
  readonly #lines = new LineReader();
  readonly #open = new Map<number, Open>();
  #asked = 0;
  #isOver = false;

  constructor(socket: Socket, end: LinkEnd) {
    this.#socket = socket;
    this.#end = end;
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      for (const line of this.#lines.push(piece)) this.#take(line);
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#close());
  }

  /** Connects to a socket. Rejects with the system's error. */
  static connect(address: string, end: LinkEnd): Promise<Link> {
    return new Promise((resolve, reject) => {
      const socket = connect(address);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Link(socket, end));
      });
    });
  }

  /** How many bytes wait for the other end to read them. */
  get waiting(): number {
    return this.#socket.writableLength;
  }

  /** Asks the other end; rejects with a `LinkFault` where it does not answer in time, or refuses. */
  ask(name: string, value: unknown = {}, timeoutMs: number = ANSWER_MS): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) {
        reject(new LinkFault('The other process is gone.'));
        return;
      }
      const number = (this.#asked += 1);
      const timer = setTimeout(() => {
        this.#open.delete(number);
        reject(new LinkFault('The other process does not answer in time.'));
      }, timeoutMs);
      this.#open.set(number, { resolve, reject, timer });
      this.#send({ ask: number, name, value });
    });
  }

  /** Tells the other end something. */
  tell(name: string, value: unknown): void {
    this.#send({ name, value });
  }

  /** Ends the link when everything is sent; resolves when it is closed. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.once('close', () => resolve());
      this.#socket.end();
    });
  }

  /** Ends the link at once. */
  close(): void {
    this.#socket.destroy();
  }

  #send(message: object): void {
    if (!this.#socket.destroyed) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  #take(line: string | undefined): void {
    const message = line === undefined ? undefined : parsed(line);
    if (!isRecord(message)) {
      this.close();
      return;
    }
    const { ask, answer, name, value, fault } = message;
    if (typeof answer === 'number') this.#settle(answer, value, fault);
    else if (typeof name !== 'string') this.close();
    else if (typeof ask === 'number') void this.#answer(ask, name, value);
    else this.#hear(name, value);
  }

  #settle(number: number, value: unknown, fault: unknown): void {
    const open = this.#open.get(number);
    if (!open) return;
    this.#open.delete(number);
    clearTimeout(open.timer);
    if (typeof fault === 'string') open.reject(new LinkFault(fault));
    else open.resolve(value);
  }

  async #answer(number: number, name: string, asked: unknown): Promise<void> {
    try {
      this.#send({ answer: number, value: await this.#end.answer(name, asked) });
    } catch (error) {
      if (!(error instanceof LinkFault)) throw error;
      this.#send({ answer: number, fault: error.message });
    }
  }

  #hear(name: string, value: unknown): void {
    try {
      this.#end.take(name, value);
    } catch (error) {
      if (!(error instanceof LinkFault)) throw error;
      this.close();
    }
  }

  #close(): void {
    this.#isOver = true;
    for (const { reject, timer } of this.#open.values()) {
      clearTimeout(timer);
      reject(new LinkFault('The other process is gone.'));
    }
    this.#open.clear();
    this.#end.gone();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
