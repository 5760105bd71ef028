import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How long anything may take, ms: an emulated processor is slow, and so is a busy machine. */
const PATIENCE_MS = 120_000;
export const IS_WINDOWS = process.platform === 'win32';

/** The whole output of one run of netsh. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Who runs netsh, and with what. */
export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
}

/** The packed program with a home of its own; `PROGRAM` is its `bin/netsh.js`. */
export class Netsh {
  readonly home: string;
  readonly #program: string;

  constructor(
    program: string,
    home = path.join(mkdtempSync(path.join(tmpdir(), 'netsh smoke ä-')), 'home of Zoë'),
  ) {
    this.#program = program;
    this.home = home;
  }

  /** Runs netsh to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.#program, ...args], {
        cwd: options.cwd ?? tmpdir(),
        env: { ...process.env, NETSH_HOME: this.home, ...options.env },
        ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      const timer = setTimeout(() => {
        err += '<<killed: it did not end>>';
        child.kill('SIGKILL');
      }, PATIENCE_MS);
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        resolve({ code, out, err });
      });
      child.stdin.on('error', () => {});
      child.stdin.end(options.input ?? '');
    });
  }

  /** Runs one line whose words have no blanks. */
  line(line: string): Promise<Ran> {
    return this.run(line.split(' '));
  }

  /** Runs one line in `interface portproxy`, and demands that it succeeds without a complaint. */
  async portproxy(line: string): Promise<string> {
    const ran = await this.line(`interface portproxy ${line}`);
    demand(ran.code === 0 && !/does not listen|cannot/i.test(ran.err), ran);
    return ran.out;
  }

  /** Runs lines in one process, as a session does; gives all that it wrote. */
  async session(lines: readonly string[]): Promise<string> {
    const { out, err } = await this.run([], { input: lines.join('\n') });
    return out + err;
  }

  /** Runs lines in `interface portproxy` in one process, and demands that none of them fails. */
  async entries(...lines: readonly string[]): Promise<string> {
    const ran = await this.run([], { input: ['interface portproxy', ...lines].join('\n') });
    demand(ran.code === 0 && !/does not listen|cannot|not an acceptable/i.test(ran.out + ran.err), ran);
    return ran.out;
  }

  /** Starts the relay; again where an emulated processor was too slow for the limit of a start. */
  async start(): Promise<void> {
    await until(async () => (await this.line('relay start')).code === 0);
  }

  /** The same home, written otherwise. */
  at(home: string): Netsh {
    return new Netsh(this.#program, home);
  }

  async close(): Promise<void> {
    await this.line('relay stop now');
    rmSync(path.dirname(this.home), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** Fails the step with what was found, unless `condition` holds. */
export function demand(condition: unknown, found: unknown): asserts condition {
  if (!condition) throw new Error(`found ${typeof found === 'string' ? found : JSON.stringify(found)}`);
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never: ${condition.toString()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

/** Steps that passed and failed so far. */
export const counts = { passed: 0, failed: 0 };

/** One step: says on standard output that it passed, or why not, and lets the next one begin. */
export async function step(name: string, run: () => Promise<void>): Promise<void> {
  const since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end')), 2 * PATIENCE_MS);
  });
  try {
    await Promise.race([run(), late]);
    counts.passed++;
    console.log(`ok   ${name} (${Math.round(performance.now() - since)} ms)`);
  } catch (error) {
    counts.failed++;
    console.log(`FAIL ${name}: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
