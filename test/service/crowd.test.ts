import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../program/netsh.ts';
import { rawRequest } from './raw-request.ts';
import { sandbox, until } from './sandbox.ts';
import { add, ownAddress } from './values.ts';

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Opens a connection, again while the system's queue of the socket is full. */
async function connected(open: () => Socket): Promise<Socket> {
  for (;;) {
    const socket = open();
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      await nextTurn();
    }
  }
}

/** Opens connections that say no more than this; not more at once than the system queues. */
async function crowd(count: number, open: () => Socket, text: string): Promise<Socket[]> {
  if (count > 100) return [...(await crowd(100, open, text)), ...(await crowd(count - 100, open, text))];
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await connected(open);
      sockets.push(socket);
      socket.on('error', () => {}).resume();
      if (text !== '') socket.write(text);
      return socket;
    }),
  );
}

test.each([
  ['silent', ''],
  ['half a request', 'POST /v1/changes HTTP/1.1\r\nhost: netsh\r\ncontent-length: 100\r\n\r\n{'],
  ['kept after an answer', 'GET /v1/status HTTP/1.1\r\nhost: netsh\r\n\r\n'],
])(
  '600 control connections (%s) keep nobody out',
  async (_, text) => {
    const box = sandbox();
    const { pid } = await box.backend().start();
    const open = () => connect(box.socket);
    const opened = await crowd(600, open, text);
    await until(() => opened.filter((socket) => socket.destroyed).length >= 88);
    expect(await box.status()).toMatchObject({ running: true, pid });
    expect(await box.backend().change(add(ownAddress(), 8001))).toMatchObject({ kind: 'done' });
    expect(opened.filter((socket) => !socket.destroyed).length).toBeGreaterThan(500);
    await box.backend().stop({ drainMs: 0 });
    expect(await box.status()).toMatchObject({ running: false });
  },
  30_000,
);

test('feeds are bounded, so that the other half of the connections is left', async () => {
  const box = sandbox();
  const { pid } = await box.backend().start();
  const open = () => connect(box.socket);
  const feed = 'GET /v1/events?interval=60000 HTTP/1.1\r\nhost: netsh\r\n\r\n';
  const feeds = await crowd(256, open, '');
  await Promise.all(
    feeds.map((socket) => {
      socket.write(feed);
      return once(socket, 'data');
    }),
  );
  expect(await rawRequest(box, 'GET', '/v1/events')).toEqual({
    status: 503,
    json: { error: { code: 'busy', message: 'The service has 256 feeds, and takes no more. End one.' } },
  });
  await crowd(400, open, '');
  expect(await box.status()).toMatchObject({ running: true, pid });
  expect(feeds.every((socket) => !socket.destroyed)).toBe(true);
}, 30_000);

test('clients that trickle their requests of metrics are ended, and keep no scraper out', async () => {
  const box = sandbox();
  const port = await freePort();
  await box.backend().setMetrics({ state: 'enabled', port });
  const open = () => connect(port, '127.0.0.1');
  const opened = await crowd(40, open, 'GET /metrics HTTP/1.1\r\nx');
  const begun = performance.now();
  const trickle = setInterval(() => {
    for (const socket of opened) if (socket.writable) socket.write('x');
  }, 100);
  try {
    for (let scrapes = 0; scrapes < 20; scrapes += 1) {
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
    }
    await until(() => opened.every((socket) => socket.destroyed));
  } finally {
    clearInterval(trickle);
  }
  expect(performance.now() - begun).toBeLessThan(8000);
}, 30_000);
