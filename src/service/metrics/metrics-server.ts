import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { errorCode } from '../../errors/unknown.ts';
import { isLoopback } from '../../portproxy/host-address.ts';
import { ConnectionLimit } from '../http/connection-limit.ts';
import type { MetricsSetting } from '../contract/metrics-setting.ts';

/** The text of the metrics, and its media type. */
export interface MetricsAnswer {
  readonly type: string;
  readonly text: string;
}

/** Most connections at once; a scraper needs one. */
const MAX_CLIENTS = 16;

/** Longest times, in ms: for a request to arrive, and between two of a scraper. */
const TIMES = {
  headersTimeout: 2000,
  requestTimeout: 2000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 75_000,
};

/** Longest time in which nothing moves on a connection during a request, in ms. */
const STILL_MS = 10_000;

/** Serves `GET /metrics` on an address and port. Rejects with the system's error where it cannot listen. */
export async function openMetricsServer(
  { address, port }: MetricsSetting,
  metrics: () => Promise<MetricsAnswer>,
): Promise<Server> {
  const server = createServer(TIMES);
  // Also a client that does not read its answer is ended.
  server.setTimeout(STILL_MS);
  const limit = new ConnectionLimit(server, MAX_CLIENTS);
  server.on('request', (request, response) => {
    void limit.during(request.socket, () => respond(request, response, metrics));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}

/** Returns why the server cannot listen, as a sentence. */
export function listenProblem(error: unknown, { address, port }: MetricsSetting): string {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `Port ${port} is already in use.`;
    case 'EACCES':
      return `Listening on port ${port} needs a privilege that the relay lacks.`;
    case 'EADDRNOTAVAIL':
      return `This machine does not have the address ${address} now.`;
    default:
      return `The system refuses to listen on ${address}, port ${port} (${errorCode(error)}).`;
  }
}

async function respond(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  metrics: () => Promise<MetricsAnswer>,
): Promise<void> {
  const say = (status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  };
  // A page in a browser that has made its own name point here must not read what it likes.
  if (!isOwnName(headers.host))
    return say(403, 'Metrics are served to this machine by its loopback address.');
  if (url?.split('?')[0] !== '/metrics') return say(404, 'Metrics are at /metrics.');
  if (method !== 'GET' && method !== 'HEAD') return say(405, 'Metrics are read by GET.');
  try {
    const { type, text } = await metrics();
    response.writeHead(200, { 'content-type': type }).end(method === 'GET' ? text : undefined);
  } catch (error) {
    say(500, `The metrics cannot be given: ${String(error)}`);
  }
}

function isOwnName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name.toLowerCase() === 'localhost' || isLoopback(name);
}
