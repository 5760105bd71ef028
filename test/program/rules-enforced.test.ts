import { type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

let home: TestHome;
let port: number;
const dialled: Socket[] = [];
const server = createServer((socket) => {
  dialled.push(socket);
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
});

beforeEach(async () => {
  home = new TestHome();
  port = await freePort();
  dialled.length = 0;
  await listen(server);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} *`);
});
afterEach(async () => {
  await home.close();
  for (const socket of dialled) socket.destroy();
  await closed(server);
});

/** Says hello from an address of this machine: `echoed`, or `reset`. */
async function visit(from: string): Promise<string> {
  const socket = await client(from);
  if (typeof socket === 'string') return socket;
  socket.destroy();
  return 'echoed';
}

function client(from: string): Promise<Socket | 'reset'> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  socket.write('hello');
  return Promise.race([
    new Promise<Socket>((resolve) => socket.once('data', () => resolve(socket))),
    endOf(socket),
  ]);
}

/** Resolves when a socket has ended, here always by a reset. */
function endOf(socket: Socket): Promise<'reset'> {
  return new Promise((resolve) => {
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve('reset'));
  });
}

const firewall = (line: string) => home.netsh(['advfirewall', 'firewall', ...line.split(' ')]);

test('an allow rule names who may connect, block wins, and a rule that goes opens again', async () => {
  expect(await visit('127.0.0.7')).toBe('echoed');
  await firewall(`add rule name=in dir=in action=allow protocol=tcp localport=${port} remoteip=127.0.0.0/28`);
  expect(await visit('127.0.0.7')).toBe('echoed');
  const before = dialled.length;
  expect(await visit('127.0.0.99')).toBe('reset');
  await firewall('add rule name=bad dir=in action=block remoteip=127.0.0.7');
  expect(await visit('127.0.0.7')).toBe('reset');
  expect(dialled).toHaveLength(before);
  expect(await visit('127.0.0.8')).toBe('echoed');
  await firewall('delete rule name=all');
  expect(await visit('127.0.0.99')).toBe('echoed');
});

test('a policy closes ports, and a rule that locks out ends the connection that exists', async () => {
  const socket = await client('127.0.0.7');
  if (socket === 'reset') throw new Error('It should be connected.');
  const ended = endOf(socket);
  await home.netsh(['advfirewall', 'set', 'allprofiles', 'firewallpolicy', 'blockinbound,allowoutbound']);
  expect(await ended).toBe('reset');
  expect(await visit('127.0.0.7')).toBe('reset');
  await home.netsh(['advfirewall', 'set', 'allprofiles', 'state', 'off']);
  expect(await visit('127.0.0.7')).toBe('echoed');
});

test('rules hold at once after the relay has started again', async () => {
  await firewall('add rule name=bad dir=in action=block remoteip=127.0.0.7');
  await home.netsh(['relay', 'stop']);
  await home.netsh(['relay', 'start']);
  expect(await visit('127.0.0.7')).toBe('reset');
  expect(await visit('127.0.0.8')).toBe('echoed');
});

test('a rule with dir=out decides about the target', async () => {
  await firewall(`add rule name=away dir=out action=block protocol=tcp remoteport=${portOf(server)}`);
  expect(await visit('127.0.0.7')).toBe('reset');
  expect(dialled).toHaveLength(0);
});
