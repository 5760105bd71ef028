import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PROGRAM, TestHome, freePorts } from '../program/netsh.ts';
import { BEGINNING, NetshTerminal } from './netsh.ts';
import { Terminal } from './terminal.ts';

const PORTPROXY = 'netsh interface portproxy>';

const hasLess = spawnSync('less', ['--version']).status === 0;

let open: Terminal[] = [];

function start(...options: ConstructorParameters<typeof NetshTerminal>): NetshTerminal {
  const terminal = new NetshTerminal(...options);
  open.push(terminal);
  return terminal;
}

afterEach(async () => {
  const all = open;
  open = [];
  for (const terminal of all.toReversed()) await terminal.close();
});

function isRestored({ screen }: Terminal): boolean {
  return screen.isCursorShown && !screen.isPasteBracketed;
}

test('an entry is added and shown as netsh prints it', async () => {
  const terminal = start();
  const [port] = await freePorts(1);
  await terminal.waitFor((screen) => screen.view === `netsh>▏\n${BEGINNING}`);
  terminal.type('interface portproxy\r');
  await terminal.waitFor((screen) => screen.cursorRow === PORTPROXY);
  await terminal.typeAndWait(
    `add v4tov4 ${port} 127.0.0.1 9 127.0.0.1\r`,
    `\n\n127.0.0.1:${port} now forwards to 127.0.0.1:9.\n${PORTPROXY}`,
  );
  expect(terminal.screen.text).toMatch(/The relay service was started in the background \(process \d+\)/);
  terminal.type('show all\r');
  const table = [
    `${PORTPROXY}show all`,
    '',
    'Listen on ipv4:             Connect to ipv4:',
    '',
    'Address         Port        Address         Port',
    '--------------- ----------  --------------- ----------',
    `127.0.0.1       ${String(port).padEnd(10)}  127.0.0.1       9`,
    '',
    PORTPROXY,
  ];
  await terminal.waitFor((screen) => screen.text.endsWith(table.join('\n')));
  terminal.type('exit\r');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(isRestored(terminal)).toBe(true);
});

test('a shell over a table with entries starts the relay for them', async () => {
  const home = new TestHome();
  const [port] = await freePorts(1);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  await home.netsh(['relay', 'stop']);
  const terminal = start({}, home);
  await terminal.waitFor((screen) =>
    /^The relay service was started in the background \(process \d+\)\.\nnetsh>/.test(screen.text),
  );
  const { out } = await home.netsh(['relay', 'show', 'status', '--json']);
  expect(JSON.parse(out)).toMatchObject({ running: true, entries: { listening: 1 } });
  await terminal.close();
  await home.close();
});

test('reset asks once, and an entry is offered to delete', async () => {
  const terminal = start();
  const [port] = await freePorts(1);
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', PORTPROXY);
  await terminal.typeAndWait(
    `add v4tov4 ${port} 127.0.0.1 9 127.0.0.1\r`,
    `\n\n127.0.0.1:${port} now forwards to 127.0.0.1:9.\n${PORTPROXY}`,
  );
  await terminal.typeAndWait(`delete v4tov4 \t`, String(port));
  await terminal.typeAndWait('\u0003', '^C');
  await terminal.typeAndWait('reset\r', '(y/n)');
  await terminal.typeAndWait('y', new RegExp(`${PORTPROXY}reset\n\n1 entry deleted\\.\n${PORTPROXY}$`));
  await terminal.typeAndWait('dump\r', 'popd');
  expect(terminal.screen.text).not.toMatch(new RegExp(`listenport=${port}[^]*popd`));
});

test('a wrong tag is told in a few lines, and the usage on demand', async () => {
  const terminal = start();
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', PORTPROXY);
  await terminal.typeAndWait(
    'add v4tov4 port=8080\r',
    "\n'port' is not a valid argument for this command.\nThe syntax supplied for this command is not valid. Check help for the correct\nsyntax.\n" +
      `add v4tov4 /? shows the usage.\nDid you mean listenport or connectport?\n${PORTPROXY}`,
  );
  expect(terminal.screen.text).not.toContain('Usage:');
  await terminal.typeAndWait('add v4tov4 8080 comment=for the demo', 'needs quotes: comment="for the demo"');
});

test('Tab, Ctrl-C and Ctrl-D', async () => {
  const terminal = start();
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait(
    'int\t',
    (screen) => screen.cursorRow.startsWith('netsh>interface') && screen.cursor.x === 16,
  );
  await terminal.typeAndWait(
    '\u0003',
    (screen) => screen.view === `netsh>interface ^C\nnetsh>▏\n${BEGINNING}`,
  );
  terminal.type('\u0004');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(terminal.screen.text).toBe('netsh>interface ^C\nnetsh>');
  expect(isRestored(terminal)).toBe(true);
});

test('keys typed before the prompt are taken', async () => {
  const terminal = start();
  terminal.type('interface portproxy\radd ');
  await terminal.waitFor((screen) => screen.cursorRow === `${PORTPROXY}add` && screen.cursor.x === 30);
});

test('lines are recalled in the next session', async () => {
  const first = start();
  await first.waitFor('netsh>');
  await first.typeAndWait('interface portproxy\r', PORTPROXY);
  first.type('exit\r');
  await first.ended;
  expect(readFileSync(path.join(first.home.path, 'history'), 'utf8')).toBe('interface portproxy\nexit\n');
  const second = start({}, first.home);
  await second.waitFor('netsh>');
  await second.typeAndWait('in', (screen) => screen.rows[0] === 'netsh>interface portproxy');
});

test('a terminal that changes its size while something is typed shows it once', async () => {
  const terminal = start({ columns: 100, rows: 30 });
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy add v4tov4 ', 'IPv4 port on which to listen');
  for (const [columns, rows] of [
    [60, 20],
    [40, 10],
    [120, 40],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.waitFor(
      (screen) =>
        !screen.text.includes('\n\n') &&
        screen.text.split('netsh>').length === 2 &&
        screen.text.includes('Accepts'),
    );
  }
});

describe('the terminal is as it was', () => {
  test.each(['SIGTERM', 'SIGHUP'])('after %s', async (signal) => {
    const terminal = start();
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('interface por', 'portproxy');
    terminal.kill(signal);
    const { exitCode } = await terminal.ended;
    expect(exitCode).toBe(signal === 'SIGTERM' ? 143 : 129);
    expect(isRestored(terminal)).toBe(true);
  });

  test.each([
    ['exit', 'exit\r'],
    ['Ctrl-D', '\u0004'],
  ])('after %s', async (_name, keys) => {
    const terminal = start();
    await terminal.waitFor('netsh>');
    terminal.type(keys);
    expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
    expect(isRestored(terminal)).toBe(true);
  });

  test('after a crash, which is told', async () => {
    const crash = `process.on('SIGUSR2', () => { throw new Error('what a day'); })`;
    const terminal = start({
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crash)}` },
    });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('interface por', 'portproxy');
    terminal.kill('SIGUSR2');
    const { exitCode } = await terminal.ended;
    expect(exitCode).not.toBe(0);
    expect(isRestored(terminal)).toBe(true);
    expect(terminal.screen.text).toContain('what a day');
  });

  test('for the shell that started it', async () => {
    const terminal = start({
      command: 'sh',
      args: ['-c', `"${process.execPath}" "${PROGRAM}"; stty -a; echo over`],
    });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('\u0004', 'over');
    expect(terminal.screen.text).toMatch(/ icanon\b/);
    expect(terminal.screen.text).toMatch(/ echo\b/);
  });
});

test('a terminal that knows no escape sequences gets plain lines', async () => {
  const terminal = start({ env: { TERM: 'dumb' } });
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', PORTPROXY);
  terminal.type('exit\r');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(terminal.screen.raw).not.toContain('\u001B');
});

test('CI in the environment silences nothing', async () => {
  const terminal = start({ env: { CI: 'true' } });
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('int', 'Port forwarding (portproxy)');
});

describe('a pager', () => {
  test('shows output that is longer than the screen, and gets the keys', async () => {
    const terminal = start({
      rows: 10,
      env: { NETSH_PAGER: undefined, PAGER: 'cat; read answer < /dev/tty; echo "got $answer"' },
    });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('help\r', 'then');
    terminal.type('this\r');
    await terminal.waitFor((screen) =>
      screen.text.endsWith(`got this\nMore: help topics, help keys, help WORD\nnetsh>\n${BEGINNING}`),
    );
    await terminal.typeAndWait('int\t', (screen) => screen.cursor.x === 16);
  });

  test('that does not exist is no loss', async () => {
    const terminal = start({ rows: 10, env: { NETSH_PAGER: 'no-such-pager' } });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('help\r', / 1–9 of \d+ +Space: next page/);
    await terminal.typeAndWait('q', (screen) => screen.cursorRow === 'netsh>');
  });

  test('of our own shows it where the user has not chosen one, and what it showed stays', async () => {
    const terminal = start({ rows: 10, env: { NETSH_PAGER: undefined } });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('help\r', / 1–9 of \d+ /);
    expect(terminal.screen.text).toMatch(/^netsh>help\n\nThe following commands are available:\n/);
    await terminal.typeAndWait('\u001B[B', / 2–10 of \d+ /);
    await terminal.typeAndWait(' ', / 11–19 of \d+ /);
    await terminal.typeAndWait('b', / 2–10 of \d+ /);
    await terminal.typeAndWait('g', / 1–9 of \d+ /);
    await terminal.typeAndWait('G', (screen) =>
      /–(\d+) of \1 \(end\) +Space or q: leave/.test(screen.cursorRow),
    );
    expect(terminal.screen.text).toContain('The following sub-contexts are available:');
    await terminal.typeAndWait(' ', (screen) => screen.cursorRow === 'netsh>');
    await terminal.typeAndWait('int', (screen) => screen.cursorRow.startsWith('netsh>int'));
    expect(terminal.screen.text).not.toContain('Space: next page');
  });

  test.each([
    ['letter by letter', ['s', 'h', 'o', 'w'], 'show'],
    ['with a key of the pager as its first letter', ['b', 'a', 'c'], 'bac'],
    ['at once', ['quit'], 'quit'],
    ['after pages were turned', [' ', ' ', 'b', ' ', 'i', 'n', 't'], 'int'],
    ['as a paste', ['\u001B[200~dump\u001B[201~'], 'dump'],
  ])('is left for a command that is typed %s, which stands at the prompt', async (_how, keys, line) => {
    const terminal = start({ rows: 10, env: { NETSH_PAGER: undefined } });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('help\r', / 1–9 of \d+ +Space: next page, b: back, q: leave, or type/);
    for (const key of keys) terminal.type(key);
    await terminal.waitFor((screen) => screen.cursorRow.startsWith(`netsh>${line}`));
    expect(terminal.screen.cursor.x).toBe('netsh>'.length + line.length);
  });

  test.each(['\r', ' ', '\u001B', 'q', '\u0003'])('is left at its end by %j', async (key) => {
    const terminal = start({ rows: 10, env: { NETSH_PAGER: undefined } });
    await terminal.waitFor('netsh>');
    await terminal.typeAndWait('help\r', / 1–9 of \d+ /);
    await terminal.typeAndWait('G', /\(end\)/);
    await terminal.typeAndWait(key, (screen) => screen.cursorRow === 'netsh>');
  });

  test.skipIf(!hasLess)(
    'is less for a user who has set its options, and nothing is paged where NETSH_PAGER is empty',
    async () => {
      const own = start({ rows: 10, env: { NETSH_PAGER: undefined, LESS: 'RX' } });
      await own.waitFor('netsh>');
      await own.typeAndWait('help\r', (screen) => screen.cursorRow.startsWith(':'));
      await own.typeAndWait('q', (screen) => screen.cursorRow === 'netsh>');
      const plain = start({ rows: 10, env: { NETSH_PAGER: '' } });
      await plain.waitFor('netsh>');
      await plain.typeAndWait('help\r', (screen) =>
        /type \?\.\n\nMore: [^\n]*\nnetsh>\n {2}To forward ports: .*$/.test(screen.text),
      );
    },
  );
});

test('Ctrl-C leaves a command whose service hangs, and the shell goes on', async () => {
  const terminal = start();
  const [port] = await freePorts(1);
  await terminal.home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  const status = await terminal.home.netsh(['--json', 'relay', 'show', 'status']);
  const service = Number(/"pid":(\d+)/.exec(status.out)?.[1]);
  expect(service).toBeGreaterThan(0);
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', PORTPROXY);
  process.kill(service, 'SIGSTOP');
  try {
    await terminal.typeAndWait('show connections\r', (screen) => screen.cursor.x === 0);
    await terminal.typeAndWait('\u0003', /Interrupted. What had begun may still take effect\.\n/);
    await terminal.typeAndWait('alias', (screen) => screen.cursorRow === `${PORTPROXY}alias`);
    await terminal.typeAndWait('\u0003', (screen) => screen.cursorRow === PORTPROXY);
  } finally {
    process.kill(service, 'SIGCONT');
  }
  await terminal.typeAndWait('show all\r', new RegExp(`127\\.0\\.0\\.1 +${port} `));
});

test('a paste of several lines is shown, and run when Enter is pressed', async () => {
  const terminal = start();
  await terminal.waitFor((screen) => screen.view.startsWith('netsh>▏') && screen.isPasteBracketed);
  terminal.type('\u001B[200~interface\nnonsense\nportproxy\n\u001B[201~');
  await terminal.waitFor('  1  interface\n! 2  nonsense\n  3  portproxy');
  expect(terminal.screen.text).not.toContain('not found');
  await terminal.typeAndWait('\r', `1 of 3 lines failed:\n  2  nonsense\n${PORTPROXY}`);
});

test('a terminal that changes its size while a menu is open shows it once', async () => {
  const terminal = start({ columns: 100, rows: 30 });
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy show \t', '   connections');
  for (const [columns, rows] of [
    [60, 24],
    [40, 20],
    [120, 40],
  ] as const) {
    const before = terminal.screen.raw.length;
    terminal.resize(columns, rows);
    await terminal.waitFor(
      (screen) =>
        screen.raw.indexOf('   status ', before) > 0 &&
        screen.text.split('netsh>').length === 2 &&
        screen.text.split('   all ').length === 2 &&
        screen.rows[0]!.startsWith('netsh>interface portproxy show'),
    );
  }
  await terminal.typeAndWait('\t', (screen) => screen.rows[0] === 'netsh>interface portproxy show all');
});
