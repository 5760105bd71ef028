import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TestHome } from './netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

function run(lines: readonly string[], args: readonly string[] = []) {
  return home.netsh(args, { input: `${lines.join('\n')}\n` });
}

function file(name: string, text: string): string {
  writeFileSync(path.join(home.path, name), text);
  return name;
}

test('alias and unalias answer to the byte', async () => {
  expect(await run(['alias'])).toEqual({ code: 0, out: '\n', err: '' });
  expect(
    await run(['alias m show mode', 'alias m', 'alias M', 'm', 'alias n "show alias"', 'alias']),
  ).toEqual({
    code: 0,
    out: 'Ok.\n\nshow mode\n\nshow mode\n\nonline\n\nOk.\n\nm show mode\nn show alias\n\n',
    err: '',
  });
  expect(await run(['alias m show mode', 'show alias', 'show alias m', 'unalias M', 'show alias'])).toEqual({
    code: 0,
    out: 'Ok.\n\nm show mode\n\nshow mode\n\nOk.\n\n\n',
    err: '',
  });
});

test.each(['alias nope', 'unalias nope', 'show alias nope', 'show alias name=nope'])(
  '%s: there is no such alias',
  async (line) => {
    expect(await run([line])).toEqual({
      code: 1,
      out: 'The following alias was not found: nope.\n\n',
      err: `<stdin>:1: ${line}\n`,
    });
  },
);

test('an alias takes arguments, works in every context, hides a word, and never runs in a circle', async () => {
  const ran = await run([
    'alias fwd interface portproxy show',
    'alias show "fwd all"',
    'interface',
    'fwd v4tov4',
    'fwd /?',
    'show mode',
  ]);
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(/^Ok\.\n\nOk\.\n\n\n\nThe following commands are available:\n\n/);
  expect(ran.out).toMatch(/\nThe following command was not found: fwd all mode\.\n$/);
  expect(ran.err).toBe('<stdin>:6: show mode\n');
  const freed = await run(['alias unalias show mode', 'unalias', '"unalias" unalias', 'alias']);
  expect(freed).toEqual({ code: 0, out: 'Ok.\n\nonline\n\nOk.\n\n\n', err: '' });
});

test('what an alias says is redefined by the next, and explain says what it stands for', async () => {
  const ran = await run([
    'alias x show mode',
    'alias x interface portproxy',
    'alias x',
    'explain x show all',
  ]);
  expect(ran.out).toContain('Ok.\n\nOk.\n\ninterface portproxy\n\n');
  expect(ran.out).toContain('In full: interface portproxy show all\n');
});

test('-a: aliases of a file, in one command line, a script and standard input; its answers are not shown', async () => {
  const aliases = file('aliases.txt', '# ours\r\nalias m show mode\r\nalias in interface\r\n');
  const script = file('script.txt', 'm\nin\nunalias m\n');
  const online = { code: 0, out: 'online\n\n', err: '' };
  expect(await home.netsh(['-a', aliases, 'm'])).toEqual(online);
  expect(await home.netsh(['/a', aliases, '-f', script])).toEqual({ ...online, out: 'online\n\nOk.\n\n' });
  expect(await run(['m'], ['-a', aliases])).toEqual(online);
  const bad = file('bad.txt', 'alias m show mode\nfoo\n');
  expect(await home.netsh(['-a', bad, 'm'])).toEqual({
    code: 1,
    out: 'The following command was not found: foo.\n',
    err: 'bad.txt:2: foo\n',
  });
  expect((await home.netsh(['-a', 'none.txt', 'm'])).err).toBe(
    'The script none.txt cannot be read: it does not exist.\n',
  );
  expect((await home.netsh(['-a'])).err).toContain('-a needs an argument.');
});

test('alias, unalias and show alias as JSON', async () => {
  const ran = await run(['alias m show mode', 'alias', 'alias m', 'unalias m', 'unalias m'], ['--json']);
  expect(
    ran.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { ok: true },
    { aliases: [{ name: 'm', value: 'show mode' }] },
    { name: 'm', value: 'show mode' },
    { ok: true },
  ]);
  expect(JSON.parse(ran.err)).toMatchObject({ error: { code: 'absent' } });
});

test('pushd and popd at any depth; popd without one is silent', async () => {
  const depth = 1200;
  const lines = [
    'popd',
    'pushd interface portproxy',
    ...Array.from({ length: depth }, () => 'pushd'),
    'show all',
    ...Array.from({ length: depth }, () => 'popd'),
    'show all',
  ];
  expect(await run(lines)).toEqual({ code: 0, out: '\n\n', err: '' });
  const echo = await run(['pushd interface', 'pushd portproxy', 'popd', 'popd', 'popd'], ['--echo']);
  expect(echo.out).toBe(
    'netsh>pushd interface\nnetsh interface>pushd portproxy\nnetsh interface portproxy>popd\nnetsh interface>popd\nnetsh>popd\n',
  );
});
