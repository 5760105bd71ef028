import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome, freePort, listen, portOf } from './netsh.ts';

const HOUSE = path.resolve(import.meta.dirname, '../..');
const END_WORKER = path.resolve(import.meta.dirname, '../fixtures/service/end-worker.cjs');

let home: TestHome;
let installed: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = new TestHome();
  installed = mkdtempSync(path.join(tmpdir(), 'netsh-installed-'));
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(path.join(HOUSE, part), path.join(installed, part), { recursive: true });
  }
  symlinkSync(path.join(HOUSE, 'node_modules'), path.join(installed, 'node_modules'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await home.close();
  rmSync(installed, { recursive: true, force: true });
});

/** Replaces the program as `npm install -g` does: its chunks have other names. */
function upgrade(): void {
  const dist = path.join(installed, 'dist');
  rmSync(dist, { recursive: true });
  cpSync(path.join(HOUSE, 'dist'), dist, { recursive: true });
  for (const name of readdirSync(dist)) {
    if (/-[\w-]{8}\.js$/.test(name)) renameSync(path.join(dist, name), path.join(dist, `next-${name}`));
  }
}

/** Starts the installed program's service in the foreground; resolves when it runs. */
async function service(): Promise<{ child: ChildProcess; said: () => string }> {
  const child = spawn(process.execPath, [path.join(installed, 'bin/netsh.js'), 'relay', 'run'], {
    env: { ...process.env, NETSH_HOME: home.path, NODE_OPTIONS: `--require=${END_WORKER}` },
  });
  children.push(child);
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  while (!text.includes('The relay service runs')) await once(child.stderr, 'data');
  return { child, said: () => text };
}

async function status(): Promise<{ pid: number; uptimeMs: number }> {
  const { out } = await home.netsh(['relay', 'show', 'status', '--json']);
  return JSON.parse(out);
}

test('a service goes on to its end when netsh is upgraded: metrics too', async () => {
  const { child, said } = await service();
  const port = await freePort();
  await home.netsh(['relay', 'set', 'metrics', `listenport=${port}`]);
  // It has loaded everything by then.
  while ((await status()).uptimeMs < 2000);
  upgrade();
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('netsh_')]);
  expect((await status()).pid).toBe(child.pid);
  expect(said()).not.toContain('ends');
}, 30_000);

test('a worker that ends is started again', async () => {
  const { child, said } = await service();
  child.kill('SIGUSR2');
  while (!said().includes('worker ended')) await once(child.stderr!, 'data');
  expect(await home.netsh(['relay', 'show', 'status'])).toMatchObject({ code: 0 });
  expect(child.exitCode).toBeNull();
});

test('a worker that ends after an upgrade is replaced by the program that runs; connections go on', async () => {
  const { child, said } = await service();
  const [port, echo] = [await freePort(), createServer((socket) => void socket.pipe(socket))];
  const target = portOf(await listen(echo));
  await home.portproxy(
    `add v4tov4 listenaddress=127.0.0.1 listenport=${port} connectaddress=127.0.0.1 connectport=${target}`,
  );
  const client = connect(port, '127.0.0.1').setEncoding('utf8');
  client.write('before');
  expect(String(await once(client, 'data'))).toBe('before');
  upgrade();
  // What is there by now is no worker of the program that runs.
  writeFileSync(path.join(installed, 'dist/relay-worker.js'), 'throw new Error("another version");');
  for (const times of [1, 2]) {
    // Its worker answers, so that it holds no bytes.
    await home.netsh(['interface', 'portproxy', 'show', 'connections']);
    child.kill('SIGUSR2');
    while (said().split('Kept through the crash').length <= times) await once(child.stderr!, 'data');
    client.write('after');
    expect(String(await once(client, 'data'))).toBe('after');
  }
  expect(child.exitCode).toBeNull();
  expect(said()).toContain('Kept through the crash of the worker: 1 connection;');
  client.destroy();
  echo.close();
}, 60_000);

test('a service tells that netsh was upgraded, and a restart takes the new one with all connections', async () => {
  const { child } = await service();
  const [port, echo] = [await freePort(), createServer((socket) => void socket.pipe(socket))];
  const target = portOf(await listen(echo));
  await home.portproxy(
    `add v4tov4 listenaddress=127.0.0.1 listenport=${port} connectaddress=127.0.0.1 connectport=${target}`,
  );
  const client = connect(port, '127.0.0.1').setEncoding('utf8');
  client.write('before');
  expect(String(await once(client, 'data'))).toBe('before');
  upgrade();
  const shown = async (): Promise<string> => (await home.netsh(['relay', 'show', 'status'])).out;
  while (!(await shown()).includes('netsh was replaced since; "relay restart" takes the new one'));
  const ended = once(child, 'exit');
  expect(await home.netsh(['relay', 'restart'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^The relay runs in a new process \(process \d+\)\.\r?\n/),
  });
  expect(await ended).toEqual([0, null]);
  expect(await shown()).not.toContain('netsh was replaced');
  client.write('after');
  expect(String(await once(client, 'data'))).toBe('after');
  client.destroy();
  echo.close();
}, 60_000);
