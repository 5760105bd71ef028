import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach } from 'vitest';
import { until } from '../../service/sandbox.ts';

const run = promisify(execFile);

/** Whether this user may make network namespaces with a cable between them here. */
export function hasCables(): boolean {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'add', 'near0', 'type', 'veth', 'peer', 'name', 'far0'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Two network namespaces with a cable between, `near` with 10.99.0.1 and `far` with 10.99.0.2; they end with the test. */
export class Cable {
  readonly near: NetworkNamespace;
  readonly far: NetworkNamespace;

  private constructor(near: NetworkNamespace, far: NetworkNamespace) {
    this.near = near;
    this.far = far;
  }

  static async lay(): Promise<Cable> {
    const [near, far] = [new NetworkNamespace(), new NetworkNamespace()];
    await Promise.all([near.made(), far.made()]);
    await near.run(`ip link add near0 type veth peer name far0 netns ${far.pid}`);
    await near.run('ip addr add 10.99.0.1/24 dev near0');
    await far.run('ip addr add 10.99.0.2/24 dev far0');
    for (const [namespace, device] of [
      [near, 'near0'],
      [far, 'far0'],
    ] as const) {
      await namespace.run('ip link set lo up');
      await namespace.run(`ip link set ${device} up`);
    }
    return new Cable(near, far);
  }

  /** Pulls the cable out: what either side sends is lost without a word. */
  async pull(): Promise<void> {
    await this.near.run('ip link set near0 down');
  }

  async plug(): Promise<void> {
    await this.near.run('ip link set near0 up');
  }
}

const holders: ChildProcess[] = [];

afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
});

/** A network namespace, as long as the process lives that holds it. */
class NetworkNamespace {
  readonly #holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });

  constructor() {
    holders.push(this.#holder);
  }

  get pid(): number {
    return this.#holder.pid ?? 0;
  }

  /** The words that start a program in it. */
  get by(): readonly string[] {
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`];
  }

  /** Resolves when it is there. */
  async made(): Promise<void> {
    const own = readlinkSync('/proc/self/ns/net');
    await until(() => readlinkSync(`/proc/${this.pid}/ns/net`) !== own);
  }

  /** Runs a program in it; resolves to what it printed. */
  async run(line: string): Promise<string> {
    return await this.exec(line.split(' '));
  }

  async exec(words: readonly string[]): Promise<string> {
    const [command = '', ...args] = [...this.by, ...words];
    return (await run(command, args, { timeout: 10_000 })).stdout;
  }
}
