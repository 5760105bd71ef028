import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { closed, freePort, freePorts, listen, portOf } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';
import type { Terminal } from './terminal.ts';

const F2 = '\u001BOQ';
const PORTPROXY = 'netsh interface portproxy>';

let open: Terminal[] = [];
let servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  const [terminals, all] = [open, servers];
  open = [];
  servers = [];
  for (const terminal of terminals.toReversed()) await terminal.close();
  await Promise.all(all.map(closed));
});

async function shell(): Promise<NetshTerminal> {
  const terminal = new NetshTerminal();
  open.push(terminal);
  await terminal.waitFor((screen) => screen.view === 'netsh>▏');
  await terminal.typeAndWait('interface portproxy\r', (screen) => screen.cursorRow === PORTPROXY);
  return terminal;
}

/** A server that sends back what it gets. */
async function echo(): Promise<number> {
  const server = await listen(
    createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).pipe(socket);
    }),
  );
  servers.push(server);
  return portOf(server);
}

test('an entry that is added appears in the panel, listens and carries traffic, while a line is being typed', async () => {
  const terminal = await shell();
  const [port, target] = [await freePort(), await echo()];
  await terminal.typeAndWait(F2, '✗ The relay service is not running.');
  await terminal.typeAndWait(`add v4tov4 ${port} 127.0.0.1 ${target} 127.0.0.1\r`, (screen) =>
    screen.text.includes('● relay running'),
  );
  const row = new RegExp(`^  ● 127\\.0\\.0\\.1:${port} +127\\.0\\.0\\.1:${target} +listening +0 `, 'm');
  await terminal.waitFor(row);
  terminal.type('set v4tov4 ');
  const socket = connect(port, '127.0.0.1');
  sockets.add(socket);
  await once(socket, 'connect');
  await terminal.waitFor(new RegExp(`^  ● 127\\.0\\.0\\.1:${port} .* listening +1 `, 'm'));
  socket.write(Buffer.alloc(300_000));
  await terminal.waitFor(new RegExp(`^  ● 127\\.0\\.0\\.1:${port} .* [\\d.]+K +[\\d.]+K$`, 'm'));
  expect(terminal.screen.cursorRow).toMatch(/^netsh interface portproxy>set v4tov4/);
  terminal.type('\u0003');
  await terminal.typeAndWait('panel disabled\r', (screen) =>
    screen.rows.join('\n').trimEnd().endsWith(PORTPROXY),
  );
  await terminal.waitFor((screen) => !screen.text.includes('F2 hides'));
  await terminal.typeAndWait('panel\r', '● relay running');
  terminal.type('exit\r');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(terminal.screen.text).not.toContain('relay running');
});

test('Ctrl-C interrupts a show --watch, and the shell goes on', async () => {
  const terminal = await shell();
  const [port, other] = await freePorts(2);
  await terminal.typeAndWait('show all --watch\r', /lost +The relay service is not running\./);
  await terminal.home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  await terminal.waitFor(
    new RegExp(`(added|changed) +v4tov4 127\\.0\\.0\\.1:${port} to 127\\.0\\.0\\.1:9: listening`),
  );
  await terminal.typeAndWait('\u0003', (screen) => screen.cursorRow === PORTPROXY);
  await terminal.home.portproxy(`add v4tov4 ${other} 127.0.0.1 9 127.0.0.1`);
  await terminal.typeAndWait('show all\r', new RegExp(`^127\\.0\\.0\\.1 +${other} `, 'm'));
  expect(terminal.screen.text.match(/added/g)).toHaveLength(1);
  terminal.type('exit\r');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
});
