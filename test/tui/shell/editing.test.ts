import { expect, test } from 'vitest';
import type { Console } from '../fixtures/console.ts';
import { KEYS, useConsole } from '../fixtures/use-console.ts';

const { start } = useConsole();

/** A line that is no command, so that nothing is suggested behind it. */
async function typed(line: string): Promise<Console> {
  const console = start();
  await console.type(line, (screen) => screen.view.startsWith(`netsh>${line}▏`));
  return console;
}

/** Sends keys and waits for the line, a bar where the cursor stands. */
async function edits(console: Console, keys: string, line: string): Promise<void> {
  await console
    .type(keys, (screen) => screen.view.split('\n')[0] === `netsh>${line}`)
    .catch(() => expect(console.screen.view.split('\n')[0]).toBe(`netsh>${line}`));
}

test('keys typed ahead in one piece are taken one by one', async () => {
  await edits(start(), `xyz${KEYS.left}${KEYS.left}\u0004a${KEYS.end}\u007F\u007Fb`, 'xb▏');
});

test('Ctrl and Alt with arrows move by words, Home and End to the ends', async () => {
  const console = await typed('xadd v4-tov4 80');
  await edits(console, KEYS.ctrlLeft, 'xadd v4-tov4 ▏80');
  await edits(console, KEYS.altLeft, 'xadd v4-▏tov4 80');
  await edits(console, KEYS.ctrlLeft, 'xadd ▏v4-tov4 80');
  await edits(console, KEYS.ctrlRight, 'xadd v4▏-tov4 80');
  await edits(console, KEYS.altRight, 'xadd v4-tov4▏ 80');
  await edits(console, KEYS.home, '▏xadd v4-tov4 80');
  await edits(console, KEYS.end, 'xadd v4-tov4 80▏');
  await edits(console, '\u0001', '▏xadd v4-tov4 80');
  await edits(console, '\u0005', 'xadd v4-tov4 80▏');
  await edits(console, '\u001Bb', 'xadd v4-tov4 ▏80');
  await edits(console, '\u001Bf', 'xadd v4-tov4 80▏');
  await edits(console, '\u0002', 'xadd v4-tov4 8▏0');
  await edits(console, '\u0006', 'xadd v4-tov4 80▏');
});

test('Delete, Backspace and Ctrl-D delete one character as a reader sees it', async () => {
  const console = await typed('xa漢字');
  await edits(console, KEYS.backspace, 'xa漢▏');
  await edits(console, KEYS.left, 'xa▏漢');
  await edits(console, KEYS.delete, 'xa▏');
  await edits(console, '\u0001\u0004', '▏a');
});

test('what is cut comes back by Ctrl-Y, and Alt-Y goes through older cuts', async () => {
  const console = await typed('xone two three');
  await edits(console, '\u0017', 'xone two ▏');
  await edits(console, '\u0001\u001Bd', '▏ two');
  await edits(console, '\u000B', '▏');
  await edits(console, '\u0019', 'xone two ▏');
  await edits(console, '\u001By', 'three▏');
  await edits(console, '\u001By', 'xone two ▏');
  await edits(console, `${KEYS.left}\u0015`, '▏');
});

test('changes are taken back by Ctrl-_, and made again by Alt-_', async () => {
  const console = await typed('xadd v4');
  await edits(console, '\u0017', 'xadd ▏');
  await edits(console, '\u001F', 'xadd v4▏');
  await edits(console, '\u001F', 'xadd▏');
  await edits(console, '\u001B_', 'xadd v4▏');
  await edits(console, '\u001B_', 'xadd ▏');
});

test('Ctrl-T swaps characters and Alt-T words', async () => {
  const console = await typed('xsohw');
  await edits(console, '\u0014', 'xsowh▏');
  await edits(console, '\u0015xtwo xone', 'xtwo xone▏');
  await edits(console, '\u001Bt', 'xone xtwo▏');
});
