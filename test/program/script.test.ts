import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestHome, freePort, freePorts } from './netsh.ts';

let home: TestHome;
let port: number;
const file = (text: string | Uint8Array, name = 'script.txt') => {
  writeFileSync(path.join(home.path, name), text);
  return name;
};
const table = async () => {
  const { entries } = JSON.parse((await home.portproxy('show all --json')).out) as {
    entries: { listenPort: string }[];
  };
  return entries.map((entry) => entry.listenPort);
};

beforeEach(async () => {
  home = new TestHome();
  port = await freePort();
});
afterEach(() => home.close());

describe('a script', () => {
  test('with a value without measure fails at that line alone', async () => {
    const add = (address: string) => `add v6tov6 1 ${address} 1 state=disabled`;
    const lines = [add('::1'), add(`fe80::1%${'x'.repeat(400)}`), add('::2').replace(' 1 ', ' 2 ')];
    const ran = await home.netsh(['-f', file(`interface portproxy\n${lines.join('\n')}\n`)]);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('The zone of an IPv6 address') });
    expect(ran.err.match(/script\.txt:/g)).toHaveLength(1);
    expect(await table()).toEqual(['1', '2']);
  });

  test('runs line by line in contexts of its own; comments and blank lines are skipped', async () => {
    const script = file(
      `# comment\r\nrem another\r\n\r\ninterface portproxy\r\nadd v4tov4 ${port} localhost 1 127.0.0.1\r\n..\r\nnetsh interface portproxy show all\r\n`,
    );
    const ran = await home.netsh(['-f', script]);
    expect(ran.code).toBe(0);
    expect(ran.out).toBe(`

Listen on ipv4:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
127.0.0.1       ${port}       localhost       1

`);
  });

  test('reports each error with its place and goes on', async () => {
    const script = file(
      `pushd interface portproxy\nadd v4tov4 0\nfoo\nadd v4tov4 ${port} 10.0.0.1 1 127.0.0.1\ndelete v4tov4 9\npopd\n`,
    );
    const ran = await home.netsh(['-f', script]);
    expect(ran).toMatchObject({
      code: 1,
      out: '0 is not an acceptable value for listenport.\nThe following command was not found: foo.\n\nThe system cannot find the file specified.\n',
    });
    expect(ran.err).toMatch(/^script\.txt:2: add v4tov4 0\nPort 0 .*\nscript\.txt:3: foo\n/);
    expect(ran.err).toContain('script.txt:5: delete v4tov4 9\n');
    expect(await table()).toEqual([String(port)]);
  });

  test('--stop-on-error ends at the first, before anything after it', async () => {
    const script = file(`interface portproxy\ndelete v4tov4 9\nadd v4tov4 ${port} 10.0.0.1 1\n`);
    const ran = await home.netsh(['-f', script, '--stop-on-error']);
    expect(ran).toMatchObject({ code: 1, out: 'The system cannot find the file specified.\n' });
    expect(await table()).toEqual([]);
  });

  test('--check validates every line and changes nothing, also against its own lines', async () => {
    const script = file(
      `int po\nadd v4tov4 ${port} 10.0.0.1 1\ndelete v4tov4 ${port}\ndelete v4tov4 ${port}\nadd v4tov4 x:y\n`,
    );
    const ran = await home.netsh(['-f', script, '--check']);
    expect(ran.code).toBe(1);
    expect(ran.out).toBe('');
    expect(ran.err.split('\n')).toEqual([
      `script.txt:4: delete v4tov4 ${port}: The system cannot find the file specified.`,
      expect.stringMatching(
        /^script\.txt:5: add v4tov4 x:y: x:y is not an acceptable value for listenport\. ./,
      ),
      'script.txt: 5 lines checked, 2 failed (lines 4, 5).',
      '',
    ]);
    expect(await table()).toEqual([]);
    expect((await home.netsh(['relay', 'show', 'status', '--json'])).out).toContain('"running":false');
  });

  test('--check prints a line for each error, however many lines are right, and no usage', async () => {
    const adds = Array.from({ length: 190 }, (_, at) => `add v4tov4 ${port} 10.0.0.1 ${at + 1}`);
    const wrong = ['add v4tov4', 'add v4tov4 1 a 3 b tcp x', 'add v4tov4 1 foo=2', 'bogus'];
    const script = file(['int po', ...adds, '# a comment', ...wrong].join('\n'));
    const { out, err } = await home.netsh(['-f', script, '--check']);
    expect(out).toBe('');
    expect(err.split('\n')).toEqual([
      'script.txt:193: add v4tov4: One or more essential parameters were not entered. Missing: listenport.',
      expect.stringMatching(/^script\.txt:194: add v4tov4 1 a 3 b tcp x: 'x' [^\n]{1,100}$/),
      "script.txt:195: add v4tov4 1 foo=2: 'foo' is not a valid argument for this command.",
      'script.txt:196: bogus: The following command was not found: bogus.',
      'script.txt: 195 lines checked, 4 failed (lines 193, 194, 195, 196).',
      '',
    ]);
  });

  test('--check of a script without faults says so', async () => {
    const script = file(`int po\nadd v4tov4 ${port} 10.0.0.1 1\n`);
    expect(await home.netsh(['-f', script, '--check'])).toEqual({
      code: 0,
      out: '',
      err: 'script.txt: 2 lines checked, no errors.\n',
    });
  });

  test('a dry run goes into the scripts that a script runs, and knows what they would do', async () => {
    file(`interface portproxy add v4tov4 ${port} 10.0.0.1 1\nalias x show mode\n`, 'inner.txt');
    const script = file(
      `exec inner.txt\nx\ninterface portproxy\ndelete v4tov4 ${port}\ndelete v4tov4 ${port}\n`,
    );
    const dry = await home.netsh([], {
      input: `exec ${script} --check\nalias\ninterface portproxy show all`,
    });
    expect(dry).toMatchObject({ code: 1, out: 'Ok.\n\nonline\n\n\n\n' });
    expect(dry.err).toBe(
      `script.txt:5: delete v4tov4 ${port}: The system cannot find the file specified.\n` +
        'script.txt: 5 lines checked, 1 failed (line 5).\n',
    );
    expect(await home.netsh(['-f', script, '--check'])).toMatchObject({ code: 1, err: dry.err });
    expect((await home.netsh(['relay', 'show', 'status', '--json'])).out).toContain('"running":false');
  });

  test('options of exec hold for every line of the script', async () => {
    file('show mode\nfoo\nshow mode\n', 'inner.txt');
    const input = 'exec inner.txt --json --stop-on-error\nalias x y --check\nalias\nshow mode --version\n';
    const ran = await home.netsh([], { input });
    expect(ran).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^\{"mode":"online"\}\nOk\.\n\n\nnetsh-shell \d+\.\d+\.\d+\n$/),
    });
    expect(JSON.parse(ran.err)).toEqual({
      error: {
        code: 'unknown-command',
        message: 'The following command was not found: foo.',
        detail: null,
        place: 'inner.txt:2: foo',
      },
    });
  });

  test('--echo shows each line with its prompt', async () => {
    const script = file('interface\nshow mode\n');
    expect(await home.netsh(['-f', script, '--echo'])).toEqual({
      code: 0,
      err: '',
      out: 'netsh>interface\nnetsh interface>show mode\nonline\n\n',
    });
  });

  test('exit ends it, and a script may run another', async () => {
    file(`interface portproxy\nadd v4tov4 ${port} 10.0.0.1 1 127.0.0.1\nexit\nfoo\n`, 'inner.txt');
    const ran = await home.netsh(['-f', file('exec inner.txt\nshow mode\nbye\nfoo\n')]);
    expect(ran).toMatchObject({ code: 0, out: '\nonline\n\n' });
    expect(await table()).toEqual([String(port)]);
  });

  test('exec on a command line runs it the same way', async () => {
    const script = file('interface portproxy\nshow all --json\n');
    expect(await home.netsh(['exec', script])).toEqual({ code: 0, out: '{"entries":[]}\n', err: '' });
  });

  test('a script that runs itself is stopped', async () => {
    const ran = await home.netsh(['-f', file('exec script.txt\n')]);
    expect(ran.code).toBe(1);
    expect(ran.err).toBe(
      'script.txt:1: exec script.txt\nThe script script.txt was not run: it is already running (script.txt runs script.txt).\n',
    );
  });

  test('scripts that run each other are stopped, with the chain; one that runs again in turn is not', async () => {
    file('exec ./b.txt\nexec c.txt\nexec c.txt\n', 'a.txt');
    file('exec ./c.txt\nexec a.txt\n', 'b.txt');
    file('show mode\n', 'c.txt');
    const ran = await home.netsh(['-f', 'a.txt']);
    expect(ran).toMatchObject({ code: 1, out: 'online\n\n'.repeat(3) });
    expect(ran.err).toBe(
      './b.txt:2: exec a.txt\nThe script a.txt was not run: it is already running (a.txt runs ./b.txt runs a.txt).\n',
    );
  });

  test('scripts that each run the next several times end, however many that would be', async () => {
    for (let at = 0; at < 12; at++) file(`exec ${at + 1}.txt\n`.repeat(3), `${at}.txt`);
    file('rem\n', '12.txt');
    const ran = await home.netsh(['-f', '0.txt', '--stop-on-error']);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('was not run: one script may run others 10000 times at most.');
  });

  test('a block of a context that is not here is skipped up to its popd, so that its reset never reaches the table', async () => {
    const script = file(
      `interface portproxy\nadd v4tov4 ${port} 10.0.0.1 1 127.0.0.1\npushd interface 6to4\n\nreset\nset state\npopd\nshow mode\n`,
    );
    await home.netsh(['relay', 'start']);
    expect(await home.netsh(['-f', script])).toEqual({
      code: 1,
      out: '\nonline\n\n',
      err:
        'script.txt:3: pushd interface 6to4\n' +
        'The context interface 6to4 was not found; 2 lines were skipped up to its popd.\n' +
        `${process.platform === 'darwin' ? 'macOS' : 'Linux'} makes no such tunnel by itself: there is nothing to reset or to set.\n`,
    });
    expect(await table()).toEqual([String(port)]);
  });

  test('the next pushd ends such a block too; its context is remembered all the same', async () => {
    const script = file(
      `interface\npushd 6to4\nreset\npushd interface portproxy\nadd v4tov4 ${port} 10.0.0.1 1 127.0.0.1\npopd\npopd\nportproxy show v4tov4 --json\npushd 6to4\nreset\n`,
    );
    const ran = await home.netsh(['-f', script]);
    expect(ran).toMatchObject({ code: 1, out: expect.stringMatching(/^\n\{"entries":\[\{.*\}\]\}\n$/) });
    expect(ran.err).toContain(
      'script.txt:2: pushd 6to4\nThe context 6to4 was not found; 1 line was skipped up to the next pushd.\n',
    );
    expect(ran.err).toContain(
      'script.txt:9: pushd 6to4\nThe context 6to4 was not found; 1 line was skipped up to the end.\n',
    );
    expect(await table()).toEqual([String(port)]);
  });

  test('blanks at line ends, tag = value, CR LF beside LF, and a context that is entered again', async () => {
    const script = file(
      `netsh \r\npushd interface portproxy \ninterface portproxy\t\r\nadd v4tov4 listenport = ${port} connectaddress = localhost listenaddress = 127.0.0.1 \npopd \r\nquit \n`,
    );
    expect(await home.netsh(['-f', script])).toMatchObject({ code: 0, out: '\n' });
    expect(await table()).toEqual([String(port)]);
  });

  test('-c gives it a context: one word, or a path in quotes', async () => {
    const script = file(`add v4tov4 ${port} localhost 1 127.0.0.1\n`);
    expect(await home.netsh(['-c', 'interface portproxy', '-f', script])).toMatchObject({
      code: 0,
      out: '\n',
    });
    const shown = await home.netsh(['-c', 'interface', 'portproxy', 'show', 'all']);
    expect(shown).toEqual(await home.portproxy('show all'));
    expect(shown.out).toContain(String(port));
    expect(await home.netsh(['-c', 'interface ip', '-f', file('show address name=nothing\n')])).toMatchObject(
      {
        code: 1,
        out: 'The filename, directory name, or volume label syntax is incorrect.\n',
      },
    );
  });

  test('UTF-16 as Windows writes it', async () => {
    const text = `interface portproxy add v4tov4 ${port} 10.0.0.1 1 127.0.0.1\r\n`;
    const ran = await home.netsh([
      '-f',
      file(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])),
    ]);
    expect(ran.code).toBe(0);
    expect(await table()).toEqual([String(port)]);
  });

  test('lines with odd bytes fail alone, each with its place, and cannot steer the terminal', async () => {
    const script = file(
      Buffer.concat([
        Buffer.from('add\0x\n\u001B[2J\n'),
        Buffer.from('alias y \u001B[2J\nalias\nexplain \u001B[2J\nunalias \u001B[2J\npushd \u009B2J\npopd\n'),
        Buffer.from([0xff, 0xfe, 0x41]),
        Buffer.from(`\n${'x'.repeat(1_000_000)}\nshow mode\n`),
      ]),
    );
    const ran = await home.netsh(['-f', script]);
    expect(ran).toMatchObject({ code: 1, out: expect.stringMatching(/\nonline\n\n$/) });
    for (const at of [1, 2, 6, 7, 9, 10]) expect(ran.err).toContain(`script.txt:${at}: `);
    for (const char of ['\0', '\u001B', '\u009B']) expect(ran.out + ran.err).not.toContain(char);
    expect(ran.err.length).toBeLessThan(5000);
  });

  test.each([
    ['nothing.txt', 'it does not exist'],
    ['folder', 'directory'],
  ])('%s cannot be read: one line with path and reason', async (name, reason) => {
    mkdirSync(path.join(home.path, 'folder'));
    const ran = await home.netsh(['-f', name]);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(new RegExp(`^.*${name}.*${reason}.*\n$`));
  });
});

describe('standard input that is no terminal', () => {
  test('is read line by line, without prompt or echo', async () => {
    const ran = await home.netsh([], { input: 'interface\nshow mode\nfoo\nquit\nbar\n' });
    expect(ran).toEqual({
      code: 1,
      out: 'online\n\nThe following command was not found: foo.\n',
      err: '<stdin>:3: foo\n',
    });
  });

  test('answers each line as it comes', async () => {
    const ran = await home.netsh([], {
      input: `interface portproxy\nadd v4tov4 ${port} 10.0.0.1 1 127.0.0.1\nshow all --json`,
    });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out.trim())).toMatchObject({ entries: [{ listenPort: String(port) }] });
  });
});

test('an alias file is run first, and -c enters a context', async () => {
  file('alias st "relay show status --json"\nalias m show mode\n', 'aliases.txt');
  const ran = await home.netsh(['-a', 'aliases.txt', '-c', 'interface'], {
    input: 'm\nalias m\nst\npushd "interface portproxy"\nunalias nope\n',
  });
  expect(ran).toMatchObject({
    code: 1,
    err: '<stdin>:5: unalias nope\n',
  });
  expect(ran.out).toMatch(/\nThe following alias was not found: nope\.\n\n$/);
  expect(ran.out).toMatch(/^online\n\nshow mode\n\n\{"running":false/);
  const failed = await home.netsh(['-c', 'nowhere', 'show', 'mode']);
  expect(failed).toEqual({ code: 1, out: 'The following command was not found: nowhere.\n', err: '' });
});

test('what dump prints rebuilds the table after reset', async () => {
  const ports = await freePorts(6);
  const [a, b, c, d, e, f] = ports;
  const adds = [
    `add v4tov4 ${a} 10.0.0.1 80`,
    `add v6tov4 ${b} localhost http`,
    `add v4tov6 ${c} fd00::1 connectport=https listenaddress=127.0.0.1`,
    `add v6tov6 ${d} [::1] 22 ::1`,
    `add v4tov4 ${e} 10.0.0.2 listenaddress=0.0.0.0`,
    `add v4tov4 40000-40010 10.0.0.2 50000-50010`,
    `add v4tov4 ${f}`,
  ];
  await home.netsh(['-f', file(`interface portproxy\n${adds.join('\n')}\n`)]);
  const before = await home.portproxy('show all');
  expect(before.out.split('\n').length).toBeGreaterThan(20);
  const dump = await home.portproxy('dump');
  await home.portproxy('reset');
  const replayed = await home.netsh(['-f', file(dump.out, 'dump.txt')]);
  expect(replayed.code).toBe(0);
  expect(await home.portproxy('show all')).toEqual(before);
  expect(await home.portproxy('dump')).toEqual(dump);
});
