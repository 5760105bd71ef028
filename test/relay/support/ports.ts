import { type Server, createServer } from 'node:net';

// Below the ports that systems give to outgoing connections, so that none of those is ever in the way.
const FIRST = 20_000;
const LAST = 32_000;

/** Ports that were given here: free as they may be, they are somebody's. */
const given = new Set<number>();

/** The first of so many ports in a row that are free on every address now, and were not given in this process before. */
export async function freePort(count = 1): Promise<number> {
  for (;;) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (ports.some((port) => given.has(port))) continue;
    const servers: Server[] = [];
    try {
      for (const port of ports) {
        servers.push(
          await listening({ port, host: '0.0.0.0' }),
          await listening({ port, host: '::', ipv6Only: true }),
        );
      }
      for (const port of ports) given.add(port);
      return first;
    } catch {
      // Taken: another place is tried.
    } finally {
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    }
  }
}

/** A server of plain Node that listens; rejects where it cannot. */
export function listening(options: { port: number; host: string; ipv6Only?: boolean }): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}
