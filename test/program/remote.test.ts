import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RemoteHome } from './remote-machine.ts';
import { type Ran, TestHome, freePort } from './netsh.ts';

const here = new TestHome();
const far = new RemoteHome();

afterAll(async () => {
  await far.close();
  await here.close();
});

/** Runs netsh here on the far machine `web1`. */
function there(env: Record<string, string>, line: string, input = ''): Promise<Ran> {
  return here.netsh(['-r', 'web1', ...line.split(' ')], { env, input });
}

const SHOW = 'interface portproxy show all';

describe('another machine', () => {
  let port: number;

  beforeAll(async () => {
    port = await freePort();
  });

  test('is shown from its table file while no service runs there', async () => {
    expect(await there(far.working, SHOW)).toEqual({ code: 0, out: '\n', err: '' });
    expect(existsSync(path.join(far.home.path, 'run'))).toBe(false);
  });

  test('gets its service started by the first change, and keeps it', async () => {
    const added = await there(far.working, `interface portproxy add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
    expect(added).toMatchObject({ code: 0, out: '\n' });
    expect(added.err).toMatch(/^web1: The relay service was started in the background \(process \d+\)\.\n$/);
    const shown = await there(far.working, SHOW);
    expect(shown.out).toContain(`127.0.0.1       ${port}`);
    expect(await far.home.portproxy('show all')).toEqual(shown);
    expect((await here.portproxy('show all')).out).toBe('\n');
    const status = await there(far.working, 'relay show status --json');
    expect(JSON.parse(status.out)).toMatchObject({ running: true, home: far.home.path });
  });

  test('is explained: its table in words, and a script over its table', async () => {
    const { out } = await there(far.working, 'explain table');
    expect(out).toContain('1 entry, which listens.');
    expect(out).toContain(`Clients of TCP port ${port} on 127.0.0.1`);
    writeFileSync(path.join(here.path, 'reset.txt'), 'interface portproxy reset\n');
    const script = await there(far.working, 'explain reset.txt');
    expect(script.out).toContain('Deletes the one entry of the table.');
    expect((await there(far.working, SHOW)).out).toContain(String(port));
  });

  test('is dumped, and its dump is replayed there by the thousand', async () => {
    const dump = (await there(far.working, 'dump')).out;
    const lines = Array.from({ length: 2000 }, (_, at) => `add v4tov6 ${20_000 + at} ::1 9 state=disabled`);
    const input = `set machine web1\ninterface portproxy\n${lines.join('\n')}\n`;
    const filled = await here.netsh([], { env: far.working, input });
    expect(filled).toMatchObject({ code: 0, out: '\n'.repeat(2001) });
    expect(JSON.parse((await there(far.working, `${SHOW} --json`)).out).entries).toHaveLength(2001);
    const back = await here.netsh(['-r', 'web1'], { env: far.working, input: dump });
    expect(back).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^Connected to web1, netsh-shell \S+\.\n$/),
    });
    expect((await there(far.working, 'dump')).out).toBe(dump);
  });

  test('a dry run there changes nothing and knows its entries', async () => {
    const before = await there(far.working, SHOW);
    const line = `interface portproxy delete v4tov4 ${port} 127.0.0.1 --check`;
    expect(await there(far.working, line)).toEqual({ code: 0, out: '\n', err: '' });
    expect((await there(far.working, 'interface portproxy delete v4tov4 1 --check')).code).toBe(1);
    expect(await there(far.working, SHOW)).toEqual(before);
  });

  test('set machine goes there and back, and the prompt tells', async () => {
    const input = [
      'interface portproxy',
      'set machine web1 bob',
      'show all',
      'set machine name=',
      'show all',
    ];
    const ran = await here.netsh(['--echo'], { env: far.working, input: `${input.join('\n')}\n` });
    expect(ran.code).toBe(0);
    const prompts = ran.out.split('\n').filter((line) => line.includes('>'));
    expect(prompts).toEqual([
      'netsh>interface portproxy',
      'netsh interface portproxy>set machine web1 bob',
      '[web1] netsh interface portproxy>show all',
      '[web1] netsh interface portproxy>set machine name=',
      'netsh interface portproxy>show all',
    ]);
    expect(ran.out).toContain(`127.0.0.1       ${port}`);
    expect(readFileSync(path.join(far.home.path, 'ssh.log'), 'utf8')).toContain(
      '-o BatchMode=yes -l bob -- web1 netsh-shell relay connect\n',
    );
  });

  test('a script that goes there comes back at its end', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path.join(here.path, 'there.txt'), 'set machine web1\ninterface portproxy show all\n');
    const ran = await here.netsh(['--echo'], { env: far.working, input: 'exec there.txt\nshow mode\n' });
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/\nnetsh>show mode\nonline\n\n$/) });
  });

  test('what takes the foreground is refused', async () => {
    for (const line of ['relay run', 'relay connect']) {
      expect(await there(far.working, line)).toMatchObject({
        code: 1,
        err: expect.stringContaining('where you type it'),
      });
    }
  });
});

test('what is true of this machine only is not told of another', async () => {
  const ran = await there(far.working, 'interface show interface');
  expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining('by ssh web1') });
});

describe('what ssh is never told', () => {
  test.each([
    ['-oProxyCommand=true', "'-oProxyCommand=true' is not the name of a machine."],
    ['a b', "'a b' is not the name of a machine."],
    ['$(id)', "'$(id)' is not the name of a machine."],
    ['', "'' is not the name of a machine."],
  ])('-r %j', async (name, message) => {
    const ran = await here.netsh(['-r', name, 'show', 'mode'], { env: far.carrier('exit 0') });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(message) });
  });

  test('a password, in either place', async () => {
    const option = await here.netsh(['-r', 'web1', '-p', 'secret', 'show', 'mode']);
    expect(option).toMatchObject({ code: 1, err: expect.stringContaining('netsh takes no passwords') });
    const tag = await here.netsh([], { input: 'set machine web1 bob pwd=secret\n' });
    expect(tag).toMatchObject({ code: 1, err: expect.stringContaining('netsh takes no passwords') });
  });

  test('a user without a machine, or with an option for a name', async () => {
    expect((await here.netsh(['-u', 'bob', 'show', 'mode'])).err).toMatch(/^-u needs -r\.\n/);
    expect((await here.netsh(['-r', 'web1', '-u', '-x', 'show', 'mode'])).err).toContain(
      "'-x' is not the name of a user.",
    );
  });
});

describe('ssh that fails', () => {
  test.each([
    [
      'at connecting',
      'echo "ssh: connect to host web1 port 22: Connection refused" >&2; exit 255',
      [
        'Cannot reach web1 (ssh: exit code 255).',
        'ssh has no connection to web1.',
        'ssh: connect to host web1 port 22: Connection refused',
      ],
    ],
    [
      'without a netsh there',
      'echo "sh: 1: netsh: not found" >&2; exit 127',
      [
        'No netsh answers on web1 (ssh: exit code 127).',
        'netsh-shell was not found on web1. Check with: ssh web1 netsh-shell --version',
        'sh: 1: netsh: not found',
      ],
    ],
    [
      'with another netsh there',
      'echo "The following command was not found: relay connect."; exit 1',
      [
        'No netsh answers on web1 (ssh: exit code 1).',
        'Its netsh may be too old, or another program. Check with: ssh web1 netsh-shell --version',
        'The following command was not found: relay connect.',
      ],
    ],
    [
      'by a signal',
      'kill -9 $$',
      [
        'No netsh answers on web1 (ssh: signal SIGKILL).',
        'Its netsh may be too old, or another program. Check with: ssh web1 netsh-shell --version',
      ],
    ],
    [
      'with another version there',
      `echo '{"netsh":"bridge","bridge":1,"api":99,"version":"9.9.9","facts":{}}'; cat`,
      [
        expect.stringMatching(
          /^The netsh on web1 is 9\.9\.9 and speaks version 99 of the control API, version 1 of the bridge; this netsh is .* Bring both to the same version\.$/,
        ),
      ],
    ],
  ])('%s', async (_stage, script, lines) => {
    const ran = await there(far.carrier(script), SHOW);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err.trimEnd().split('\n')).toEqual(lines);
  });

  test('by talking nonsense without end', async () => {
    const ran = await there(far.carrier('yes "Welcome to web1"'), SHOW);
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/is not netsh.*says:\nWelcome to web1\n/),
    });
  });

  test('and is not there at all', async () => {
    const ran = await there({ NETSH_SSH: path.join(here.path, 'no-ssh') }, SHOW);
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/^Cannot run ssh, .*ENOENT/) });
  });

  test('after a greeting of the login shell that is no harm', async () => {
    const greeting = 'echo "Welcome to web1"; echo "Last login: never" >&2; exec "$@"';
    expect(await there(far.carrier(greeting), 'show mode')).toEqual({
      code: 0,
      out: 'online\n\n',
      err: 'Last login: never\n',
    });
  });

  test('in the middle of a request: the line fails, the session goes on and connects anew', async () => {
    // The bridge's output ends with its first answer, and once only.
    const mark = path.join(far.home.path, 'died');
    const script = `if [ -e '${mark}' ]; then exec "$@"; fi; touch '${mark}'; "$@" | head -n 1; echo "Connection to web1 closed by remote host." >&2; exit 255`;
    const ran = await here.netsh([], {
      env: far.carrier(script),
      input: 'set machine web1\ninterface portproxy\nadd v4tov4 1 127.0.0.1 9 state=disabled\nshow all\n',
    });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(
      '<stdin>:3: add v4tov4 1 127.0.0.1 9 state=disabled\n' +
        'The connection to web1 has ended (ssh: exit code 255).\n' +
        'ssh has no connection to web1.\n' +
        'Connection to web1 closed by remote host.\n' +
        'Connected to web1 again.\n',
    );
    expect(ran.out).toContain('Listen on ipv4:');
  });

  test('and takes a change with it: every line that waits is told, none is lost in silence', async () => {
    const script = '"$@" & bridge=$!; read -r line; kill -9 $bridge; exit 255';
    const lines = ['set machine web1', 'interface portproxy', ...Array(50).fill('add v4tov4 2 127.0.0.1 9')];
    const ran = await here.netsh([], { env: far.carrier(script), input: `${lines.join('\n')}\n` });
    expect(ran.code).toBe(1);
    expect(ran.err.match(/^<stdin>:\d+: add v4tov4 2/gm)).toHaveLength(50);
  });
});

describe('the far end', () => {
  test('leaves when its caller does, and answers nonsense by leaving', async () => {
    expect(await far.home.netsh(['relay', 'connect'], { input: '' })).toMatchObject({ code: 0, err: '' });
    const asked = await far.home.netsh(['relay', 'connect'], { input: 'GET / HTTP/1.1\r\n\r\n' });
    expect(asked).toMatchObject({ code: 0, out: expect.stringMatching(/^\{"netsh":"bridge",.*\}\n$/) });
  });

  test('refuses what it does not understand, call by call', async () => {
    const calls = [
      { id: 1, on: 0, call: 'changes', args: { changes: [{ op: 'burn' }] } },
      { id: 2, on: 0, call: 'constructor', args: null },
      { id: 3, on: 0, call: 'next', args: { feed: 7 } },
      { id: 4, on: 0, call: 'status', args: null },
    ];
    const input = `${calls.map((call) => JSON.stringify(call)).join('\n')}\n`;
    const ran = await far.home.netsh(['relay', 'connect'], { input });
    const replies = ran.out
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as { id: number; fault?: { code: string } });
    expect(Object.fromEntries(replies.map(({ id, fault }) => [id, fault?.code]))).toEqual({
      1: 'protocol',
      2: 'version',
      3: 'protocol',
      4: undefined,
    });
  });
});
