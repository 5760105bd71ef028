import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { PROGRAM, TestHome, closed, freePort, listen, portOf } from './netsh.ts';

/** A line of `--watch --json`: a connection that has ended, or how many others have. */
interface Told {
  readonly event: string;
  readonly connection?: { readonly id: number; readonly end?: { readonly how: string } };
  readonly connections?: number;
}

const CONNECTIONS = 3_000;
const AT_ONCE = 50;

test('show connections --watch tells every connection of a flood with its end, or how many it could not tell', async () => {
  const home = new TestHome();
  onTestFinished(() => home.close());
  const server = await listen(createServer((socket) => void socket.on('error', () => {}).end('it')));
  onTestFinished(() => closed(server));
  const port = await freePort();
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);

  const watching = spawn(
    process.execPath,
    [PROGRAM, ...'interface portproxy show connections --watch --json'.split(' ')],
    {
      env: { ...process.env, NETSH_HOME: home.path },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void watching.kill());
  const open = connect(port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void open.destroy());
  const lines = createInterface({ input: watching.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Told> => JSON.parse(String((await lines.next()).value)) as Told;
  // The first line tells of this one, before or after its end: the watching has begun.
  await next();

  const ended = new Set<number>();
  let missed = 0;
  const flood = manyTo(port);
  while (ended.size + missed < CONNECTIONS) {
    const { event, connection, connections = 0 } = await next();
    if (event === 'missed') missed += connections;
    else if (event === 'removed' && connection?.end) ended.add(connection.id);
  }
  await flood;
  // That of the first line may be among them.
  expect(ended.size + missed - CONNECTIONS).toBeLessThanOrEqual(1);
  expect(ended.size).toBeGreaterThanOrEqual(CONNECTIONS / 3);
}, 60_000);

async function manyTo(port: number): Promise<void> {
  let left = CONNECTIONS;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const socket = connect(port, '127.0.0.1').resume();
      socket.on('error', () => {});
      await once(socket, 'close');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
