import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

const PROGRAM = `
const server = require('node:net').createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;

/** The port of a program that listens but never accepts, its queue full: connecting to it gets no answer. */
export async function deafPort(): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (!child.stdout) throw new Error('The program has no output.');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  await fillQueue(port);
  return port;
}

/** Connects to a port that nobody accepts at until its queue is full: connecting gets no answer from then on. */
export async function fillQueue(port: number): Promise<void> {
  // The system completes connections on its own until the queue is full; the first that waits shows that it is.
  for (let full = false; !full;) {
    const socket = connect({ host: '127.0.0.1', port });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    const begin = performance.now();
    await until('a connection or none', () => !socket.connecting || performance.now() - begin > 300);
    full = socket.connecting;
  }
}
