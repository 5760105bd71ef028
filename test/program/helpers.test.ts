import { expectMode } from '../store/temporary.ts';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NetshTerminal } from '../pty/netsh.ts';
import { TestHome } from './netsh.ts';

let home: TestHome;

beforeEach(() => {
  home = new TestHome();
});

afterEach(() => home.close());

/** Writes a module beside nothing that could help it; gives its path. */
function module(name: string, code: string): string {
  const file = path.join(home.path, 'modules', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, code);
  return file;
}

/** A module whose context has one command that does something. */
function helper(body: string, name = 'lamp', top = ''): string {
  return module(
    `${name}.mjs`,
    `${top}\nexport default { kind: 'context', name: '${name}', entries: [
      { kind: 'command', name: 'do', text: 'Does it.', async action(args, host) { ${body} } },
    ] };`,
  );
}

const OK = { code: 0, out: 'Ok.\n\n', err: '' };

describe('a helper', () => {
  test('is added, listed, used, completed by help, kept, and deleted', async () => {
    const file = helper("return { kind: 'text', lines: ['It is done.'], json: { done: true } };");
    expect(await home.netsh(['add', 'helper', file])).toEqual(OK);
    expectMode(path.join(home.path, 'helpers.json'), 0o600);
    expect((await home.netsh(['show', 'helper'])).out).toBe(
      `\nHelper  State  Module\n------  -----  ${'-'.repeat(file.length)}\nlamp    ready  ${file}\n\n`,
    );
    expect(await home.netsh(['lamp', 'do'])).toEqual({ code: 0, out: 'It is done.\n', err: '' });
    expect(await home.netsh(['la', 'd', '--json'])).toEqual({ code: 0, out: '{"done":true}\n', err: '' });
    expect((await home.netsh(['/?'])).out).toContain("lamp           - Changes to the `netsh lamp' context.");
    expect((await home.netsh(['lamp', 'do', 'x'])).out).toContain('Usage: do');
    expect(await home.netsh(['delete', 'helper', 'lamp'])).toEqual(OK);
    expect(await home.netsh(['lamp', 'do'])).toMatchObject({ code: 1 });
    expect(await home.netsh(['delete', 'helper', 'lamp'])).toMatchObject({
      code: 1,
      err: 'The helper lamp was not found.\n',
    });
    expect((await home.netsh(['show', 'helper'])).out).toBe('\n');
  });

  test('works in the session that adds it, which keeps its place', async () => {
    const file = helper("return { kind: 'noticed', notices: ['Watch out.'] };");
    const input = `interface portproxy\nadd helper ${file}\nlamp\ndo\ndelete helper lamp\nshow mode\n`;
    const ran = await home.netsh(['--echo'], { input });
    expect(ran).toMatchObject({ code: 0, err: 'Watch out.\n' });
    expect(ran.out.match(/^netsh.*>/gm)).toEqual([
      'netsh>',
      'netsh interface portproxy>',
      'netsh interface portproxy>',
      'netsh lamp>',
      'netsh lamp>',
      'netsh>',
    ]);
  });

  test('reads and changes the table', async () => {
    const file = helper(`
      const values = { family: 'v4tov4', listenPort: '9', connectAddress: '127.0.0.1', state: 'disabled' };
      const result = await host.change({ op: 'add', values });
      const [entry] = await host.entries();
      return { kind: 'text', lines: [result.kind + ' ' + entry.listenPort + ' ' + entry.state] };`);
    await home.netsh(['add', 'helper', file]);
    expect(await home.netsh(['lamp', 'do'])).toMatchObject({ code: 0, out: 'done 9 disabled\n' });
    expect((await home.portproxy('show all')).out).toContain(
      '*               9           127.0.0.1       9\n',
    );
    const dry = await home.netsh(['--check', 'lamp', 'do']);
    expect(dry.code).toBe(0);
  });

  test('of a package is found from the folder, whatever netsh-shell/helper is there', async () => {
    const folder = path.join(home.path, 'project');
    const place = path.join(folder, 'node_modules/netsh-helper-lamp');
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'package.json'), '{"type": "module", "exports": {"import": "./lamp.js"}}');
    writeFileSync(
      path.join(place, 'lamp.js'),
      `import { command, context } from 'netsh-shell/helper';
       export default context({ name: 'lamp', entries: [command({ name: 'do', text: 'Does it.', action: () => {} })] });`,
    );
    expect(await home.netsh(['add', 'helper', 'netsh-helper-lamp'], { cwd: folder })).toEqual(OK);
    expect(await home.netsh(['lamp', 'do'])).toEqual({ code: 0, out: '\n', err: '' });
    const absent = await home.netsh(['add', 'helper', 'netsh-helper-none'], { cwd: folder });
    expect(absent).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^The helper netsh-helper-none failed: .*\n$/),
    });
  });

  test('is loaded anew when its file has changed', async () => {
    await home.netsh(['add', 'helper', helper("return { kind: 'text', lines: ['one'] };")]);
    helper("return { kind: 'text', lines: ['and two'] };");
    expect((await home.netsh(['lamp', 'do'])).out).toBe('and two\n');
    const list = JSON.parse(readFileSync(path.join(home.path, 'helpers.json'), 'utf8')) as {
      helpers: { stamp: { size: number } }[];
    };
    expect(list.helpers[0]?.stamp.size).toBe(statSync(path.join(home.path, 'modules/lamp.mjs')).size);
    module('lamp.mjs', 'export default 7;');
    const message = 'The helper lamp is not available: Use an object.\n';
    expect(await home.netsh(['show', 'mode'])).toEqual({ code: 0, out: 'online\n\n', err: message });
    expect((await home.netsh(['show', 'helper'])).out).toContain('lamp    Use an object.');
  });
});

describe('a helper that fails leaves netsh as it was, and is told of in one line', () => {
  test.each([
    ['throws at import', "throw new Error('No lamp is there.\\nReally.');", 'No lamp is there.'],
    ['is no JavaScript', 'export default {;', "Unexpected token ';'"],
    ['exports nothing', 'export const lamp = 1;', 'It has no default export. Export a context by default.'],
    [
      'exports rubbish',
      'export default { kind: "context", name: "a b", entries: [7] };',
      'name: Use a word of letters',
    ],
    ['ends the process', 'process.exit(0);', 'it ended its own thread.'],
    [
      'throws later',
      'setTimeout(() => { throw new Error("Late."); }, 0); await new Promise(() => {});',
      'Late.',
    ],
    [
      'takes a name of netsh',
      'export default { kind: "context", name: "interface", entries: [] };',
      'netsh has a command',
    ],
    ['is not there', undefined, 'is not a file.'],
  ])('%s', async (_how, code, reason) => {
    const file = code === undefined ? path.join(home.path, 'none.mjs') : module('bad.mjs', code);
    const ran = await home.netsh(['add', 'helper', file]);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^The helper .* failed: .*\n$/);
    expect(ran.err).toContain(reason);
    expect(await home.netsh(['show', 'helper'])).toEqual({ code: 0, out: '\n', err: '' });
  });

  test.each([
    ['asleep', 'await new Promise(() => {});'],
    ['busy', 'for (;;) {}'],
  ])('hangs at import, %s', async (_how, code) => {
    const ran = await home.netsh(['add', 'helper', module('bad.mjs', code)]);
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringMatching(/ failed: it was not loaded within 5 seconds\.\n$/),
    });
  });

  test.each([
    ['throws', "throw new Error('The lamp is broken.');", 'The helper lamp failed: The lamp is broken.\n'],
    [
      'gives rubbish',
      'return 7;',
      'The helper lamp failed: its command gave what netsh does not understand.\n',
    ],
    [
      'gives a circle',
      'const a = {}; a.a = a; return a;',
      /^The helper lamp failed: Converting circular structure.*\n$/,
    ],
    ['ends the process', 'process.exit(0);', 'The helper lamp failed: it ended its own thread.\n'],
    [
      'runs wild',
      "setTimeout(() => { throw new Error('Late.'); }); await new Promise(() => {});",
      'The helper lamp failed: Late.\n',
    ],
    [
      'asks nonsense',
      "await host.change({ op: 'burn' });",
      'The helper lamp failed: Error: Not a change of the table.\n',
    ],
  ])('its command %s', async (_how, body, message) => {
    await home.netsh(['add', 'helper', helper(body)]);
    const ran = await home.netsh([], { input: 'lamp do\nshow mode\n' });
    expect(ran).toMatchObject({ code: 1, out: 'online\n\n' });
    const [place, ...lines] = ran.err.split('\n');
    expect(place).toBe('<stdin>:1: lamp do');
    expect(lines.join('\n')).toMatch(message);
  });

  const PORT = "const { parentPort } = await import('node:worker_threads');";

  test.each([
    ['null', 'null'],
    ['a text', "'x'"],
    ['output that is none', "{ kind: 'output', text: 7 }"],
    ['an end without an id', "{ kind: 'done' }"],
    ['a question without words', "{ kind: 'ask', id: 1, question: 1 }"],
    [
      'a name that steers',
      String.raw`{ kind: 'loaded', file: '/x', context: { kind: 'context', name: '\u001b[2J', entries: [] } }`,
    ],
    [
      'a file that steers',
      String.raw`{ kind: 'loaded', file: '\u001b[2J', context: { kind: 'context', name: 'x', entries: [] } }`,
    ],
  ])('its message %s ends its thread alone', async (_what, message) => {
    const body = `${PORT} parentPort.postMessage(${message}); await new Promise(() => {});`;
    await home.netsh(['add', 'helper', helper(body)]);
    const ran = await home.netsh([], { input: 'lamp do\nshow mode\n' });
    expect(ran).toMatchObject({ code: 1, out: 'online\n\n' });
    expect(ran.err).toContain('The helper lamp failed: it sent a message that netsh does not understand.\n');
  });

  test.each([
    ['console.log without end', "for (;;) console.log('x'.repeat(1000));"],
    ['one line without end', "console.log('x'.repeat(10_000_000)); await new Promise(() => {});"],
    [
      'messages',
      `${PORT} for (;;) { parentPort.postMessage({ kind: 'output', text: 'x'.repeat(100_000) }); await null; }`,
    ],
  ])('its flood of output ends its thread: %s', async (_how, body) => {
    await home.netsh(['add', 'helper', helper(body)]);
    const ran = await home.netsh([], { input: 'lamp do\nshow mode\n' });
    expect(ran).toMatchObject({ code: 1, out: 'online\n\n' });
    expect(ran.err.length).toBeLessThan(5 * 1024 * 1024);
    expect(ran.err).toMatch(/The helper lamp failed: it wrote more than 4 MiB of output\.\n$/);
  });

  test('its buffers count as memory', async () => {
    const body =
      'const all = []; for (;;) { all.push(Buffer.alloc(10_000_000, 1)); await new Promise((next) => setTimeout(next, 10)); }';
    await home.netsh(['add', 'helper', helper(body)]);
    const ran = await home.netsh([], { input: 'lamp do\nshow mode\n' });
    expect(ran).toMatchObject({ code: 1, out: 'online\n\n' });
    expect(ran.err).toContain('The helper lamp failed: it took more than 512 MiB of memory.\n');
  });

  test('its output to the console does not steer the terminal', async () => {
    await home.netsh(['add', 'helper', helper(String.raw`console.log('one\u001b[2J\ntwo\u202e');`)]);
    const ran = await home.netsh(['lamp', 'do']);
    expect(ran).toMatchObject({ code: 0, err: 'one\uFFFD[2J\ntwo\uFFFD\n' });
  });

  test('its control characters do not reach the terminal', async () => {
    await home.netsh(['add', 'helper', helper(String.raw`return { kind: 'text', lines: ['\u001b[2J'] };`)]);
    expect((await home.netsh(['lamp', 'do'])).out).toBe('\uFFFD[2J\n');
  });
});

describe('a module that others could have written is not run', () => {
  test.each([
    ['writable by all', 0o666],
    ['writable by its group', 0o664],
  ])('%s', async (_how, mode) => {
    const file = helper('');
    chmodSync(file, mode);
    const ran = await home.netsh(['add', 'helper', file]);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('can be written by others') });
    chmodSync(file, 0o644);
    expect(await home.netsh(['add', 'helper', file])).toEqual(OK);
    chmodSync(file, mode);
    expect((await home.netsh(['lamp', 'do'])).err).toContain('can be written by others');
  });

  test('in a folder that others may write', async () => {
    const file = helper('');
    chmodSync(path.dirname(file), 0o777);
    const ran = await home.netsh(['add', 'helper', file]);
    expect(ran.err).toContain(`The folder ${path.dirname(file)} can be written by others`);
  });

  test.runIf(process.getuid?.() === 0)('of another user', async () => {
    const file = helper('');
    chownSync(file, 12_345, 12_345);
    expect((await home.netsh(['add', 'helper', file])).err).toContain('belongs to another user');
  });
});

describe('Ctrl-C', () => {
  test.each([
    ['that waits', 'await new Promise(() => {});'],
    ['that is busy', 'for (;;) {}'],
  ])('frees the prompt from a command %s', async (_how, body) => {
    await home.netsh(['add', 'helper', helper(`console.log('It begins.'); ${body}`)]);
    const terminal = new NetshTerminal({}, home);
    try {
      await terminal.waitFor((screen) => screen.cursorRow === 'netsh>');
      terminal.type('lamp do\r');
      await terminal.waitFor('It begins.');
      terminal.type('\u0003');
      await terminal.waitFor('Interrupted');
      await terminal.waitFor((screen) => screen.cursorRow === 'netsh>');
      terminal.type('exit\r');
      expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
    } finally {
      await terminal.close();
    }
  });
});

describe('the example', () => {
  const lamp = path.resolve(import.meta.dirname, '../../examples/helper-lamp/lamp.js');

  test('switches and shows', async () => {
    expect(await home.netsh(['add', 'helper', lamp])).toEqual(OK);
    const input =
      'lamp\nset state lamps.log 7 on\nset state log=lamps.log lamp=8 state=of seconds=5\nshow log lamps.log\n';
    expect(await home.netsh([], { input })).toEqual({ code: 0, out: '\n\n\n7 on 0\n8 off 5\n\n', err: '' });
    const wrong = await home.netsh(['lamp', 'set', 'state', 'lamps.log', '100', 'on']);
    expect(wrong.out).toBe('100 is not an acceptable value for lamp.\n');
    expect(wrong.err).toBe('Use a whole number from 1 to 99.\n');
  });

  test('completes like a context of netsh', async () => {
    await home.netsh(['add', 'helper', lamp]);
    const terminal = new NetshTerminal({}, home);
    try {
      await terminal.waitFor((screen) => screen.cursorRow === 'netsh>');
      terminal.type('la\t');
      await terminal.waitFor((screen) => screen.cursorRow === 'netsh>lamp');
      terminal.type('set state x 1 state=\t');
      await terminal.waitFor((screen) => /\bon\b[^]*\boff\b/.test(screen.text));
    } finally {
      await terminal.close();
    }
  });
});
