import { jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import { freePorts } from '../../program/netsh.ts';
import { until } from '../../service/sandbox.ts';
import { NatsServer } from './nats-server.ts';

const NAMES = ['one', 'two', 'three'] as const;

/** Three real servers that keep everything together. */
export class NatsCluster {
  readonly servers: readonly NatsServer[];

  private constructor(servers: readonly NatsServer[]) {
    this.servers = servers;
  }

  /** Starts three servers, or as many of them; `config` are further lines of their configuration. */
  static async start({ running = 3, config = '' } = {}): Promise<NatsCluster> {
    const ports = await freePorts(NAMES.length);
    const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
    const servers = NAMES.map((name, at) =>
      NatsServer.prepare(
        [
          `server_name: ${name}`,
          `cluster { name: test, listen: "127.0.0.1:${ports[at]}", routes: [${routes}] }`,
          config,
        ].join('\n'),
      ),
    );
    await Promise.all(servers.slice(0, running).map((server) => server.start()));
    const cluster = new NatsCluster(servers);
    // They choose a leader; nothing can be stored before.
    await until(async () => (await cluster.ask((manager) => manager.streams.names().next())) !== undefined);
    return cluster;
  }

  /** Returns the server that leads a stream. */
  async leader(stream = 'netsh-test-log'): Promise<NatsServer> {
    const name = await this.ask(async (manager) => (await manager.streams.info(stream)).cluster?.leader);
    const at = NAMES.findIndex((one) => one === name);
    const server = this.servers[at];
    if (!server) throw new Error(`The stream has no leader: ${name}`);
    return server;
  }

  /** Asks the servers on a connection of its own; undefined where they do not answer. */
  async ask<Answer>(
    question: (
      manager: Awaited<ReturnType<typeof jetstreamManager>>,
      connection: NatsConnection,
    ) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    return await askServers(
      this.servers.filter(({ isRunning }) => isRunning),
      question,
    ).catch(() => undefined);
  }
}

/** Asks servers on a connection of its own. */
export async function askServers<Answer>(
  servers: readonly NatsServer[],
  question: (
    manager: Awaited<ReturnType<typeof jetstreamManager>>,
    connection: NatsConnection,
  ) => Promise<Answer>,
): Promise<Answer> {
  const connection = await connect({ servers: servers.map(({ url }) => url), reconnect: false });
  try {
    return await question(
      await jetstreamManager(connection, { checkAPI: false, timeout: 2_000 }),
      connection,
    );
  } finally {
    await connection.close();
  }
}
