import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { fillQueue } from './deaf.ts';

/** Answers every connection with its name, and says its port when it listens. */
const PROGRAM = `
const [name, port] = process.argv.slice(1);
const server = require('node:net').createServer((socket) => socket.on('error', () => {}).end(name));
server.listen({ host: '127.0.0.1', port: Number(port), backlog: 16 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n');
});
`;

/** A server that is a process of its own, so that it can die, stand still and come back. It answers with its name. */
export class TargetProcess {
  readonly name: string;
  #port = 0;
  #child: ChildProcess | undefined;

  private constructor(name: string) {
    this.name = name;
  }

  /** Starts one on a free port. */
  static async start(name: string): Promise<TargetProcess> {
    const target = new TargetProcess(name);
    onTestFinished(() => target.die());
    await target.comeBack();
    return target;
  }

  /** As the relay is told of it. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Ends at once; connecting is refused from then on. */
  async die(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Stands still, and its queue is full: connecting gets no answer from then on. */
  async standStill(): Promise<void> {
    this.#child?.kill('SIGSTOP');
    await fillQueue(this.#port);
  }

  /** Starts anew on its port. */
  async comeBack(): Promise<void> {
    await this.die();
    const child = spawn(process.execPath, ['-e', PROGRAM, this.name, String(this.#port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    this.#port = Number((await lines.next()).value);
  }
}
