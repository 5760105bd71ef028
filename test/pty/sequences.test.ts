import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NetshTerminal } from './netsh.ts';

/** A slow line holds the rest of a sequence back for longer than a lone Escape is waited for, ms. */
const DELAY = 60;

let terminal: NetshTerminal;

beforeEach(async () => {
  terminal = new NetshTerminal({ columns: 100 });
  await terminal.waitFor((screen) => screen.cursorRow === 'netsh>');
});

afterEach(() => terminal.close());

/** Sends keys with a pause at one place in them, as a line that cuts there. */
async function typeCut(keys: string, at: number): Promise<void> {
  terminal.type(keys.slice(0, at));
  await setTimeout(DELAY);
  terminal.type(keys.slice(at));
}

test.each([
  ['Ctrl-Left', '\u001B[1;5D', 'add Xone'],
  ['Home', '\u001B[H', 'Xadd one'],
  ['Home of the numeric keypad', '\u001BOH', 'Xadd one'],
  ['Delete', '\u001B[3~', 'add oneX'],
  ["a terminal's answer", '\u001B]11;rgb:0/0/0\u0007', 'add oneX'],
])('%s means the same wherever a slow line cuts it', async (_name, keys, wanted) => {
  const first = keys.startsWith('\u001B[') ? 1 : 2;
  for (let at = first; at < keys.length; at++) {
    await terminal.typeAndWait('add one', (screen) => screen.cursorRow.startsWith('netsh>add one'));
    await typeCut(keys, at);
    await terminal.typeAndWait('X', (screen) => screen.cursorRow.trimEnd().startsWith(`netsh>${wanted}`));
    await terminal.typeAndWait('\u0005\u0015', (screen) => screen.cursorRow.trimEnd() === 'netsh>');
  }
});

test('a paste runs no line wherever a slow line cuts it', async () => {
  const paste = '\u001B[200~show\rhelp\u001B[201~';
  for (let at = 1; at < paste.length; at++) {
    await typeCut(paste, at);
    await terminal.waitFor((screen) => screen.rows.some((row) => row.startsWith('Run these 2 lines?')));
    await terminal.typeAndWait('\u001B', (screen) => screen.cursorRow.trimEnd() === 'netsh>');
  }
  expect(terminal.screen.text).not.toContain('following command');
});

test('a sequence without an end is never typed', async () => {
  for (const keys of ['\u001B[1;5', '\u001B]11;rgb:0/0', '\u001B[1;5\r']) terminal.type(`${keys}\u0003`);
  await terminal.typeAndWait('show', (screen) => screen.cursorRow.startsWith('netsh>show'));
});
