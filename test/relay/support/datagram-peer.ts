import { type RemoteInfo, type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

/** A datagram that came, and from where. */
export interface Came {
  readonly bytes: Buffer;
  readonly from: RemoteInfo;
}

/** A socket for datagrams that notes everything that comes; closed when the test is over. */
export class DatagramPeer {
  readonly came: Came[] = [];
  readonly socket: Socket;
  /** Error codes that the system has reported. */
  readonly errors: string[] = [];

  private constructor(socket: Socket, answer: ((came: Came) => Buffer | undefined) | undefined) {
    this.socket = socket;
    socket.on('message', (bytes, from) => {
      this.came.push({ bytes, from });
      const back = answer?.({ bytes, from });
      if (back) socket.send(back, from.port, from.address);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.errors.push(error.code ?? error.message));
  }

  /** Binds a socket, by default to any port of 127.0.0.1; `answer` makes the answer to each datagram. */
  static async bind(
    { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
    answer?: (came: Came) => Buffer | undefined,
  ): Promise<DatagramPeer> {
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: 4 << 20 });
    const peer = new DatagramPeer(socket, answer);
    socket.bind({ address: host, port, exclusive: true });
    await once(socket, 'listening');
    onTestFinished(() => peer.close());
    return peer;
  }

  /** One that sends every datagram back. */
  static echo(at: { readonly host?: string; readonly port?: number } = {}): Promise<DatagramPeer> {
    return DatagramPeer.bind(at, ({ bytes }) => bytes);
  }

  get port(): number {
    return this.socket.address().port;
  }

  get texts(): string[] {
    return this.came.map(({ bytes }) => bytes.toString());
  }

  /** Sends a datagram; resolves when the system has taken it. */
  send(bytes: string | Uint8Array, port: number, host = '127.0.0.1'): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.send(bytes, port, host, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Sends a datagram and resolves to the next one that comes. */
  async ask(bytes: string | Uint8Array, port: number, host = '127.0.0.1'): Promise<Came> {
    const { length } = this.came;
    await this.send(bytes, port, host);
    return until('an answer', () => this.came[length]);
  }

  /** Waits until so many datagrams have come. */
  async sees(count: number): Promise<void> {
    await until(`${count} datagrams`, () => this.came.length >= count);
  }

  close(): void {
    try {
      this.socket.close();
    } catch {
      // The test has closed it.
    }
  }
}
