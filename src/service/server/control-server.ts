import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { PATHS } from '../contract/calls.ts';
import { API_ERRORS } from '../../errors/api-errors.ts';
import { unknownFault } from '../../errors/fault.ts';
import { API_HEADER, API_VERSION, type ApiError, PROGRAM_HEADER } from '../contract/api.ts';
import { ApiFault } from '../contract/service-error.ts';
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

/** An answer that is no JSON document: its media type, and a function that writes it and ends the response. */
export class OtherAnswer {
  readonly type: string;
  readonly write: (response: ServerResponse) => void;

  constructor(type: string, write: (response: ServerResponse) => void) {
    this.type = type;
    this.write = write;
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
}

/** Serves the control API on a socket. Rejects where the socket cannot be bound. */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { socket, program, endpoints, onNotice, onClients } = options;
  const sockets = new Set<object>();
  let closing = false;
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 30_000, headersTimeout: 10_000 });
  server.maxConnections = MAX_CLIENTS;
  server.on('connection', (connection) => {
    sockets.add(connection);
    onClients?.();
    connection.on('close', () => {
      sockets.delete(connection);
      onClients?.();
    });
  });
  server.on('request', (request, response) => {
    response.setHeader(API_HEADER, API_VERSION);
    response.setHeader(PROGRAM_HEADER, program);
    void respond(request, response, endpoints, () => closing);
  });
  await listen(server, socket);
  server.on('error', (error) => onNotice(`The control socket has a fault: ${error.message}.`));
  return {
    get clients() {
      return sockets.size;
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        const limit = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
        server.close(() => {
          clearTimeout(limit);
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

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  endpoints: Endpoints,
  isLast: () => boolean,
): Promise<void> {
  try {
    const value = await answer(request, endpoints);
    if (isLast()) response.setHeader('connection', 'close');
    if (value instanceof OtherAnswer) {
      response.writeHead(200, { 'content-type': value.type });
      value.write(response);
    } else send(response, 200, value);
  } catch (error) {
    const { code, message } = error instanceof ApiFault ? error : unknownFault('api', error);
    // What was not read of the request must not be taken for the next one.
    if (isLast() || !request.complete) response.setHeader('connection', 'close');
    send(response, API_ERRORS[code].status, { error: { code, message } } satisfies ApiError);
  }
}

async function answer(request: IncomingMessage, endpoints: Endpoints): Promise<unknown> {
  const { pathname, searchParams } = parseUrl(request.url ?? '/');
  const endpoint = endpoints[pathname];
  if (!endpoint) throw unknownPath(pathname);
  if (endpoint.method !== request.method) {
    throw new ApiFault('method', `${pathname} takes ${endpoint.method} requests only.`);
  }
  return endpoint.method === 'GET'
    ? await endpoint.answer(searchParams)
    : await endpoint.answer(await readJson(request, endpoint.maxBody));
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
    : new ApiFault('missing', `There is no ${path} here; there are ${PATHS.join(', ')}.`);
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
