import { type Socket, connect } from 'node:net';
import { errorCode } from '../../errors/unknown.ts';
import { elevationAdvice } from '../../system/privileges.ts';
import { API_HEADER } from '../contract/api.ts';
import { ServiceError } from '../contract/service-error.ts';
import { AnswerReader, type HttpAnswer } from './http-answer.ts';

/** A request of the control API; `body` is sent as JSON. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** Longest wait for the answer, in ms. */
  readonly timeoutMs: number;
}

/** How a request ended without an answer: nobody listens there, or the connection ended half-way. */
export type NoAnswer = 'absent' | 'lost';

interface Exchange {
  readonly reader: AnswerReader;
  readonly timer: NodeJS.Timeout;
  readonly settle: (how: HttpAnswer | NoAnswer | ServiceError) => void;
}

/**
 * One connection of HTTP/1.1 on a local socket, one request at a time. It speaks as much of HTTP as the control API needs,
 * since node:http would double the start-up time of a single command.
 */
export class HttpConnection {
  readonly #address: string;
  readonly #socket: Socket;
  #exchange: Exchange | undefined;

  constructor(address: string) {
    this.#address = address;
    this.#socket = connect(address);
    this.#socket.on('error', (error) => this.#settle(withoutAnswer(error, address)));
    this.#socket.on('close', () => this.#settle('lost'));
    this.#socket.on('data', (chunk) => this.#read(chunk));
  }

  /** Whether it can take another request. */
  get usable(): boolean {
    return this.#exchange === undefined && this.#socket.writable;
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  /**
   * Sends a request. Rejects with a `ServiceError` where access is denied (elevation), the answer is late (busy), or
   * another program than the service answers (protocol).
   */
  request(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
    return new Promise((resolve, reject) => {
      this.#exchange = {
        reader: new AnswerReader(),
        timer: setTimeout(() => this.#settle(late(request.timeoutMs)), request.timeoutMs),
        settle: (how) => (how instanceof ServiceError ? reject(how) : resolve(how)),
      };
      this.#socket.ref();
      this.#socket.write(requestText(request));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer | string): void {
    // Nothing was asked for; a socket without an encoding gives buffers.
    if (!this.#exchange || typeof chunk === 'string') return this.close();
    const answer = this.#exchange.reader.push(chunk);
    if (answer === undefined) return;
    const isOurs = answer !== 'malformed' && answer.headers.has(API_HEADER);
    this.#settle(isOurs ? answer : foreign(this.#address));
  }

  #settle(how: HttpAnswer | NoAnswer | ServiceError): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    // A connection that waits for its next request does not keep the process; one that failed has no next.
    if (how instanceof ServiceError || typeof how === 'string') this.#socket.destroy();
    else if (how.headers.get('connection') === 'close') this.#socket.end();
    this.#socket.unref();
    clearTimeout(exchange?.timer);
    exchange?.settle(how);
  }
}

function requestText({ method, path, body }: HttpRequest): string {
  const head = `${method} ${path} HTTP/1.1\r\nhost: netsh\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const text = JSON.stringify(body);
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

function withoutAnswer(error: Error, address: string): NoAnswer | ServiceError {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ECONNREFUSED':
      return 'absent';
    case 'EACCES':
    case 'EPERM':
      return new ServiceError(
        'elevation',
        `The relay of this home belongs to another user: ${address} is not open to you. ${elevationAdvice()}`,
        error,
      );
    case 'ENOTSOCK':
      return foreign(address);
    default:
      return 'lost';
  }
}

function late(timeoutMs: number): ServiceError {
  return new ServiceError('busy', `The relay service has not answered for ${timeoutMs / 1000} seconds.`);
}

function foreign(address: string): ServiceError {
  return new ServiceError('protocol', `The program that answers at ${address} is not the relay service.`);
}
