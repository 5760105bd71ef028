import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHome, freePorts } from './netsh.ts';

const home = new TestHome();
let port: number;
let other: number;

beforeAll(async () => {
  [port, other] = (await freePorts(2)) as [number, number];
});
afterAll(() => home.close());

describe('one command line at a time, in one home', () => {
  test('an empty table is one blank line, and starts nothing', async () => {
    expect(await home.portproxy('show all')).toEqual({ code: 0, out: '\n', err: '' });
    expect((await home.netsh(['relay', 'show', 'status', '--json'])).out).toContain('"running":false');
  });

  test('add prints one blank line, and says on standard error that the relay starts', async () => {
    const ran = await home.portproxy(
      `add v4tov4 listenport=${port} connectaddress=127.0.0.1 connectport=${other} 127.0.0.1`,
    );
    expect(ran).toMatchObject({ code: 0, out: '\n' });
    expect(ran.err).toMatch(/relay/i);
    expect(ran.err.split('\n')).toHaveLength(2);
  });

  test('show all prints the table to the byte', async () => {
    expect(await home.portproxy('show all')).toEqual({
      code: 0,
      err: '',
      out: `
Listen on ipv4:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
127.0.0.1       ${port}       127.0.0.1       ${other}

`,
    });
  });

  test('show all --json has the shape of the spec', async () => {
    const ran = await home.netsh(['--json', 'interface', 'portproxy', 'show', 'all']);
    expect(JSON.parse(ran.out)).toEqual({
      entries: [
        {
          family: 'v4tov4',
          listenAddress: '127.0.0.1',
          listenPort: String(port),
          connectAddress: '127.0.0.1',
          connectPort: String(other),
          protocol: 'tcp',
          state: 'listening',
          reason: null,
        },
      ],
    });
  });

  test('set changes only what is supplied; the prefix words of scripts work', async () => {
    expect(
      await home.netsh(['int', 'po', 'set', 'v', `l=${port}`, 'listena=127.0.0.1', 'connectp=http']),
    ).toEqual({
      code: 0,
      out: '\n',
      err: '',
    });
    expect((await home.portproxy('show v4tov4')).out).toContain(
      `127.0.0.1       ${port}       127.0.0.1       http\n`,
    );
    expect(await home.portproxy('show v6tov6')).toEqual({ code: 0, out: '\n', err: '' });
  });

  test('dump frames what rebuilds the table; of the root with the interface block before it', async () => {
    const block = `
#========================
# Port Proxy configuration
#========================
pushd interface portproxy

reset
add v4tov4 listenport=${port} connectaddress=127.0.0.1 connectport=http listenaddress=127.0.0.1


popd

# End of Port Proxy configuration

`;
    expect(await home.portproxy('dump')).toEqual({ code: 0, err: '', out: block });
    const frame = `
#========================
# Interface configuration
#========================
pushd interface


popd
# End of interface configuration

`;
    expect((await home.netsh(['dump'])).out).toBe(frame + block);
    expect((await home.netsh(['-c', 'interface', 'dump'])).out).toBe(frame + block);
  });

  test('relay show status --json has the shape of the spec', async () => {
    const status: unknown = JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out);
    expect(status).toMatchObject({
      running: true,
      home: home.path,
      connections: 0,
      entries: { listening: 1, failed: 0 },
    });
  });

  test('delete of an absent entry is refused, of a present one is one blank line', async () => {
    expect(await home.portproxy(`delete v4tov4 ${port}`)).toEqual({
      code: 1,
      out: 'The system cannot find the file specified.\n',
      err: '',
    });
    expect(await home.portproxy(`delete v4tov4 ${port} 127.0.0.1`)).toEqual({ code: 0, out: '\n', err: '' });
  });

  test('an entry that would forward to itself is stored and held, with a line that says so', async () => {
    const ran = await home.portproxy(`add v4tov4 ${port}`);
    expect(ran).toMatchObject({ code: 0, out: '\n', err: expect.stringContaining('itself') });
    expect(JSON.parse((await home.portproxy('show all --json')).out)).toMatchObject({
      entries: [
        { listenAddress: '*', connectAddress: '127.0.0.1', connectPort: String(port), state: 'held' },
      ],
    });
  });

  test('reset empties the table', async () => {
    expect(await home.portproxy('reset')).toEqual({ code: 0, out: '\n', err: '' });
    expect((await home.portproxy('show all')).out).toBe('\n');
  });
});

describe("errors: netsh's lines on standard output, ours on standard error, exit 1", () => {
  const SYNTAX = 'The syntax supplied for this command is not valid. Check help for the correct syntax.';

  test.each([
    ['foo  "bar baz"', 'The following command was not found: foo bar baz.\n'],
    [
      'interface portproxy show nothing',
      'The following command was not found: interface portproxy show nothing.\n',
    ],
    [
      'interface portproxy add v4tov4 80 ::1',
      '::1 is not an acceptable value for connectaddress.\n',
      expect.stringMatching(/^.*IPv4.*\n$/),
    ],
    [
      'interface portproxy add v4tov4 65536',
      '65536 is not an acceptable value for listenport.\n',
      expect.stringMatching(/^.*65535.*\n$/),
    ],
    [
      'interface portproxy add v4tov4',
      expect.stringMatching(
        new RegExp(
          `^One or more essential parameters were not entered\\.\nVerify the required parameters, and reenter them\\.\n${SYNTAX}\n\nUsage: add v4tov4 `,
        ),
      ),
    ],
    [
      'interface portproxy add v4tov4 80 foo=1',
      expect.stringMatching(
        new RegExp(`^'foo' is not a valid argument for this command\\.\n${SYNTAX}\n\nUsage: add v4tov4 `),
      ),
    ],
    [
      'interface portproxy add v4tov4 1 a 2 * tcp x',
      expect.stringMatching(new RegExp(`^${SYNTAX}\n\nUsage: add v4tov4 `)),
      "'x' has no place: every argument is given already.\n",
    ],
    [
      'interface portproxy add v4tov4 1 a 2 comment=for demo',
      expect.stringMatching(new RegExp(`^${SYNTAX}\n\nUsage: add v4tov4 `)),
      "'demo' has no place: a text with blanks needs quotes.\n",
    ],
    [
      'interface portproxy add v4tov4 l=1 l=2',
      expect.stringMatching(new RegExp(`^${SYNTAX}\n\nUsage: add v4tov4 `)),
      "'listenport' is given more than once.\n",
    ],
    [
      'interface portproxy add v4tov4 10-12 a connectport=1-2',
      '1-2 is not an acceptable value for connectport.\n',
      'These are 2 ports for 3 listen ports. Use one port, or 3.\n',
    ],
    ['unalias nope', 'The following command was not found: unalias nope.\n'],
    ['interface portproxy ..', 'The following command was not found: interface portproxy ...\n'],
    ['exit', 'The following command was not found: exit.\n'],
  ])('%s', async (line, out, err = '') => {
    const words = line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
    expect(await home.netsh(words)).toEqual({ code: 1, out, err });
  });

  test('as JSON', async () => {
    const ran = await home.netsh(['--json', 'interface', 'portproxy', 'add', 'v4tov4', '0']);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(JSON.parse(ran.err)).toEqual({
      error: {
        code: 'unacceptable',
        message: '0 is not an acceptable value for listenport.',
        detail: expect.any(String),
      },
    });
  });

  test('a command line that is not understood prints the usage', async () => {
    const ran = await home.netsh(['-f']);
    expect(ran).toMatchObject({ code: 1, err: '-f needs an argument.\n' });
    expect(ran.out).toContain(
      '\nUsage: netsh [-a AliasFile] [-c Context] [-r RemoteMachine] [-u [DomainName\\]UserName] [-p Password | *]\n             [Command | -f ScriptFile]\n',
    );
    expect((await home.netsh(['-r'])).err).toMatch(/^-r needs an argument\.\n/);
  });
});

describe('help, on standard output, exit 0', () => {
  test.each([
    [['/?']],
    [['-?']],
    [['?']],
    [['help']],
    [['interface', 'portproxy']],
    [['interface', 'portproxy', 'add']],
    [['interface', 'portproxy', 'add', 'v4tov4', '/?']],
    [['show', 'mode', '--help']],
  ])('%j', async (words) => {
    const ran = await home.netsh(words);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out.startsWith('\n')).toBe(true);
  });

  test('the usage of the command line stands in front only for /? and -?', async () => {
    expect((await home.netsh(['/?'])).out).toMatch(/^\nUsage: netsh /);
    expect((await home.netsh(['?'])).out).toMatch(/^\nThe following commands are available:\n/);
  });

  test('the version', async () => {
    expect(await home.netsh(['--version'])).toEqual({
      code: 0,
      out: expect.stringMatching(/^netsh-shell \d+\.\d+\.\d+\n$/),
      err: '',
    });
  });
});

test('words that arrive with blanks stay one value, and a quoted tag is a tag', async () => {
  expect((await home.netsh(['interface', 'portproxy', 'add', 'v4tov4', '80', 'a b'])).out).toMatch(
    /^a b is not an acceptable value/,
  );
  expect((await home.netsh([], { input: 'interface portproxy add v4tov4 "listenport=0"\n' })).out).toContain(
    '0 is not an acceptable value for listenport.',
  );
});
