// What runs beside the service in test/bench/feed.ts, told by messages: `crowd`, `bulk` or `drain`.
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type { Order } from './feed-orders.ts';
import { median } from './interleave.ts';

const server = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
await once(server.listen(0, '127.0.0.1'), 'listening');
// A server on a port has an address of this kind.
process.send?.((server.address() as AddressInfo).port);

process.on('message', (order: Order) => {
  void carryOut(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function carryOut(order: Order): Promise<number> {
  switch (order.kind) {
    case 'crowd':
      return crowd(order);
    case 'drain':
      return drain(order);
    case 'bulk':
      return bulk(order);
  }
}

/** Many connections, some of which say a word again and again. */
async function crowd({ places, count, busy, everyMs }: Extract<Order, { kind: 'crowd' }>): Promise<number> {
  const sockets: Socket[] = [];
  for (let at = 0; at < count; at += 50) {
    const some = Array.from({ length: 50 }, (_, shift) => dial(places[(at + shift) % places.length]!));
    sockets.push(...(await Promise.all(some)));
  }
  const word = Buffer.alloc(256, 'x');
  setInterval(() => {
    for (const socket of sockets.slice(0, busy)) if (!socket.writableNeedDrain) socket.write(word);
  }, everyMs);
  return sockets.length;
}

/** Reads streams and throws them away; gives how many bytes came, when it is told to stop. */
function drain({ socketPath, streams, forMs, skipMs }: Extract<Order, { kind: 'drain' }>): Promise<number> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let bytes = 0;
    const sent = Array.from({ length: streams }, () =>
      request({ socketPath, path: '/v1/events', agent: false }, (response) => {
        response
          .on('data', (chunk: Buffer) => {
            if (performance.now() - begun > skipMs) bytes += chunk.length;
          })
          .on('error', () => {});
      })
        .on('error', () => {})
        .end(),
    );
    setTimeout(() => {
      for (const one of sent) one.destroy();
      resolve(bytes);
    }, forMs);
  });
}

/** Sends much through some connections while another one measures how long a word takes; gives its p99, ms. */
async function bulk({ places, bytes }: Extract<Order, { kind: 'bulk' }>): Promise<number> {
  const times: number[] = [];
  const pinger = await dial(places[0]!);
  const over = new AbortController();
  const pings = (async () => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      pinger.write('x');
      await once(pinger, 'data');
      times.push(performance.now() - begun);
    }
  })();
  await Promise.all(places.slice(1).map((place) => echo(place, bytes / (places.length - 1))));
  over.abort();
  await pings;
  pinger.destroy();
  times.sort((one, other) => one - other);
  return times[Math.floor(times.length * 0.99)] ?? median(times);
}

async function echo(place: { host: string; port: number }, bytes: number): Promise<void> {
  const socket = await dial(place);
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  let received = 0;
  const done = once(socket, 'end');
  socket.on('data', (piece: Buffer) => {
    received += piece.length;
    if (received >= bytes) socket.end();
  });
  while (sent < bytes) {
    sent += chunk.length;
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  await done;
}

async function dial({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connect(port, host).setNoDelay(true);
  await once(socket, 'connect');
  return socket.on('error', () => {});
}
