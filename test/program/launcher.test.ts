import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { NetshTerminal } from '../pty/netsh.ts';
import { PROGRAM, TestHome, freePort } from './netsh.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/launcher');
const START = path.join(fixtures, 'start.js');
const TELL = path.join(fixtures, 'tell-signals.js');
const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

/** Starts the launcher with a program behind it. `said` returns what that has printed. */
function launch(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [START, ...args], { env: { ...process.env, ...env } });
  open.push(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { child, said: () => said };
}

/** Returns the state of a process: T for stopped. */
function stateOf(pid: number): string | undefined {
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
}

/** Returns the one process that a process has started. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

describe.skipIf(process.platform === 'win32')('the launcher beside a Node that is too old', () => {
  test('passes on arguments, the exit code and every signal', async () => {
    const { child, said } = launch([TELL, 'show', 'mode']);
    await expect.poll(said).toBe('ready show mode\n');
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGWINCH', 'SIGCONT', 'SIGUSR2'] as const) {
      child.kill(signal);
      await expect.poll(said).toContain(`${signal}\n`);
    }
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  test('ends by the signal that ended the other process', async () => {
    const home = new TestHome();
    open.push(() => home.close());
    const { child } = launch([PROGRAM], { NETSH_HOME: home.path });
    child.stdin.write('show mode\n');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  test('opens no debugger on SIGUSR1', async () => {
    const port = await freePort();
    const { child, said } = launch([TELL], { NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` });
    await expect.poll(said).toContain('ready');
    child.kill('SIGUSR1');
    child.kill('SIGUSR2');
    await expect.poll(said).toContain('SIGUSR2');
    const socket = connect(port, '127.0.0.1');
    open.push(() => socket.destroy());
    expect(await new Promise((resolve) => socket.on('error', resolve).on('connect', resolve))).toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  test.skipIf(process.platform !== 'linux')('stops and goes on together with it', async () => {
    // A job of a shell: the system stops no process for whose group no shell is there to continue it.
    const shell = spawn('bash', ['-c', 'set -m; "$0" "$@" & set +m; wait', process.execPath, START, TELL]);
    let said = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const times = (word: string): number => said.split(word).length - 1;
    await expect.poll(() => said).toContain('ready');
    const pid = childOf(shell.pid!);
    open.push(() => process.kill(pid, 'SIGKILL'));
    for (let time = 1; time <= 2; time++) {
      process.kill(pid, 'SIGTSTP');
      await expect.poll(() => stateOf(pid)).toBe('T');
      expect(times('SIGTSTP')).toBe(time);
      process.kill(pid, 'SIGCONT');
      await expect.poll(() => times('SIGCONT')).toBe(time);
      expect([stateOf(pid), stateOf(childOf(pid))]).not.toContain('T');
    }
  });

  test('in a terminal: Ctrl-Z and SIGTSTP give it back to the system shell, and fg goes on', async () => {
    const terminal = new NetshTerminal({
      command: 'bash',
      args: ['--norc', '--noprofile', '--noediting', '-i'],
      env: { PS1: '$ ', NODE: process.execPath, PROGRAM, START },
    });
    open.push(() => terminal.close());
    const { screen } = terminal;
    await terminal.waitFor((screen) => screen.cursorRow.startsWith('$'));
    await terminal.typeAndWait(
      `sh -c 'echo pid=$$; exec "$NODE" "$START" "$PROGRAM"'\r`,
      (screen) => screen.cursorRow === 'netsh>',
    );
    const pid = Number(/^pid=(\d+)$/m.exec(screen.text)?.[1]);
    await terminal.typeAndWait('interface por', 'portproxy');
    const ways = [() => terminal.type('\u001A'), () => process.kill(pid, 'SIGTSTP')];
    for (const [at, stop] of [...ways, ...ways].entries()) {
      stop();
      await screen.waitFor(
        () =>
          screen.text.split('Stopped').length > at + 1 &&
          screen.cursorRow.startsWith('$') &&
          !screen.isPasteBracketed,
      );
      await terminal.typeAndWait(
        'fg\r',
        (screen) => screen.cursorRow.startsWith('netsh>interface por') && screen.isPasteBracketed,
      );
    }
  });
});

describe.skipIf(process.platform === 'win32')('bin/netsh', () => {
  test('starts the Node of the checkout at once, whatever the system has', () => {
    const script = path.resolve(import.meta.dirname, '../../bin/netsh');
    const home = new TestHome();
    open.push(() => home.close());
    const env = { PATH: '/usr/bin:/bin', NETSH_HOME: home.path, NODE_DEBUG: 'child_process' };
    const ran = spawnSync(script, ['show', 'mode'], { env, encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stdout: 'online\n\n' });
    expect(ran.stderr).not.toContain('spawn');
    // A link to it, such as in a folder of PATH, finds the checkout too.
    const link = path.join(home.path, 'link');
    symlinkSync(script, link);
    expect(spawnSync(link, ['show', 'mode'], { env, encoding: 'utf8' })).toMatchObject({
      stdout: 'online\n\n',
    });
  });
});
