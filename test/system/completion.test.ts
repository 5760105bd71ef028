import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, TestHome, freePort } from '../program/netsh.ts';
import { Terminal } from '../pty/terminal.ts';

/** The shells, without anybody's settings, and how each takes the script. */
const SHELLS = {
  bash: {
    args: ['--norc', '--noprofile', '-i'],
    setup: `eval "$(netsh completion bash)"; PS1='> '`,
  },
  zsh: {
    args: ['-f', '-i'],
    setup: `autoload -Uz compinit; compinit -u -D; source <(netsh completion zsh); PS1='> '`,
  },
  fish: {
    args: ['--no-config', '-i'],
    setup: `netsh completion fish | source; function fish_prompt; echo -n '> '; end; set -g fish_autosuggestion_enabled 0`,
  },
} as const;

const home = new TestHome();
const bin = path.join(home.path, 'bin');
const folder = path.join(home.path, 'work');
const searchPath = [bin, path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter);
/** A name that would do something if a shell ever took it for more than a name. */
const TRAP = 'trap $(touch sprung) `touch sprung`;touch sprung.txt';
let port = 0;
let open: Terminal | undefined;

beforeAll(async () => {
  mkdirSync(bin);
  mkdirSync(path.join(folder, 'plain'), { recursive: true });
  const program = `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`;
  for (const name of ['netsh', 'netsh-shell']) writeFileSync(path.join(bin, name), program, { mode: 0o755 });
  writeFileSync(path.join(folder, 'forwards of mine.txt'), 'show mode\n');
  writeFileSync(path.join(folder, TRAP), 'show mode\n');
  port = await freePort();
  const added = await home.netsh([
    '--json',
    ...`interface portproxy add v4tov6 ${port} fd00:7::77 80 127.0.0.1`.split(' '),
  ]);
  expect(added.code).toBe(0);
});

afterAll(() => home.close());

afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** A shell with the script, at an empty prompt. */
async function start(name: keyof typeof SHELLS): Promise<Terminal> {
  const { args, setup } = SHELLS[name];
  const env = { PATH: searchPath, NETSH_HOME: home.path, HOME: folder, HISTFILE: '' };
  open = new Terminal({ command: name, args: [...args], cwd: folder, columns: 120, env });
  await open.waitFor((screen) => screen.text !== '');
  open.type(`${setup}\r`);
  await open.waitFor((screen) => screen.cursorRow.trimEnd() === '>');
  return open;
}

/** Waits until the line is just this, with the cursor at its end; a blank at the end counts. */
function lineIs(terminal: Terminal, line: string): Promise<void> {
  return terminal.waitFor(
    ({ cursor, cursorRow }) => cursorRow.trimEnd() === `> ${line}`.trimEnd() && cursor.x === line.length + 2,
  );
}

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('%s', (name) => {
  test.each([
    ['netsh inter', 'netsh interface '],
    ['netsh-shell int', 'netsh-shell interface '],
    ['netsh int portp', 'netsh int portproxy '],
    ['netsh interface portproxy re', 'netsh interface portproxy reset '],
    ['netsh int po add v4tov4 listenp', 'netsh int po add v4tov4 listenport='],
    ['netsh int po add v4tov4 80 protocol=t', 'netsh int po add v4tov4 80 protocol=tcp '],
    [
      'netsh int po add v4tov6 80 connectaddress=fd00:7',
      'netsh int po add v4tov6 80 connectaddress=fd00:7::77 ',
    ],
    ['netsh int po add v4tov6 80 fd00:7::7', 'netsh int po add v4tov6 80 fd00:7::77 '],
    ['netsh interface ipv4 show interfaces level=v', 'netsh interface ipv4 show interfaces level=verbose '],
    ['netsh interface portproxy show all --js', 'netsh interface portproxy show all --json '],
    ['netsh -c relay sta', 'netsh -c relay start '],
    ['netsh -f pl', 'netsh -f plain/'],
    ['netsh exec pl', 'netsh exec plain/'],
    ['NETSH_X=1 netsh rel', 'NETSH_X=1 netsh relay '],
  ])('%s⇥', async (typed, line) => {
    const terminal = await start(name);
    terminal.type(`${typed}\t`);
    await lineIs(terminal, line);
  });

  test('an entry that exists is completed', async () => {
    const terminal = await start(name);
    const typed = 'netsh int po delete v4tov6 ';
    terminal.type(`${typed}${String(port).slice(0, -1)}\t`);
    await lineIs(terminal, `${typed}${port} `);
  });

  test('several are listed', async () => {
    const terminal = await start(name);
    terminal.type('netsh interface ipv6 show \t\t');
    await terminal.waitFor((screen) =>
      ['addresses', 'dnsservers', 'neighbors', 'subinterfaces'].every((word) => screen.text.includes(word)),
    );
  });

  test('a file with blanks in its name becomes one word', async () => {
    const terminal = await start(name);
    terminal.type('netsh -f forw\t');
    await lineIs(terminal, String.raw`netsh -f forwards\ of\ mine.txt `);
    await terminal.typeAndWait('\r', ran);
  });

  test('a name that is a trap is only a name', async () => {
    const terminal = await start(name);
    terminal.type('netsh exec tra\t');
    await terminal.waitFor(({ cursorRow }) => cursorRow.includes('sprung.txt'));
    await terminal.typeAndWait('\r', ran);
    expect(existsSync(path.join(folder, 'sprung'))).toBe(false);
    expect(existsSync(path.join(folder, 'sprung.txt'))).toBe(false);
  });
});

test('in bash, within quotes', async () => {
  const terminal = await start('bash');
  terminal.type('netsh -c "interface por\t');
  await lineIs(terminal, 'netsh -c "interface portproxy" ');
  terminal.type('res\t');
  await lineIs(terminal, 'netsh -c "interface portproxy" reset ');
});

test('every script is free of faults for its shell, as far as that can be told without running it', () => {
  for (const name of Object.keys(SHELLS)) {
    const script = spawnSync(process.execPath, [PROGRAM, 'completion', name], { encoding: 'utf8' });
    const file = path.join(home.path, `completion.${name}`);
    writeFileSync(file, script.stdout);
    const checked = spawnSync(name, ['-n', file], { encoding: 'utf8' });
    expect([name, checked.status, checked.stderr]).toEqual([name, 0, '']);
  }
});

/** The script has run, and there is a prompt again. */
function ran(screen: { readonly text: string }): boolean {
  return /online\n\n[^]*: 1 line run, no errors\.\n> *$/.test(`${screen.text} `);
}
