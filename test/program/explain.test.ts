import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
