import { type Server, type Socket, connect, createServer } from 'node:net';
import type { Lesson } from '../../help/lessons/lesson.ts';
import { errorCode } from '../errors/unknown.ts';

/** The servers of a lesson, and the ports that its texts name. */
export interface Servers {
  /** Ports by name. */
  readonly ports: ReadonlyMap<string, string>;
  readonly close: () => Promise<void>;
}

/** Listen ports of lessons, and those of their servers: below the ports that systems give to outgoing connections. */
const LISTEN_PORTS = { first: 8000, last: 8999 };
const SERVER_PORTS = { first: 9000, last: 9999 };
const TRIES = 200;
/** A server may take so long to answer, ms. */
const ANSWER_MS = 1000;
/** The header by which a server tells its name; browsers show the text. */
const NAME = 'X-Server';
const REQUEST = 'GET / HTTP/1.0\r\n\r\n';

/** Opens the servers of a lesson on ports of their choice, and finds free ports for its entries. Rejects where it cannot. */
export async function openServers({ servers = {}, ports = {} }: Lesson): Promise<Servers> {
  const open: NameServer[] = [];
  const numbers = new Map<string, string>();
  const close = async (): Promise<void> => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  };
  try {
    for (const [name, { host = '127.0.0.1', count = 1 }] of Object.entries(servers)) {
      const listening = await inARow(SERVER_PORTS, count, (port, at) =>
        openServer(at === 0 ? name : `${name}${at + 1}`, host, port),
      );
      open.push(...listening.opened);
      noteRow(numbers, name, listening.first, count);
    }
    for (const [name, count] of Object.entries(ports)) {
      const tried = await inARow(LISTEN_PORTS, count, (port) => openServer(name, '127.0.0.1', port));
      await Promise.all(tried.opened.map((server) => server.close()));
      noteRow(numbers, name, tried.first, count);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ports: numbers, close };
}

/** Asks who answers; resolves with the name of the server, undefined where none does. */
export async function askName(host: string, port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket = connect({ host, port, timeout: ANSWER_MS });
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    const name = new RegExp(`^${NAME}: (\\w+)\r$`, 'm').exec(text)?.[1];
    if (name !== undefined || text.length > 10_000) resolve(name);
  });
  socket.on('connect', () => socket.write(REQUEST));
  for (const event of ['timeout', 'error', 'close'] as const) socket.on(event, () => resolve(undefined));
  return promise.finally(() => socket.destroy());
}

/** Returns texts with the ports that they name: `{web}`. */
export function withPorts(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => ports.get(name) ?? whole);
}

interface NameServer {
  /** Ends it with its connections. */
  readonly close: () => Promise<void>;
}

/** Answers the first bytes that come with a page; until then a connection stays open. */
async function openServer(name: string, host: string, port: number): Promise<NameServer> {
  const sockets = new Set<Socket>();
  const text = `This is ${name}.\n`;
  const head = `HTTP/1.0 200 OK\r\n${NAME}: ${name}\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}`;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => socket.end(`${head}\r\n\r\n${text}`));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, host, port);
  return {
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      return promise;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port, exclusive: true }, resolve);
  server.unref();
  return promise;
}

/** Opens something on so many ports in a row, wherever in a span they are free. */
async function inARow(
  { first, last }: { readonly first: number; readonly last: number },
  count: number,
  open: (port: number, at: number) => Promise<NameServer>,
): Promise<{ readonly first: number; readonly opened: readonly NameServer[] }> {
  for (let tries = 1; ; tries += 1) {
    const start = first + Math.floor(Math.random() * (last - first + 2 - count));
    const opened: NameServer[] = [];
    try {
      for (let port = start; port < start + count; port += 1) opened.push(await open(port, port - start));
      return { first: start, opened };
    } catch (error) {
      await Promise.all(opened.map((server) => server.close()));
      if (errorCode(error) !== 'EADDRINUSE' || tries === TRIES) throw error;
    }
  }
}

function noteRow(numbers: Map<string, string>, name: string, first: number, count: number): void {
  numbers.set(name, String(first));
  if (count > 2) numbers.set(`${name}Middle`, String(first + 1));
  if (count > 1) numbers.set(`${name}Last`, String(first + count - 1));
}
