import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Server, type Socket, connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PROGRAM, closed, freePort, listen, portOf } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';
import type { Screen } from './screen.ts';
import type { Terminal, TerminalOptions } from './terminal.ts';

const MONITOR = [PROGRAM, 'interface', 'portproxy', 'monitor'];
const MIB = 1024 * 1024;

let terminals: Terminal[] = [];
let servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  const [allTerminals, allServers] = [terminals, servers];
  terminals = [];
  servers = [];
  for (const terminal of allTerminals.toReversed()) await terminal.close();
  await Promise.all(allServers.filter((server) => server.listening).map(closed));
});

/** The program in a terminal wide enough for every column. */
function start(options: Partial<TerminalOptions>): NetshTerminal {
  const terminal = new NetshTerminal({ columns: 200, rows: 30, ...options });
  terminals.push(terminal);
  return terminal;
}

/** A monitor that has opened; there is no relay yet. */
async function monitor(): Promise<NetshTerminal> {
  const terminal = start({ args: MONITOR });
  await terminal.waitFor('The table is empty.');
  return terminal;
}

async function serve(onConnection: (socket: Socket) => void, port?: number): Promise<Server> {
  const server = await listen(
    createServer((socket) => {
      sockets.add(socket);
      onConnection(socket.on('error', () => {}));
    }),
    '127.0.0.1',
    port,
  );
  servers.push(server);
  return server;
}

/** A server that sends back what it gets; and how its connections end, by the client's first word. */
async function echo(): Promise<{ port: number; ends: Map<string, Promise<unknown>> }> {
  const ends = new Map<string, Promise<unknown>>();
  const server = await serve((socket) => {
    const end = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    socket.once('data', (word) => ends.set(word.toString(), end));
    socket.pipe(socket);
  });
  return { port: portOf(server), ends };
}

interface Client {
  readonly socket: Socket;
  readonly place: string;
  readonly end: Promise<string>;
}

/** A client that has got its word back, and how its connection ends. */
async function client(port: number, word: string): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  sockets.add(socket);
  const end = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve('closed'));
  });
  await exchange(socket, word);
  return { socket, place: `127.0.0.1:${socket.localPort}`, end };
}

/** Sends something and reads until as much has come back. */
async function exchange(socket: Socket, data: string): Promise<void> {
  socket.write(data);
  for (let left = data.length; left > 0;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    left -= chunk.length;
  }
}

/** Another process adds an entry. */
async function add({ home }: NetshTerminal, port: number, target: number): Promise<void> {
  const ran = await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${target} 127.0.0.1`);
  expect(ran.code).toBe(0);
}

/** Whether one row of the screen shows all of this. */
function shows(...parts: readonly (string | RegExp)[]): (screen: Screen) => boolean {
  return (screen) => screen.rows.some((row) => parts.every((part) => isIn(row, part)));
}

function isIn(row: string, part: string | RegExp): boolean {
  return typeof part === 'string' ? row.includes(part) : part.test(row);
}

/** Whether the table of entries has one that listens on a port, with all of this in its row. */
function entry(port: number, ...parts: readonly (string | RegExp)[]): (screen: Screen) => boolean {
  return shows(new RegExp(`^.{4}v4tov4 +127\\.0\\.0\\.1:${port} `), ...parts);
}

/** What a program may have switched on in a terminal is off. */
function isRestored({ screen }: Terminal): boolean {
  const isOff = (mode: number): boolean =>
    screen.raw.lastIndexOf(`\u001B[?${mode}l`) >= screen.raw.lastIndexOf(`\u001B[?${mode}h`);
  return screen.isCursorShown && [1000, 1006, 1049, 2026].every(isOff);
}

test('an entry that another process adds appears', async () => {
  const terminal = await monitor();
  const [port, target] = [await freePort(), await freePort()];
  await terminal.waitFor('The relay service is not running.');
  await add(terminal, port, target);
  await terminal.waitFor('● relay running');
  await terminal.waitFor(entry(port, `127.0.0.1:${target}`, 'listening'));
  await terminal.waitFor('1 entry   ● 1 listening');
  await terminal.home.portproxy(`delete v4tov4 ${port} 127.0.0.1`);
  await terminal.waitFor('The table is empty.');
});

test('a connection appears, its bytes count, and it goes', async () => {
  const terminal = await monitor();
  const [port, { port: target }] = [await freePort(), await echo()];
  await add(terminal, port, target);
  await terminal.waitFor(entry(port, 'listening'));
  await terminal.waitFor('Nobody is connected.');
  const { socket, place } = await client(port, 'hello');
  await terminal.waitFor(shows(place, `127.0.0.1:${target}`, `v4tov4 127.0.0.1:${port}`, / data .* 5B +5B /));
  await terminal.waitFor(entry(port, / listening +1 +1 +0 /));
  await exchange(socket, 'x'.repeat(MIB));
  await terminal.waitFor(shows(place, / 1\.0M +1\.0M /));
  await exchange(socket, 'x'.repeat(MIB));
  await terminal.waitFor(shows(place, / 2\.0M +2\.0M /));
  await terminal.waitFor(shows(/carried +2\.0M up +2\.0M down/));
  socket.destroy();
  await terminal.waitFor('Nobody is connected.');
  await terminal.waitFor(entry(port, / listening +0 +1 +0 /));
});

test('x ends the selected connection at both ends, and no other', async () => {
  const terminal = await monitor();
  const [port, { port: target, ends }] = [await freePort(), await echo()];
  await add(terminal, port, target);
  await terminal.waitFor(entry(port, 'listening'));
  const clients = { one: await client(port, 'one'), two: await client(port, 'two') };
  for (const { place } of Object.values(clients)) await terminal.waitFor(shows(place, ' data '));
  await terminal.typeAndWait('\t', /\n\d+: 127\.0\.0\.1:\d+ → v4tov4/);
  const [, id, place] = /^(\d+): (\S+) → /m.exec(terminal.screen.text)!;
  const [word, other] = clients.one.place === place ? (['one', 'two'] as const) : (['two', 'one'] as const);

  await terminal.typeAndWait('x', `\nkill connection id=${id}   Run it? (y/n)`);
  await terminal.typeAndWait('n', 'Nothing was done.');
  await exchange(clients[word].socket, 'still here');
  await terminal.typeAndWait('x', `\nkill connection id=${id}   Run it? (y/n)`);
  await terminal.typeAndWait('y', `✓ kill connection id=${id}  1 connection ended.`);

  expect(clients[word].place).toBe(place);
  expect(await clients[word].end).toBe('ECONNRESET');
  await ends.get(word);
  await terminal.waitFor((screen) => !shows(clients[word].place, ' data ')(screen));
  await terminal.waitFor(shows(clients[other].place, ' data '));
  await exchange(clients[other].socket, 'still here');
});

test('a listener whose port is taken says so, and listens when the port is free', async () => {
  const terminal = await monitor();
  const { port: target } = await echo();
  const holder = await serve((socket) => socket.destroy());
  const port = portOf(holder);
  await add(terminal, port, target);
  await terminal.waitFor(entry(port, ' failed ', `Port ${port} is already in use`));
  await terminal.waitFor('✗ 1 failed');
  await closed(holder);
  await terminal.waitFor(entry(port, ' listening '));
  await terminal.waitFor((screen) => !screen.text.includes('failed'));
  const { place } = await client(port, 'hello');
  await terminal.waitFor(shows(place, ' data '));
});

test('a relay that ends is said to be lost, and one that starts is shown again', async () => {
  const terminal = await monitor();
  const [port, late, { port: target }] = [await freePort(), await freePort(), await echo()];
  await add(terminal, port, target);
  await terminal.waitFor(entry(port, ' listening '));
  const [, first] = /process (\d+)/.exec(terminal.screen.text)!;
  expect((await terminal.home.netsh(['relay', 'stop'])).code).toBe(0);
  await terminal.waitFor(shows('✗ relay lost for', 'reconnecting', 'NO SERVICE'));
  await terminal.waitFor(entry(port));
  await add(terminal, late, target);
  await terminal.waitFor('● relay running');
  for (const each of [port, late]) await terminal.waitFor(entry(each, ' listening '));
  expect(terminal.screen.text).not.toContain('NO SERVICE');
  expect(/process (\d+)/.exec(terminal.screen.text)![1]).not.toBe(first);
  const { place } = await client(port, 'hello');
  await terminal.waitFor(shows(place, ' data '));
});

test.each([
  { TERM: 'dumb' },
  { NETSH_PLAIN: '1' },
  { INK_SCREEN_READER: 'true' },
  { INK_SCREEN_READER: '1' },
])('with %j the monitor names the commands that print lines instead', async (env) => {
  const terminal = start({ args: MONITOR, env });
  expect(await terminal.ended).toEqual({ exitCode: 1, signal: 0 });
  const said = terminal.screen.text.replaceAll(/\s+/g, ' ');
  expect(said).toContain('The monitor needs a terminal.');
  for (const what of ['status', 'connections', 'statistics']) expect(said).toContain(`show ${what} --watch`);
  expect(terminal.screen.raw).not.toContain('\u001B');
});

test('a restart of the relay is one gap: connections stay with their numbers, and go on', async () => {
  const terminal = await monitor();
  const [port, { port: target }] = [await freePort(), await echo()];
  await add(terminal, port, target);
  await terminal.waitFor(entry(port, 'listening'));
  const { socket, place, end } = await client(port, 'hello');
  await terminal.waitFor(shows(place, / data .* 5B +5B /));
  const { pid } = JSON.parse((await terminal.home.netsh(['relay', 'show', 'status', '--json'])).out);
  expect(await terminal.home.netsh(['relay', 'restart'])).toMatchObject({ code: 0, err: '' });
  await terminal.waitFor('● relay running');
  await exchange(socket, ', again');
  await terminal.waitFor(shows(place, / data .* 12B +12B /));
  const { out } = await terminal.home.netsh(['interface', 'portproxy', 'show', 'connections', '--json']);
  expect(JSON.parse(out)).toMatchObject({ connections: [{ id: 1, client: place, bytesUp: 12 }] });
  expect(JSON.parse((await terminal.home.netsh(['relay', 'show', 'status', '--json'])).out).pid).not.toBe(
    pid,
  );
  socket.destroy();
  await end;
  await terminal.waitFor('Nobody is connected.');
}, 60_000);

test('while relay stop lets connections finish, the monitor says that the relay is stopping', async () => {
  const terminal = await monitor();
  const [port, { port: target }] = [await freePort(), await echo()];
  await add(terminal, port, target);
  await terminal.waitFor(entry(port, ' listening '));
  const { socket } = await client(port, 'hello');
  const stopped = terminal.home.netsh(['relay', 'stop']);
  await terminal.waitFor(/^◐ relay stopping within \d+s /);
  socket.end();
  expect((await stopped).code).toBe(0);
  await terminal.waitFor('NO SERVICE');
});

test('readonly=yes is said in the head, and no key asks to change anything', async () => {
  const terminal = start({ args: [...MONITOR, 'readonly=yes'] });
  await terminal.waitFor(shows(' READ-ONLY '));
  const port = await freePort();
  await add(terminal, port, 9);
  await terminal.waitFor(entry(port));
  await terminal.typeAndWait('d', 'The monitor is read-only;');
  await terminal.typeAndWait(':', 'The monitor is read-only;');
});

test('Ctrl-S saves the screen as text', async () => {
  const terminal = await monitor();
  await terminal.typeAndWait('\u0013', /Saved the screen to .*netsh-monitor-\d+T\d+\.txt\./);
  const [, file] = /Saved the screen to (.*\.txt)\./.exec(terminal.screen.text)!;
  const text = readFileSync(file!, 'utf8');
  expect(text).toContain('The table is empty.');
  expect(text).not.toContain('\u001B');
});

describe('q leaves', () => {
  test('the terminal as it was, with exit code 0', async () => {
    const terminal = start({
      command: 'sh',
      args: [
        '-c',
        `echo before; stty -g; "${process.execPath}" "$@"; echo "code $?"; stty -g; echo over`,
        'sh',
        ...MONITOR,
      ],
    });
    await terminal.waitFor('The table is empty.');
    expect(terminal.screen.text).not.toContain('before');
    await terminal.typeAndWait('q', 'over');
    expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
    const [modes] = /^[\da-f:]+$/m.exec(terminal.screen.text)!;
    expect(terminal.screen.text).toBe(`before\n${modes}\ncode 0\n${modes}\nover`);
    expect(isRestored(terminal)).toBe(true);
  });

  test('the shell with its prompt, which gets none of the keys', async () => {
    const terminal = start({ args: [PROGRAM] });
    const [port, { port: target }] = [await freePort(), await echo()];
    await add(terminal, port, target);
    await terminal.waitFor((screen) => screen.view === 'netsh>▏');
    terminal.type('int po mon\r');
    await terminal.waitFor(entry(port, ' listening '));
    const { place } = await client(port, 'hello');
    await terminal.waitFor(shows(place, ' data '));
    await terminal.typeAndWait('/nothing', 'filter: nothing');
    await terminal.waitFor((screen) => !entry(port)(screen));
    await terminal.typeAndWait('\u001B', entry(port));
    await terminal.typeAndWait(':', shows(/^netsh interface portproxy>/));
    await terminal.typeAndWait('delete', shows(/^netsh interface portproxy>delete/));
    await terminal.typeAndWait('\u001B', '? help  q leave');
    await terminal.typeAndWait('?', 'Escape goes back  Up Down');
    await terminal.typeAndWait('\u001B', '? help  q leave');
    // The prompt is drawn within an update of the screen, whose end may come a moment later.
    const isBack = (): boolean => isRestored(terminal);
    await terminal.typeAndWait('q', ({ view }) => view === 'netsh>int po mon\nnetsh>▏' && isBack());
    await terminal.typeAndWait('int\t', (screen) => screen.cursor.x === 'netsh>interface '.length);
    await terminal.typeAndWait('po mon\r', entry(port, ' listening '));
    await terminal.typeAndWait('q', /netsh>interface po mon\nnetsh>$/);
    terminal.type('exit\r');
    expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
    expect(readFileSync(path.join(terminal.home.path, 'history'), 'utf8')).toBe(
      'int po mon\ninterface po mon\nexit\n',
    );
  });
});
