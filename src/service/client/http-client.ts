import type { HttpAnswer } from './http-answer.ts';
import { HttpConnection, type HttpRequest, type NoAnswer } from './http-connection.ts';

/** Sends requests to one local socket, and keeps its connections for later requests. */
export class HttpClient {
  readonly address: string;
  #connections: HttpConnection[] = [];

  constructor(address: string) {
    this.address = address;
  }

  /** Sends a request on a connection that waits for no answer, a new one if need be. Rejects as `HttpConnection.request`. */
  async request(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
    const kept = this.#connections.find(({ usable }) => usable);
    const answer = await (kept ?? this.#open()).request(request);
    // A kept connection may have been closed in the meantime; what changes nothing is asked once more.
    if (kept && answer === 'lost' && request.method === 'GET') return await this.#open().request(request);
    return answer;
  }

  /** Closes the connections. */
  close(): void {
    for (const connection of this.#connections) connection.close();
    this.#connections = [];
  }

  #open(): HttpConnection {
    const connection = new HttpConnection(this.address);
    this.#connections = [...this.#connections.filter(({ closed }) => !closed), connection];
    return connection;
  }
}
