import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROGRAM, TestHome, freePort } from './netsh.ts';

let home: TestHome;
let port: number;
const children: ChildProcess[] = [];

beforeEach(async () => {
  home = new TestHome();
  port = await freePort();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await home.close();
});

/** The environment in which a debugger of Node would listen on the port of this test. */
const env = () => ({
  ...process.env,
  NETSH_HOME: home.path,
  NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}`,
});

/** Whether anything listens on the port of the debugger. */
function isOpen(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

function start(...args: string[]): { child: ChildProcess; said: () => Promise<string> } {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: env(), cwd: home.path });
  children.push(child);
  return { child, said: async () => String(await once(child.stdout, 'data')) };
}

test('SIGUSR1 opens no debugger in the service', async () => {
  const started = await home.netsh(['relay', 'start'], { env: env() });
  const pid = Number(/process (\d+)/.exec(started.err)?.[1]);
  process.kill(pid, 'SIGUSR1');
  // Two answers later it has had its turns.
  for (let asked = 0; asked < 2; asked += 1) {
    expect((await home.netsh(['relay', 'show', 'status'])).out).toContain(String(pid));
  }
  expect(await isOpen()).toBe(false);
});

test('SIGUSR1 opens no debugger in a session', async () => {
  const { child, said } = start();
  const first = said();
  child.stdin?.write('show mode\n');
  expect(await first).toContain('online');
  child.kill('SIGUSR1');
  for (let asked = 0; asked < 20; asked += 1) {
    const next = said();
    child.stdin?.write('show mode\n');
    expect(await next).toContain('online');
  }
  expect(await isOpen()).toBe(false);
  child.stdin?.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
