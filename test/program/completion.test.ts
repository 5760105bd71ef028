import { afterAll, expect, test } from 'vitest';
import { TestHome, freePort } from './netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

test.each(['bash', 'zsh', 'fish', 'powershell'])('the script for %s names both commands', async (shell) => {
  const ran = await home.netsh(['completion', shell]);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(/^#/);
  for (const name of ['netsh', 'netsh-shell']) expect(ran.out).toMatch(new RegExp(`\\b${name}\\b`));
  expect(ran.out).toContain('--complete');
  expect(ran.out.replaceAll(/^#.*/gm, '')).not.toMatch(/\beval\b/);
});

test('in the script for PowerShell brackets and quotes are in pairs', async () => {
  const { out } = await home.netsh(['completion', 'powershell']);
  const code = out
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/"[^"]*"|'[^']*'/g, '');
  expect(code).not.toMatch(/["']/);
  for (const [left, right] of ['()', '{}', '[]'] as const) {
    expect(code.split(left!)).toHaveLength(code.split(right!).length);
  }
  expect(code).toContain('Register-ArgumentCompleter -Native -CommandName $netshNames -ScriptBlock {');
});

test('a shell that is not known is refused', async () => {
  expect(await home.netsh(['completion', 'csh'])).toMatchObject({
    code: 1,
    out: 'csh is not an acceptable value for shell.\n',
    err: expect.stringContaining('Use bash'),
  });
});

test('what scripts ask for is answered from the table, and starts nothing', async () => {
  const port = await freePort();
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 1 127.0.0.1`);
  await home.netsh(['relay', 'stop']);
  const line = ['--complete', 'words', '=', 'interface', 'portproxy', 'delete', 'v4tov4'];
  const ran = await home.netsh(line);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out.split('\n')[0]).toBe(`${port}\t127.0.0.1:${port} to 127.0.0.1:1`);
  expect(JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out)).toMatchObject({
    running: false,
  });
});

test('options, nonsense and nothing at all do no harm', async () => {
  const asked = [
    [],
    ['words'],
    ['bash'],
    ['words', '=-f', '"'],
    ['words', '=', '-f'],
    ['bash', '=', 'netsh "'],
  ];
  for (const args of asked) {
    expect(await home.netsh(['--complete', ...args])).toMatchObject({ code: 0, err: '' });
  }
  expect((await home.netsh(['--complete', 'words', '=', '-f'])).out).toBe(':files\n');
});
