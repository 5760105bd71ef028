import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Clients } from '../../src/learn/clients.ts';

test('a client is connected while its end is open and the relay has it: a reset that has not come yet is no connection', async () => {
  const peers: string[] = [];
  const server = createServer((socket) => {
    peers.push(`${socket.remoteAddress}:${socket.remotePort}`);
  });
  const clients = new Clients();
  onTestFinished(() => {
    clients.close();
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  await clients.connect('ben', (server.address() as AddressInfo).port);

  await expect.poll(() => peers).toHaveLength(1);
  expect(clients.isConnected('ben', new Set(peers))).toBe(true);
  expect(clients.isConnected('ben', new Set())).toBe(false);
  expect(clients.isConnected('anna', new Set(peers))).toBe(false);
  clients.close();
  expect(clients.isConnected('ben', new Set(peers))).toBe(false);
});
