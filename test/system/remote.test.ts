import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, TestHome, freePort } from '../program/netsh.ts';
import { NetshTerminal } from '../pty/netsh.ts';
import { SshMachine } from './ssh/server.ts';

let far: SshMachine;
let here: TestHome;
let terminals: NetshTerminal[] = [];

beforeAll(async () => {
  far = await SshMachine.start();
  here = new TestHome();
});

afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
});

afterAll(async () => {
  await here.close();
  await far.close();
});

function there(machine: string, line: string) {
  return here.netsh(['-r', machine, ...line.split(' ')], { env: far.env });
}

function start(args: readonly string[]): NetshTerminal {
  const terminal = new NetshTerminal({ args: [PROGRAM, ...args], env: far.env }, here);
  terminals.push(terminal);
  return terminal;
}

const SHOW = 'interface portproxy show all';

describe('over a real ssh', () => {
  test('a table is changed, shown and dumped, its service started there', async () => {
    const port = await freePort();
    expect(await there('web1', SHOW)).toEqual({ code: 0, out: '\n', err: '' });
    const added = await there('web1', `interface portproxy add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
    expect(added).toMatchObject({ code: 0, out: '\n' });
    expect(added.err).toMatch(/^web1: The relay service was started in the background \(process \d+\)\.\n$/);
    expect((await there('web1', SHOW)).out).toContain(`127.0.0.1       ${port}`);
    expect((await far.home.portproxy('show all')).out).toContain(`127.0.0.1       ${port}`);
    expect((await there('web1', 'dump')).out).toContain(`add v4tov4 listenport=${port}`);
    expect((await here.portproxy('show all')).out).toBe('\n');
  });

  test('a user is given to ssh as it is', async () => {
    const known = await here.netsh(['-r', 'web1', '-u', 'root', 'show', 'mode'], { env: far.env });
    expect(known).toEqual({ code: 0, out: 'online\n\n', err: '' });
    const unknown = await here.netsh(['-r', 'web1', '-u', 'nobody-of-that-name', 'show', 'mode'], {
      env: far.env,
    });
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('Permission denied') });
  });

  test.each([
    ['closed', /Connection refused/],
    ['stranger', /Permission denied \(publickey\)/],
    ['changed', /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/],
    ['locked', /Permission denied \(publickey\)/],
  ])('what ssh says of %s is shown as it is', async (machine, said) => {
    const ran = await there(machine, SHOW);
    expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringMatching(said) });
    expect(ran.err).toContain(`Cannot reach ${machine} (ssh: exit code 255).\n`);
  });

  test('a connection that is cut between two lines is made anew', async () => {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, ...far.env, NETSH_HOME: here.path },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.write(`set machine web1\n${SHOW}\nshow mode\n`);
    while (!out.includes('online')) await once(child.stdout, 'data');
    expect(far.cut()).toBeGreaterThan(0);
    out = '';
    child.stdin.end(`${SHOW}\n${SHOW}\n`);
    await once(child, 'close');
    expect(out).toContain('Listen on ipv4:');
    expect(err).toContain('Connected to web1 again.');
  });
});

describe('at a terminal', () => {
  test('ssh asks for its passphrase, before the shell and in it', async () => {
    const terminal = start(['-r', 'locked']);
    await terminal.waitFor('Enter passphrase for key');
    await terminal.typeAndWait(`${far.passphrase}\r`, (screen) => screen.cursorRow === '[locked] netsh>');
    terminal.type('set machine\r');
    await terminal.waitFor((screen) => screen.cursorRow === 'netsh>');
    terminal.type('set machine locked root\r');
    await terminal.waitFor((screen) => screen.cursorRow.includes('Enter passphrase for key'));
    terminal.type(`${far.passphrase}\r`);
    await terminal.waitFor((screen) => screen.cursorRow === '[locked] netsh>');
    terminal.type('interface portproxy\r');
    await terminal.waitFor((screen) => screen.cursorRow === '[locked] netsh interface portproxy>');
    terminal.type('exit\r');
    expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  });

  test('Ctrl-C ends a try that waits for a passphrase, and the shell goes on here', async () => {
    const terminal = start([]);
    await terminal.waitFor((screen) => screen.cursorRow === 'netsh>');
    terminal.type('set machine locked root\r');
    await terminal.waitFor('Enter passphrase for key');
    terminal.type('\u0003');
    await terminal.waitFor((screen) => screen.cursorRow === 'netsh>' && /interrupted/i.test(screen.text));
    terminal.type('show mode\r');
    await terminal.waitFor('online');
  });

  test('the monitor shows the other machine, through a cut as well', async () => {
    const port = await freePort();
    await far.home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
    const terminal = start(['-r', 'web1', 'interface', 'portproxy', 'monitor']);
    await terminal.waitFor(String(port));
    expect(far.cut()).toBeGreaterThan(0);
    const next = await freePort();
    await far.home.portproxy(`add v4tov4 ${next} 127.0.0.1 9 127.0.0.1`);
    await terminal.waitFor(String(next));
    expect(terminal.screen.text).not.toContain('Connected');
    terminal.type('q');
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  });
});
