import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome, freePort } from './netsh.ts';

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

test('a worker that ends after an upgrade ends the service, which says so: the new one must start', async () => {
  const { child, said } = await service();
  upgrade();
  child.kill('SIGUSR2');
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(said()).toContain(
    'The relay service ends: its worker has ended, and netsh was upgraded meanwhile. The next command starts the new one.',
  );
  const next = await home.netsh(['relay', 'start']);
  expect(next).toMatchObject({ code: 0, err: expect.stringContaining('was started in the background') });
  expect(existsSync(path.join(home.path, 'run/control.sock'))).toBe(true);
});
