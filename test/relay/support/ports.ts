import { type Server, createServer } from 'node:net';

// Below the ports that systems give to outgoing connections, so that none of those is ever in the way.
const ALL = { first: 10_000, last: 32_000 };
/** Each process that runs tests has ports of its own (`maxWorkers`), so that none listens where another has looked. */
const WORKERS = 2;
const SHARE = (ALL.last - ALL.first) / WORKERS;
const FIRST = ALL.first + ((Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % WORKERS) * SHARE;
/** Long rows have a part of their own, so that single ports all over leave room for them. */
const LONG = 100;
const LONG_ROWS = { first: FIRST, last: FIRST + SHARE / 2 };
const SINGLE = { first: LONG_ROWS.last, last: FIRST + SHARE };
const TRIES = 100_000;

/** Ports that were given here: free as they may be, they are somebody's. */
const given = new Set<number>();

/** The first of so many ports in a row that are free on every address now, and were not given in this process before. */
export async function freePort(count = 1): Promise<number> {
  const part = count > LONG ? LONG_ROWS : SINGLE;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const first = part.first + Math.floor(Math.random() * (part.last - part.first - count));
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
  throw new Error(`No ${count} free ports in a row from ${part.first} to ${part.last}.`);
}

/** A server of plain Node that listens; rejects where it cannot. */
export function listening(options: { port: number; host: string; ipv6Only?: boolean }): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}
