import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../relay/support/until.ts';

/** A real nats-server with JetStream on a port of loopback, for tests and measurements. */
export class NatsProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'netsh-nats-'));
  readonly #storage: string;
  readonly #address: string;
  readonly #by: readonly string[];
  #config: string;
  #child: ChildProcess | undefined;
  #port = -1;

  /**
   * `config` are further lines of its configuration, `storage` of that of JetStream; `address` is where it listens, `by` a program that
   * starts it (`nsenter …`). It does not run yet.
   */
  constructor(
    config: string,
    storage: string,
    { address = '127.0.0.1', by = [] }: { address?: string; by?: readonly string[] } = {},
  ) {
    this.#config = config;
    this.#storage = storage;
    this.#address = address;
    this.#by = by;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `nats://${this.#address}:${this.#port}`;
  }

  /** Starts it, again on its port and with what it has stored. */
  async start(): Promise<void> {
    const config = join(this.folder, 'server.conf');
    writeFileSync(
      config,
      [
        `listen: "${this.#address}:${this.#port}"`,
        `jetstream { store_dir: "${join(this.folder, 'store')}", ${this.#storage} }`,
        `ports_file_dir: "${this.folder}"`,
        this.#config,
      ].join('\n'),
    );
    for (const file of this.#portFiles()) rmSync(join(this.folder, file));
    const [command, ...words] = [...this.#by, 'nats-server', '-c', config];
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    this.#port = await until('nats-server to be ready', () => {
      if (child.exitCode !== null) throw new Error(`nats-server ended: ${said}`);
      return said.includes('Server is ready') ? this.#portTold() : undefined;
    });
  }

  /** Stops it where it is, as a machine does that hangs; `goOn` has it go on. */
  hang(): void {
    this.#child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Starts it again with other lines of its configuration. */
  async restart(config = this.#config): Promise<void> {
    await this.kill();
    this.#config = config;
    await this.start();
  }

  /** Ends it, and removes what it has stored. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The port that it wrote into a file; undefined before it has. */
  #portTold(): number | undefined {
    const [file] = this.#portFiles();
    const [, port] =
      /:(\d+)"/.exec(file === undefined ? '' : readFileSync(join(this.folder, file), 'utf8')) ?? [];
    return port === undefined ? undefined : Number(port);
  }

  #portFiles(): string[] {
    return readdirSync(this.folder).filter((file) => file.endsWith('.ports'));
  }
}
