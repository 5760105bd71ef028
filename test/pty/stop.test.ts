import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROGRAM, TestHome, closed, freePorts, listen, portOf } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

let home: TestHome;
let server: Server;
let port: number;
let terminal: NetshTerminal | undefined;

beforeEach(async () => {
  home = new TestHome();
  server = await listen(createServer((socket) => socket.on('error', () => {}).pipe(socket)));
  [port] = (await freePorts(1)) as [number];
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
});

afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
  await home.close();
  await closed(server);
});

/** A client whose bytes came back, and the code of the error that ends it. */
async function client(): Promise<{ socket: Socket; end: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  const end = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('close', () => resolve('closed'));
  });
  socket.write('hello');
  await once(socket, 'data');
  return { socket, end };
}

test('relay stop at a terminal says how many connections are left while it waits for them', async () => {
  const clients = [await client(), await client(), await client()];
  terminal = new NetshTerminal({ args: [PROGRAM, 'relay', 'stop'] }, home);
  await terminal.waitFor('Waiting for 3 connections to finish, until ');
  clients[0]!.socket.end();
  await terminal.waitFor(/2 connections left, \d+ seconds at most\./);
  clients[1]!.socket.end();
  await terminal.waitFor(/1 connection left, \d+ seconds at most\./);
  clients[2]!.socket.end();
  await terminal.ended;
  expect(terminal.screen.text).toContain('The relay has stopped.');
});

test('relay stop now ends connections at once', async () => {
  const { end } = await client();
  const ran = await home.netsh(['relay', 'stop', 'now']);
  expect(ran).toEqual({ code: 0, out: 'The relay has stopped.\n\n', err: '' });
  expect(await end).toBe('ECONNRESET');
});
