import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach } from 'vitest';
import type { NatsServer } from './nats-server.ts';

/** A way to a server that a test can make slow, hold up, or cut; it ends with the test. */
export class NatsRelay {
  /** What is done with bytes on their way to the server: they keep their length. */
  change: (bytes: Buffer) => Buffer = (bytes) => bytes;
  /** How long bytes take in each direction, in ms. */
  delayMs = 0;
  readonly #listener: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #held: { readonly text: string; readonly send: () => void }[] | undefined;

  private constructor(server: NatsServer) {
    this.#listener = createServer((client) => {
      const behind = connect(server.port, '127.0.0.1');
      this.#join(client, behind, (bytes) => this.change(bytes));
      this.#join(behind, client, (bytes) => bytes);
    });
  }

  /** Listens in front of a server. */
  static async start(server: NatsServer): Promise<NatsRelay> {
    const relay = new NatsRelay(server);
    relays.push(relay);
    relay.#listener.listen(0, '127.0.0.1');
    await once(relay.#listener, 'listening');
    const address = relay.#listener.address();
    relay.#port = typeof address === 'object' && address ? address.port : 0;
    return relay;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`;
  }

  /** Holds up what comes from the server and goes to it, until `release`. Connections stay, as on a way that loses everything. */
  hold(): void {
    this.#held ??= [];
  }

  /** What is held up now. */
  get held(): string {
    return (this.#held ?? []).map(({ text }) => text).join('');
  }

  /** Lets go what was held up, in its order. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { send } of held) send();
  }

  /** Drops what was held up and all connections; new ones pass. */
  cut(): void {
    this.#held = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: Socket, to: Socket, change: (bytes: Buffer) => Buffer): void {
    this.#sockets.add(from);
    const pass = (send: () => void, text = ''): void => {
      const now = (): void => {
        if (this.#held) this.#held.push({ text, send });
        else send();
      };
      if (this.delayMs > 0) setTimeout(now, this.delayMs);
      else now();
    };
    from
      .on('data', (bytes) => {
        const changed = change(bytes);
        pass(() => to.write(changed), changed.toString('latin1'));
      })
      .on('error', () => to.destroy())
      .on('close', () => {
        this.#sockets.delete(from);
        pass(() => to.destroy());
      });
  }
}

const relays: NatsRelay[] = [];

afterEach(() => {
  for (const relay of relays.splice(0)) relay.close();
});
