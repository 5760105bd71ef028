import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { TestHome, freePorts, listen, portOf } from '../program/netsh.ts';

const homes: TestHome[] = [];

afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
});

/** A home with one entry from a free port to `target`; gives the port to connect to. */
async function forwarded(target: number): Promise<number> {
  const home = new TestHome();
  homes.push(home);
  const [port = 0] = await freePorts(1);
  const added = await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${target} 127.0.0.1`);
  expect(added.code).toBe(0);
  return port;
}

/** Runs a program to its end; gives its exit code and what it printed. */
async function run(
  command: string,
  args: readonly string[],
  input?: string,
): Promise<{ code: number | null; out: Buffer }> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(input ?? '');
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, out: Buffer.concat(chunks) };
}

test('curl fetches a file through an entry, whole', async () => {
  const body = randomBytes(3_000_000);
  const server = createHttp((_request, response) => response.end(body));
  await listen(server);
  const port = await forwarded(portOf(server));
  const { code, out } = await run('curl', ['--silent', '--show-error', `http://127.0.0.1:${port}/`]);
  server.close();
  expect(code).toBe(0);
  expect(out.equals(body)).toBe(true);
});

test('nc that half-closes gets the answer that comes later', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('end', () => socket.end(`an answer to ${heard}`));
  });
  await listen(server);
  const port = await forwarded(portOf(server));
  const { out } = await run('nc', ['-N', '127.0.0.1', String(port)], 'a question\n');
  server.close();
  expect(out.toString()).toBe('an answer to a question\n');
});

test('iperf3 measures through an entry, both ways', async () => {
  const [target = 0] = await freePorts(1);
  const server = spawn(
    'iperf3',
    ['--server', '--bind', '127.0.0.1', '--port', String(target), '--forceflush'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(server.stdout, 'data');
  try {
    const port = await forwarded(target);
    for (const direction of [[], ['--reverse']]) {
      const bytes = ['--bytes', '64M', '--json', ...direction];
      const { code, out } = await run('iperf3', ['--client', '127.0.0.1', '--port', String(port), ...bytes]);
      expect(code).toBe(0);
      const { end } = JSON.parse(out.toString()) as { end: { sum_received: { bytes: number } } };
      // Its control connection ends the test while the last bytes are still under way.
      expect(end.sum_received.bytes).toBeGreaterThan(48_000_000);
    }
  } finally {
    server.kill('SIGKILL');
  }
});
