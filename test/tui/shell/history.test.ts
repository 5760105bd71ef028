import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { KEYS, useConsole } from '../fixtures/use-console.ts';

const { start } = useConsole();

test('Up and Down walk through lines that begin as typed', async () => {
  const console = start();
  await console.type('interface\r..\rinterface portproxy\r', 'netsh interface portproxy>');
  await console.shows('\f', 'netsh interface portproxy>▏');
  await console.type(
    `inter${KEYS.up}`,
    (screen) => screen.rows[0] === 'netsh interface portproxy>interface portproxy',
  );
  await console.type(KEYS.up, (screen) => screen.rows[0] === 'netsh interface portproxy>interface');
  await console.type(
    KEYS.down,
    (screen) => screen.rows[0] === 'netsh interface portproxy>interface portproxy',
  );
  await console.type(KEYS.down, (screen) => screen.view.startsWith('netsh interface portproxy>inter▏'));
});

test('Ctrl-R searches with a list', async () => {
  const console = start();
  await console.type('interface\rshow what\r', 'not found');
  await console.shows('\f', 'netsh interface>▏');
  await console.shows('\u0012', 'search: ▏', '   show what', '   interface');
  await console.shows('FACE', 'search: FACE▏', '   interface');
  await console.shows(
    '\r',
    'netsh interface>interface▏',
    '  interface  Changes to the netsh interface context.',
  );
});

test('Ctrl-R marks what it found', async () => {
  const console = start();
  await console.type('interface\rshow iface what\r', 'not found');
  await console.shows('\f', 'netsh interface>▏');
  await console.shows('\u0012FA e', 'search: FA e▏', '   show iface what', '   interface');
  const marked = (row: number, text: string): string =>
    Array.from(text, (_, at) => (console.screen.cell(3 + at, row).isUnderlined ? '^' : ' ')).join('');
  expect(marked(1, 'show iface what')).toBe('      ^^ ^     ');
  expect(marked(2, 'interface')).toBe('   ^ ^^ ^');
  expect(console.screen.cell(3, 1).isInverse).toBe(true);
  expect(console.screen.cell(3, 2).isInverse).toBe(false);
});

test('Ctrl-R narrows the list as one types, moves in it, and leaves by Escape with the line as it was', async () => {
  const console = start();
  await console.type('interface\rportproxy\rshow all\r', 'two');
  await console.shows('\f', 'netsh interface portproxy>▏');
  await console.shows('\u0012', 'search: ▏', '   show all', '   portproxy', '   interface');
  await console.shows('r', 'search: r▏', '   portproxy', '   interface');
  await console.shows('x', 'search: rx▏', '  No line of the history contains this.');
  await console.shows(KEYS.backspace, 'search: r▏', '   portproxy', '   interface');
  await console.type(KEYS.down, (screen) => screen.cell(4, 2).isInverse);
  await console.type('\u0012', (screen) => screen.cell(4, 2).isInverse);
  await console.shows(KEYS.escape, 'netsh interface portproxy>▏');
});

test('a line like the one before is kept once', async () => {
  const console = start();
  await console.type('interface\rfoo\rfoo\rbar\r', 'found: bar');
  await console.type(KEYS.up, (screen) => screen.cursorRow === 'netsh interface>bar');
  await console.type(KEYS.up, (screen) => screen.cursorRow === 'netsh interface>foo');
  await console.type(KEYS.up, (screen) => screen.cursorRow === 'netsh interface>interface');
  await console.type(KEYS.up + KEYS.down, (screen) => screen.cursorRow === 'netsh interface>foo');
});

test('shells that are open at the same time recall what the others ran', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  const [one, other] = [start({ home }), start({ home })];
  await other.screen.waitFor((screen) => screen.view === 'netsh>▏');
  await one.type('interface portproxy\r', 'netsh interface portproxy>');
  await expect.poll(() => readFileSync(path.join(home, 'history'), 'utf8')).toBe('interface portproxy\n');
  await other.type(KEYS.up, (screen) => screen.cursorRow === 'netsh>interface portproxy');
  await other.type('\u0003\u0012', '   interface portproxy');
});

test('what cannot be read is recalled in this session and not kept on disk, which only its owner reads', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  const console = start({ home });
  await console.type('interface\rpasswrod=1\r', 'not found');
  await console.type(KEYS.up, (screen) => screen.cursorRow === 'netsh interface>passwrod=1');
  await expect.poll(() => readFileSync(path.join(home, 'history'), 'utf8')).toBe('interface\n');
  expect(statSync(path.join(home, 'history')).mode & 0o777).toBe(0o600);
});

test('what is pasted into a search filters it', async () => {
  const console = start();
  await console.type('interface portproxy\r\u0012', 'search:');
  await console.type('\u001B[200~face\n\u001B[201~', (screen) => screen.cursorRow === 'search: face');
});
