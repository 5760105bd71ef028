import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { launchService } from '../../src/service/client/launch.ts';
import { controlAddress } from '../../src/service/contract/control-address.ts';
import type { Backend } from '../../src/service/contract/backend.ts';
import type { RelayStatus } from '../../src/service/contract/status.ts';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { type HomePaths, homePaths } from '../../src/store/home.ts';
import { removeFolder } from '../store/remove-folder.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/service');

/** What a fixture program gave. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A home directory of one test, and the programs that run for it; all are ended with the test. */
export class Sandbox {
  readonly paths: HomePaths;
  /** What backends of this test said. */
  readonly notices: string[] = [];
  readonly #folder: string;
  readonly #backends: Backend[] = [];
  readonly #children: ChildProcess[] = [];

  /** `below`: a further path below the temporary folder, for homes at long paths. */
  constructor(below = 'home') {
    this.#folder = mkdtempSync(join(tmpdir(), 'netsh-test-'));
    this.paths = homePaths(join(this.#folder, below));
  }

  get home(): string {
    return this.paths.home;
  }

  /** A backend in this process. */
  backend(mode: 'service' | 'check' | 'embedded' = 'service', idleMs: number | string = 0): Backend {
    const backend = openBackend({
      home: this.home,
      mode,
      launcher: { command: process.execPath, args: [join(FIXTURES, 'run.ts'), 'on-demand', String(idleMs)] },
      version: () => '0.0.0-test',
      onNotice: (text) => this.notices.push(text),
    });
    this.#backends.push(backend);
    return backend;
  }

  /** Runs a fixture program to its end. */
  async run(
    name: string,
    args: readonly (string | number)[],
    env: Record<string, string> = {},
  ): Promise<Ran> {
    const child = this.spawn(name, args, env);
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    const [code] = await once(child, 'close');
    return { code: typeof code === 'number' ? code : null, out, err };
  }

  /** Starts a fixture program, by another program (`setpriv …`) where one is given. */
  spawn(
    name: string,
    args: readonly (string | number)[],
    env: Record<string, string> = {},
    by: readonly string[] = [],
  ): ChildProcess {
    return this.spawnProgram([...by, process.execPath, join(FIXTURES, name), ...args.map(String)], env);
  }

  /** Starts any program, which ends with the sandbox. */
  spawnProgram([command = '', ...words]: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(command, words, {
      env: { ...process.env, ...env, NETSH_HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    return child;
  }

  /** Starts the service in the foreground and waits until it answers. */
  async foreground(env: Record<string, string> = {}, by?: readonly string[]): Promise<ChildProcess> {
    const child = this.spawn('run.ts', ['foreground'], env, by);
    await until(async () => child.exitCode !== null || (await this.status()).pid === child.pid);
    return child;
  }

  /** Has a new process, by another program where one is given, take over the service that runs. Rejects with a `ServiceError` where that fails. */
  async restart(env: Record<string, string> = {}, by: readonly string[] = []): Promise<number> {
    const { pid } = await launchService(
      {
        command: '/usr/bin/env',
        args: [
          ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
          ...by,
          process.execPath,
          join(FIXTURES, 'run.ts'),
          'take-over',
        ],
      },
      this.paths,
    );
    return pid;
  }

  async status(): Promise<RelayStatus> {
    return await this.backend().status();
  }

  /** The control socket of the service that runs: the path of the socket, or on Windows the name of the pipe. */
  get socket(): string {
    return controlAddress(this.paths) ?? join(this.paths.run, 'control.sock');
  }

  log(): string {
    return existsSync(this.paths.log) ? readFileSync(this.paths.log, 'utf8') : '';
  }

  /** Ends everything that runs for this home. */
  async end(): Promise<void> {
    for (const backend of this.#backends) await backend.close();
    for (const child of this.#children) child.kill('SIGKILL');
    const { pid } = await this.status().catch((): Partial<RelayStatus> => ({}));
    if (pid !== undefined && pid !== process.pid) await killed(pid);
    removeFolder(this.#folder);
  }
}

const sandboxes: Sandbox[] = [];

afterEach(async () => {
  for (const each of sandboxes.splice(0)) await each.end();
});

/** A sandbox that ends with the test. */
export function sandbox(below?: string): Sandbox {
  const made = new Sandbox(below);
  sandboxes.push(made);
  return made;
}

/** Ends a process by kill -9, and waits until it is gone. */
export async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await gone(pid);
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
  await until(() => !isAlive(pid));
}

/** Waits for a condition. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0);
    // A zombie has ended; only its parent has not asked yet.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
