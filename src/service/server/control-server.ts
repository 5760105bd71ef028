import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Socket } from 'node:net';
import { PATHS } from '../contract/calls.ts';
import { API_ERRORS } from '../../errors/api-errors.ts';
import { unknownFault } from '../../errors/fault.ts';
import { API_HEADER, API_VERSION, type ApiError, PROCESS_HEADER, PROGRAM_HEADER } from '../contract/api.ts';
import { ApiFault } from '../contract/service-error.ts';
import { ConnectionLimit } from '../http/connection-limit.ts';
import { readJson } from './request-body.ts';

/** Answers the requests to one path: gets the query or the parsed body, returns what is answered as JSON. */
export type Endpoint =
  | { readonly method: 'GET'; readonly answer: (query: URLSearchParams) => unknown }
  | {
      readonly method: 'POST';
      readonly answer: (body: unknown) => unknown;
      /** Longest body, in bytes, where it is another than `MAX_BODY`. */
      readonly maxBody?: number | undefined;
    };

/**
 * An answer that is no JSON document: its media type, and a function that writes it and ends the response. A connection
 * with a long one makes no room for newcomers.
 */
export class OtherAnswer {
  readonly type: string;
  readonly write: (response: ServerResponse) => void;
  readonly isLong: boolean;

  constructor(type: string, write: (response: ServerResponse) => void, isLong = false) {
    this.type = type;
    this.write = write;
    this.isLong = isLong;
  }
}

/** The endpoints of the API by path. */
export type Endpoints = Readonly<Record<string, Endpoint>>;

/** A control server that listens. */
export interface ControlServer {
  /** Open connections of clients. */
  readonly clients: number;
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>;
}

/** Most connections at once. */
const MAX_CLIENTS = 512;

/** Longest times, in ms: a client may rest between requests; `headers` and `request` are looked at every `interval`. */
const TIMES = {
  keepAliveTimeout: 300_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
};

/** Longest wait at the end for clients that do not read their answers, in ms. */
const CLOSE_LIMIT_MS = 1000;

/** Options of the control server. */
export interface ControlOptions {
  /** Path of the socket. */
  readonly socket: string;
  /** Version of the program. */
  readonly program: string;
  readonly endpoints: Endpoints;
  /** Gets sentences for the log. */
  readonly onNotice: (text: string) => void;
  /** Called whenever the number of connections changes. */
  readonly onClients?: (() => void) | undefined;
  /** Called before a request that may change something is carried out. */
  readonly onRequest?: ((client: Socket, path: string, body: unknown) => void) | undefined;
}

/** Serves the control API on a socket. Rejects where the socket cannot be bound. */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { socket, program, endpoints, onNotice, onClients, onRequest } = options;
  let closing = false;
  const server = createServer(TIMES);
  const limit = new ConnectionLimit(server, MAX_CLIENTS, onClients);
  server.on('request', (request, response) => {
    response.setHeader(API_HEADER, API_VERSION);
    response.setHeader(PROGRAM_HEADER, program);
    response.setHeader(PROCESS_HEADER, process.pid);
    void respond(request, response, { endpoints, limit, onRequest, isLast: () => closing });
  });
  await listen(server, socket);
  server.on('error', (error) => onNotice(`The control socket has a fault: ${error.message}.`));
  return {
    get clients() {
      return limit.size;
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        const late = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: socket, backlog: MAX_CLIENTS }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Serving {
  readonly endpoints: Endpoints;
  readonly limit: ConnectionLimit;
  readonly onRequest: ControlOptions['onRequest'];
  readonly isLast: () => boolean;
}

async function respond(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { limit, isLast } = serving;
  try {
    const value = await answer(request, serving);
    if (isLast()) response.setHeader('connection', 'close');
    if (value instanceof OtherAnswer) {
      if (value.isLong) {
        limit.hold(request.socket);
        response.once('close', () => limit.release(request.socket));
      }
      response.writeHead(200, { 'content-type': value.type });
      value.write(response);
    } else send(response, 200, value);
  } catch (error) {
    const { code, message } = error instanceof ApiFault ? error : unknownFault('api', error);
    // Another process serves by now: whoever only reads asks that one, on a new connection.
    if (code === 'stopping' && request.method === 'GET') {
      request.socket.destroy();
      return;
    }
    // What was not read of the request must not be taken for the next one.
    if (isLast() || !request.complete) response.setHeader('connection', 'close');
    send(response, API_ERRORS[code].status, { error: { code, message } } satisfies ApiError);
  }
}

async function answer(request: IncomingMessage, { endpoints, limit, onRequest }: Serving): Promise<unknown> {
  const { pathname, searchParams } = parseUrl(request.url ?? '/');
  const endpoint = endpoints[pathname];
  if (!endpoint) throw unknownPath(pathname);
  if (endpoint.method !== request.method) {
    throw new ApiFault('method', `${pathname} takes ${endpoint.method} requests only.`);
  }
  if (endpoint.method === 'GET') return limit.during(request.socket, () => endpoint.answer(searchParams));
  const body = await readJson(request, endpoint.maxBody);
  onRequest?.(request.socket, pathname, body);
  return limit.during(request.socket, () => endpoint.answer(body));
}

function parseUrl(url: string): URL {
  try {
    return new URL(url, 'http://netsh');
  } catch {
    throw new ApiFault('invalid', 'The path of the request is not valid.');
  }
}

function unknownPath(path: string): ApiFault {
  const version = /^\/v(\d+)(\/|$)/.exec(path)?.[1];
  return version !== undefined && version !== String(API_VERSION)
    ? new ApiFault(
        'version',
        `This service speaks version ${API_VERSION} of the control API, not version ${version}.`,
      )
    : new ApiFault('missing', `The path ${path} does not exist. Paths are ${PATHS.join(', ')}.`);
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
