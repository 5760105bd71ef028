import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What becomes of a target. */
export const FATES = ['dead', 'refusing', 'silent'] as const;

/** One of `FATES`. */
export type Fate = (typeof FATES)[number];

/** A connection that is not there after so long waits for its turn in a full queue, ms. */
const WAITS_MS = 100;

/** A target, in a process of its own. */
export class Victim {
  readonly name: string;
  readonly port: number;
  #child: ChildProcess | undefined;
  #fate: Fate | undefined;
  /** Connections that fill its queue. */
  #fillers: Socket[] = [];

  constructor(name: string, port: number) {
    this.name = name;
    this.port = port;
  }

  /** Starts; resolves when it listens. */
  async start(): Promise<void> {
    this.#child = fork(join(import.meta.dirname, 'failover-target.ts'), [this.name, String(this.port)]);
    await once(this.#child, 'message');
  }

  /** Lets it suffer its fate; resolves when it has. */
  async suffer(fate: Fate): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#fate = fate;
    if (fate === 'dead') {
      child.kill('SIGKILL');
      await once(child, 'exit');
    } else if (fate === 'refusing') {
      child.send('refuse');
      await once(child, 'message');
    } else {
      child.kill('SIGSTOP');
      await this.#fillQueue();
    }
  }

  /** Ends its fate; resolves when it answers again. */
  async recover(): Promise<void> {
    const fate = this.#fate;
    this.#fate = undefined;
    for (const filler of this.#fillers.splice(0)) filler.destroy();
    if (fate === 'dead') await this.start();
    else if (fate === 'refusing' && this.#child) {
      this.#child.send('listen');
      await once(this.#child, 'message');
    } else this.#child?.kill('SIGCONT');
  }

  /** Ends it for good. */
  end(): void {
    for (const filler of this.#fillers) filler.destroy();
    this.#child?.kill('SIGKILL');
  }

  async #fillQueue(): Promise<void> {
    for (let isFull = false; !isFull;) {
      const socket = connect({ host: '127.0.0.1', port: this.port });
      socket.on('error', () => {});
      this.#fillers.push(socket);
      await Promise.race([once(socket, 'connect'), sleep(WAITS_MS)]);
      isFull = socket.connecting;
    }
  }
}
