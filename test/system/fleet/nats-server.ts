import { afterEach } from 'vitest';
import { NatsProcess } from './nats-process.ts';

/** A real nats-server that ends with the test. */
export class NatsServer extends NatsProcess {
  /** Starts a server; `config` are further lines of its configuration, `storage` of that of JetStream. */
  static async start(
    config = '',
    storage = '',
    where?: { address: string; by: readonly string[] },
  ): Promise<NatsServer> {
    const server = NatsServer.prepare(config, storage, where);
    await server.start();
    return server;
  }

  /** A server that does not run yet. */
  static prepare(config = '', storage = '', where?: { address: string; by: readonly string[] }): NatsServer {
    const server = new NatsServer(config, storage, where);
    servers.push(server);
    return server;
  }
}

const servers: NatsServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
});
