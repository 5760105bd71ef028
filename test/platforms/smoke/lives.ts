import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { type Forwards } from './forwarding.ts';
import { IS_WINDOWS, type Netsh, demand, step, until } from './harness.ts';
import { exchange, hashed, randomPart } from './sockets.ts';

/** How the relay starts, ends, and is started again. */
export async function lives(netsh: Netsh, program: string, { port }: Forwards): Promise<void> {
  await step('a killed relay is followed by another with the same table', async () => {
    const before = await netsh.portproxy('dump');
    const pid = await running(netsh);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    await netsh.start();
    demand((await running(netsh)) !== pid, 'the same process');
    demand((await netsh.portproxy('dump')) === before, 'another table');
    demand(
      (await exchange(4, port, randomPart(9_999))).hash === hashed(randomPart(9_999)).hash,
      'other bytes',
    );
  });
  await step('four starters at once get one relay', async () => {
    await netsh.line('relay stop');
    const ran = await Promise.all([1, 2, 3, 4].map(() => netsh.line('relay start')));
    const pids = new Set(ran.map(({ out }) => /process (\d+)/.exec(out)?.[1]));
    demand(ran.every(({ code }) => code === 0) && pids.size === 1, ran);
  });
  await step('it ends when it is told to, and leaves nothing', async () => {
    const pid = await running(netsh);
    demand(/stopped/.test((await netsh.line('relay stop')).out), 'not stopped');
    await until(() => !isAlive(pid));
    demand(/State +: stopped/.test((await netsh.line('relay show status')).out), 'it runs');
  });
  await step('relay run stays in the foreground, and serves others', async () => {
    const child = spawn(process.execPath, [program, 'relay', 'run'], {
      env: { ...process.env, NETSH_HOME: netsh.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.resume();
    child.stderr.resume();
    await until(async () => (await running(netsh)) === child.pid);
    demand((await exchange(4, port, randomPart(10))).length === 10, 'it does not forward');
    const over = once(child, 'exit');
    await netsh.line('relay stop');
    const [code]: unknown[] = await over;
    demand(code === 0, { code });
  });
  if (!IS_WINDOWS)
    await step('another user has a table of its own, and none of this one', () => otherUser(netsh));
}

/** The process of the relay, 0 where none runs. */
async function running(netsh: Netsh): Promise<number> {
  const { out } = await netsh.line('relay show status --json');
  return (JSON.parse(out) as { pid?: number }).pid ?? 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function otherUser(netsh: Netsh): Promise<void> {
  const uid = 1234;
  const own = path.join(tmpdir(), 'home of another');
  mkdirSync(own, { recursive: true });
  const { chownSync, rmSync } = await import('node:fs');
  chownSync(own, uid, uid);
  const denied = await netsh.run(['interface', 'portproxy', 'show', 'all'], { uid });
  demand(denied.code === 1 && /permission denied|another user/.test(denied.err), denied);
  const env = { HOME: own, NETSH_HOME: '', XDG_CONFIG_HOME: '' };
  const empty = await netsh.run(['interface', 'portproxy', 'show', 'all'], { uid, env });
  demand(empty.code === 0 && empty.out.trim() === '', empty);
  const made = await netsh.run(['interface', 'portproxy', 'add', 'v4tov4', '28557', '127.0.0.1'], {
    uid,
    env,
  });
  demand(made.code === 0 && existsSync(path.join(own, '.config', 'netsh', 'table.json')), made);
  await netsh.run(['relay', 'stop'], { uid, env });
  rmSync(own, { recursive: true });
}
