import { connect, createServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { FAMILIES, connectVersion, listenVersion, loopback } from '../../src/portproxy/family.ts';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

/** Sends everything, half-closes, and gives the whole answer. */
function exchange(host: string, port: number, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host, port, allowHalfOpen: true }, () => socket.end(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.on('error', reject);
  });
}

describe.each(FAMILIES)('%s', (family) => {
  const listenHost = loopback(listenVersion(family));
  const connectHost = loopback(connectVersion(family));

  test('forwards both ways, and the answer that follows a half-close arrives whole', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('end', () => socket.end(Buffer.concat(chunks).toReversed()));
    });
    await listen(server, connectHost);
    const port = await freePort();
    const added = await home.portproxy(
      `add ${family} listenport=${port} listenaddress=${listenHost} connectaddress=${connectHost} connectport=${portOf(server)}`,
    );
    expect(added.code).toBe(0);
    const bytes = Buffer.alloc(3_000_000, 'some text that is not the same backwards ');
    expect((await exchange(listenHost, port, bytes)).equals(bytes.toReversed())).toBe(true);
    await closed(server);
  });
});

test('show connections lists who is connected, through which entry, to where, and how much flowed', async () => {
  const server = createServer((socket) => socket.pipe(socket));
  await listen(server);
  const port = await freePort();
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => {
    socket.once('data', resolve);
    socket.write('hello');
  });
  const { connections } = JSON.parse((await home.portproxy('show connections --json')).out) as {
    connections: Record<string, unknown>[];
  };
  expect(connections).toMatchObject([
    {
      client: `127.0.0.1:${socket.localPort}`,
      target: `127.0.0.1:${portOf(server)}`,
      phase: 'data',
      bytesUp: 5,
      bytesDown: 5,
    },
  ]);
  expect((await home.portproxy('show connections')).out).toContain(`127.0.0.1:${socket.localPort}`);
  socket.destroy();
  await closed(server);
});

test('a client that comes and goes leaves nothing behind', async () => {
  await expect
    .poll(async () => JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out) as unknown)
    .toMatchObject({ connections: 0 });
});
