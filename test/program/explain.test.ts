import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHome } from './netsh.ts';

let home: TestHome;
beforeAll(async () => {
  home = new TestHome();
  await home.netsh([], {
    input:
      'interface portproxy\nadd v4tov4 28100 10.0.0.5 80 127.7.7.1 state=disabled\n' +
      'add v4tov4 28101 10.0.0.5 80 127.7.7.1 state=disabled\n',
  });
});
afterAll(() => home.close());

const RESET = 'Will do: Deletes all 2 entries of the table.';
const DELETE = 'Will do: Deletes 127.7.7.1:28100 to 10.0.0.5:80';

test.each([
  ['one command', []],
  ['a dry run', ['--check']],
  ['JSON', ['--json']],
])('explain reads the table in %s', async (_what, options) => {
  expect((await home.netsh(['explain', 'int', 'po', 'reset', ...options])).out).toContain(RESET);
  const words = ['explain', 'int', 'po', 'delete', 'v4tov4', '28100', '127.7.7.1'];
  expect((await home.netsh([...words, ...options])).out).toContain(DELETE);
});

test('explain reads the table in a script and on standard input, as the lines before it left it', async () => {
  const script =
    'explain int po reset\nset mode offline\nint po delete v4tov4 28101 127.7.7.1\nexplain int po reset\n';
  writeFileSync(path.join(home.path, 'script.txt'), script);
  const ran = [
    await home.netsh(['-f', 'script.txt']),
    await home.netsh(['-f', 'script.txt', '--check']),
    await home.netsh([], { input: script }),
  ];
  for (const { out } of ran) {
    expect(out).toContain(RESET);
    expect(out).toContain('Will do: Deletes the one entry of the table.');
  }
});

describe('explain FILE', () => {
  const explained = async (name: string, text: string, options: readonly string[] = []) => {
    writeFileSync(path.join(home.path, name), text);
    return home.netsh(['explain', name, ...options]);
  };

  test('tells of each line what it would do after those before it, and runs nothing', async () => {
    const before = (await home.portproxy('dump')).out;
    const { out, code, err } = await explained(
      'forwards.txt',
      '# a comment\npushd interface portproxy\nreset\nadd v4tov4 28102 10.0.0.5 80 127.7.7.1 state=disabled\n' +
        'set v4tov4 28102 connectport=81 listenaddress=127.7.7.1\ndelete v4tov4 28199\nad v4tov4 x\npopd\n',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`
forwards.txt, line by line; nothing is run:

  2: pushd interface portproxy
      Remembers this context, and may enter another.
  3: reset
      Deletes all 2 entries of the table.
  4: add v4tov4 28102 10.0.0.5 80 127.7.7.1 state=disabled
      Creates 127.7.7.1:28102 to 10.0.0.5:80, disabled.
  5: set v4tov4 28102 connectport=81 listenaddress=127.7.7.1
      Changes 127.7.7.1:28102 from 10.0.0.5:80 to 10.0.0.5:81.
  6: delete v4tov4 28199
      No such entry to delete. It would fail: The system cannot find the file specified.
  7: ad v4tov4 x
      Problem: "x" is not a valid listenport. Not a port number or a known service. Use 1-65535, a range such as 30000-30010, or a service name such as http.
  8: popd
      Returns to the context that pushd remembered.

7 lines, 2 with an error. The table would have 1 entry: 1 added, 2 deleted.

`);
    expect((await home.portproxy('dump')).out).toBe(before);
  });

  test('skips the block of a context that does not exist, and follows offline, abort, aliases and rules', async () => {
    const { out } = await explained(
      'modes.txt',
      'pushd wlan\nshow all\npopd\nset mode offline\nint po reset\nabort\nint po reset\nonline\nalias z int po\nz show all\n' +
        'advfirewall firewall add rule name=w dir=in action=allow\nadvfirewall firewall set rule name=w new enable=no\n',
    );
    expect(out).toContain('  2: show all\n      Skipped: its context was not found.\n');
    expect(out.match(/Deletes all 2 entries of the table\./g)).toHaveLength(2);
    expect(out).toContain('  10: z show all\n      Shows the entries of all four families.\n');
    expect(out).toContain('      Changes one rule (w): enable=no.\n');
    expect((await home.netsh(['advfirewall', 'firewall', 'show', 'rule', 'name=all'])).out).not.toContain(
      'w',
    );
  });

  test('makes control characters of a script visible, tells of a file that is not there, and gives JSON', async () => {
    const { out } = await explained('hostile.txt', 'add \u001B]0;x\u0007 y\n');
    expect(['\u001B', '\u0007'].filter((control) => out.includes(control))).toEqual([]);
    expect(out).toContain('  1: add \uFFFD]0;x\uFFFD y');
    expect((await home.netsh(['explain', './none.txt'])).out).toContain('No file has this name either.');
    const json = JSON.parse((await explained('one.txt', 'int po reset\n', ['--json'])).out) as {
      explanation: string[];
    };
    expect(json.explanation).toContain('      Deletes all 2 entries of the table.');
  });

  test('tells of staged changes that a script leaves behind', async () => {
    const { out } = await explained('staged.txt', 'set mode offline\nint po reset\n');
    expect(out).toContain('as it is now. It would discard 1 staged change, which it does not commit.');
  });

  test('ends with a word about it where the script is long', async () => {
    const { out } = await explained('long.txt', 'interface portproxy show all\n'.repeat(1500));
    expect(out).toContain('only the first 1000 lines are explained');
  });
});

test('explain table says who reaches what, from anywhere, also as JSON and in a dry run', async () => {
  for (const words of [
    ['explain', 'table'],
    ['-c', 'interface portproxy', 'explain', 'TABLE', '--check'],
  ]) {
    const { out, code } = await home.netsh(words);
    expect(code).toBe(0);
    expect(out).toContain('2 entries, 0 of them listening.');
    expect(out).toContain('127.7.7.1:28100 to 10.0.0.5:80, disabled');
    expect(out).toContain('  Everybody may connect: no rule is about it.');
  }
  const { explanation } = JSON.parse((await home.netsh(['explain', 'table', '--json'])).out) as {
    explanation: string[];
  };
  expect(explanation).toContain('127.7.7.1:28101 to 10.0.0.5:80, disabled');
});
