import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestHome } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';
import type { TerminalOptions } from './terminal.ts';

let home: TestHome | undefined;
let open: NetshTerminal[] = [];

afterEach(async () => {
  const all = open;
  open = [];
  for (const terminal of all) await terminal.close();
  await home?.close();
  home = undefined;
});

/** A shell of 80 × 24 in a home that later ones of the test share. */
async function start(options: Partial<TerminalOptions> = {}): Promise<NetshTerminal> {
  home ??= new TestHome();
  const terminal = new NetshTerminal(options, home);
  open.push(terminal);
  await terminal.waitFor('netsh>');
  return terminal;
}

const OWN_SHAPE = '[0 q';
const SHAPE = /\[\d q/g;

test('set editing mode=vi is kept for later shells, which give the shape of the cursor back', async () => {
  const first = await start();
  await first.typeAndWait('set editing mode=vi\r', 'help keys lists the keys.');
  await first.typeAndWait('xadd v4', 'xadd v4');
  await first.typeAndWait('\u001B', '-- NORMAL --');
  first.type('\u0003\u0004');
  expect(await first.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(first.screen.raw.match(SHAPE)?.at(-1)).toBe(OWN_SHAPE);

  const second = await start();
  await second.typeAndWait('xadd 8080 10.0.0.5', 'xadd 8080 10.0.0.5');
  await second.typeAndWait('\u001B', '-- NORMAL --');
  expect(second.screen.cursorRow).toBe('netsh>xadd 8080 10.0.0.5');
  expect(second.screen.cursor.x).toBe('netsh>xadd 8080 10.0.0.5'.length - 1);
  await second.typeAndWait('0wcw443', (screen) => screen.cursorRow === 'netsh>xadd 443 10.0.0.5');
  await second.typeAndWait('\u001B', '-- NORMAL --');
  await second.typeAndWait('u', (screen) => screen.cursorRow === 'netsh>xadd 8080 10.0.0.5');
  await second.typeAndWait('dd', (screen) => screen.cursorRow === 'netsh>');
  await second.typeAndWait('iset editing mode=emacs\r', 'help keys lists the keys.');
  second.type('\u0004');
  expect(await second.ended).toEqual({ exitCode: 0, signal: 0 });

  const third = await start();
  await third.typeAndWait('xab\u001Bbxc', (screen) => screen.cursorRow === 'netsh>xcxab');
  expect(third.screen.raw).not.toMatch(SHAPE);
});

test('a bracketed paste in normal mode is inserted, also one that holds an Escape', async () => {
  const terminal = await start();
  await terminal.typeAndWait('set editing vi\r', 'help keys lists the keys.');
  await terminal.typeAndWait('xa', 'netsh>xa');
  await terminal.typeAndWait('\u001B', '-- NORMAL --');
  await terminal.typeAndWait('\u001B[200~dd \u001Bdw\u001B[201~', (screen) =>
    screen.cursorRow.startsWith('netsh>xadd '),
  );
  expect(terminal.screen.text).toContain('-- NORMAL --');
});

test('a signal that ends the shell in normal mode gives the shape of the cursor back', async () => {
  const terminal = await start();
  await terminal.typeAndWait('set editing vi\r', 'help keys lists the keys.');
  await terminal.typeAndWait('xa', 'netsh>xa');
  await terminal.typeAndWait('\u001B', '-- NORMAL --');
  terminal.kill('SIGTERM');
  await terminal.ended;
  expect(terminal.screen.raw.match(SHAPE)?.at(-1)).toBe(OWN_SHAPE);
});

test('a lesson is given with the keys of the learner', async () => {
  const terminal = await start();
  await terminal.typeAndWait('set editing vi\r', 'help keys lists the keys.');
  const isAtPrompt = ({ cursorRow }: NetshTerminal['screen']) => cursorRow === '[lesson] netsh>';
  await terminal.typeAndWait('learn 1\r', isAtPrompt);
  await terminal.typeAndWait('xab', 'xab');
  await terminal.typeAndWait('\u001B', '-- NORMAL --');
  await terminal.typeAndWait('ccset editing emacs\r', isAtPrompt);
  await terminal.typeAndWait('learn stop\r', (screen) => screen.cursorRow === 'netsh>');
  await terminal.typeAndWait('xab\u001Bix', (screen) => screen.cursorRow === 'netsh>xaxb');
  const later = await start();
  await later.typeAndWait('xab\u001Bbxc', (screen) => screen.cursorRow === 'netsh>xcxab');
});

test('plain lines have no modes and no escape sequences', async () => {
  const terminal = await start();
  await terminal.typeAndWait('set editing vi\r', 'help keys lists the keys.');
  terminal.type('\u0004');
  await terminal.ended;
  const plain = await start({ env: { NETSH_PLAIN: '1' } });
  await plain.typeAndWait('show editing\r', '\nvi\n');
  await plain.typeAndWait('set editing emacs\r', 'Shells that start from now on have these keys.');
  expect(plain.screen.raw).not.toContain('\u001B');
});

test('settings of the shell that are broken, or that others can write, leave the keys of Emacs', async () => {
  home = new TestHome();
  const file = path.join(home.path, 'shell.json');
  writeFileSync(file, '{"editing": ["vi"]', { mode: 0o600 });
  const broken = await start();
  await broken.typeAndWait('xab\u001Bbxc', (screen) => screen.cursorRow === 'netsh>xcxab');
  await broken.typeAndWait('\u0003', '^C');
  await broken.typeAndWait('set editing vi\r', 'help keys lists the keys.');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ editing: 'vi' });
  chmodSync(file, 0o666);
  const shared = await start();
  await shared.typeAndWait('xab\u001Bbxc', (screen) => screen.cursorRow === 'netsh>xcxab');
  expect(shared.screen.rows.join('')).toContain(
    'shell.json cannot be read: others can write to it (chmod go-w)',
  );
});
