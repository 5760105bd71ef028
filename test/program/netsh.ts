import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../relay/support/ports.ts';
import { removeFolder } from '../store/remove-folder.ts';

export { freePort };

/** What a run of the whole program gave. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another installation's program. */
  readonly program?: string;
}

export const PROGRAM = path.resolve(import.meta.dirname, '../../bin/netsh.js');

/** A home directory of its own for one test; `close` ends its service and removes it. */
export class TestHome {
  readonly path = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));

  /** Runs netsh to its end in this home. */
  netsh(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [options.program ?? PROGRAM, ...args], {
        cwd: options.cwd ?? this.path,
        env: { ...process.env, ...options.env, NETSH_HOME: this.path },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out: linesOf(out), err: linesOf(err) }));
      child.stdin.on('error', () => {});
      child.stdin.end(options.input ?? '');
    });
  }

  /** Runs one line in `interface portproxy`. */
  portproxy(line: string, options?: RunOptions): Promise<Ran> {
    return this.netsh(['interface', 'portproxy', ...line.split(' ')], options);
  }

  async close(): Promise<void> {
    await this.netsh(['relay', 'stop']);
    removeFolder(this.path);
  }
}

/** A text with the ends of lines that tests are written in; that Windows has its own is proven by `test:platforms`. */
function linesOf(text: string): string {
  return process.platform === 'win32' ? text.replaceAll('\r\n', '\n') : text;
}

/** Ports in a row that nothing listens on at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const first = await freePort(count);
  return Array.from({ length: count }, (_, index) => first + index);
}

/** A server that listens on a port of its own choice, or the one given. */
export function listen(server: Server, host = '127.0.0.1', port = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve(server));
  });
}

/** The port on which a server listens. */
export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address.port;
}

/** Ends a server. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
