import { expect, test } from 'vitest';
import { KEY_TABLE } from '../../../src/tui/keys/table.ts';
import { VI_TABLE } from '../../../src/tui/keys/vi/table.ts';
import type { Console } from '../fixtures/console.ts';
import { netsh } from '../fixtures/netsh.ts';
import { KEYS, useConsole } from '../fixtures/use-console.ts';

const { inPortproxy, start } = useConsole();

const BAR = '[6 q';
const BLOCK = '[2 q';
const UNDERLINE = '[4 q';
const OWN = '[0 q';

/** The shapes that the cursor was given, in their order. */
function shapes({ screen }: Console): string[] {
  return screen.raw.match(/\[\d q/g) ?? [];
}

test('Escape goes to normal mode, which a row tells with the keys of a command', async () => {
  const console = start({ editing: 'vi' });
  await console.type('xone two', 'netsh>xone two');
  await console.type(KEYS.escape, (screen) => screen.view.endsWith('  -- NORMAL --'));
  expect(console.screen.view.split('\n')[0]).toBe('netsh>xone tw▏o');
  await console.type('2d', (screen) => screen.view.endsWith('  -- NORMAL --  2d'));
  await console.type('b', (screen) => screen.view.startsWith('netsh>▏o\n'));
  await console.type('u', (screen) => screen.view.startsWith('netsh>xone tw▏o\n'));
  await console.type('R', (screen) => screen.view.endsWith('  -- REPLACE --'));
  await console.type(`${KEYS.escape}v`, (screen) => screen.view.endsWith('  -- VISUAL --'));
  await console.type('A'.repeat(3), (screen) => screen.view.endsWith('  -- VISUAL --'));
  await console.type(`${KEYS.escape}A`, (screen) => !screen.text.includes('--'));
});

test('what is selected in visual mode is shown in reverse', async () => {
  const console = start({ editing: 'vi' });
  await console.type('xone two', 'xone two');
  await console.type(`${KEYS.escape}vb`, (screen) => screen.view.startsWith('netsh>xone ▏two'));
  const { screen } = console;
  expect([9, 10, 11, 12, 13].map((x) => screen.cell(x, 0).isInverse)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

test('the cursor has the shape of the mode, and its own again while a command runs and at the end', async () => {
  const console = start({ editing: 'vi' });
  await console.type('xa', 'netsh>xa');
  await console.type(KEYS.escape, '-- NORMAL --');
  await console.type('R', '-- REPLACE --');
  await console.type('\u0003', /\^C\nnetsh>$/);
  await console.type('..\r', 'netsh>..\nnetsh>');
  await console.screen.upToDate();
  expect(shapes(console)).toEqual([BAR, BLOCK, UNDERLINE, OWN, BAR, OWN, BAR]);
  await console.type('\u0004');
  await console.ended;
  expect(shapes(console).at(-1)).toBe(OWN);
});

test('the cursor keeps its shape without vi, and on a terminal that knows none', async () => {
  const emacs = start();
  await emacs.type(`xa${KEYS.escape}..`, 'netsh>xa..');
  expect(shapes(emacs)).toEqual([]);
  const linux = start({ editing: 'vi', env: { TERM: 'linux' } });
  await linux.type('xa', 'netsh>xa');
  await linux.type(KEYS.escape, '-- NORMAL --');
  expect(shapes(linux)).toEqual([]);
});

test('Escape closes a menu before it leaves insert mode, and the menu filters what is typed', async () => {
  const console = await inPortproxy({ editing: 'vi' });
  await console.type('add v\t', 'Adds a v6tov6 entry.');
  await console.type('4tov\t', (screen) => !screen.text.includes('v6tov6 entry'));
  await console.type(KEYS.escape, (screen) => !screen.text.includes('Adds a v4tov6 entry.'));
  await console.type('6 ', (screen) => screen.view.includes('>add v4tov6 ▏'));
  expect(console.screen.text).not.toContain('NORMAL');
  await console.type(KEYS.escape, '-- NORMAL --');
});

test('the suggestion and the question mark work in insert mode', async () => {
  const console = await inPortproxy({ editing: 'vi' });
  await console.shows('show ?', 'netsh interface portproxy>show ▏?', '   all  Shows everything.');
  await console.type(`${KEYS.escape}${KEYS.right}`, (screen) => screen.view.includes('>show ▏'));
  await console.type('a', 'show all');
  await console.type(KEYS.end, (screen) => screen.view.includes('show all▏'));
});

test('k walks the history and / searches it, and what is found stays in normal mode', async () => {
  const console = start({ editing: 'vi' });
  await console.type('interface portproxy\r', 'netsh interface portproxy>');
  await console.type('show all\r', 'two');
  await console.type('..\r', (screen) => screen.cursorRow === 'netsh interface>');
  await console.type('..\r', (screen) => screen.cursorRow === 'netsh>');
  await console.type(KEYS.escape, '-- NORMAL --');
  await console.type('k', (screen) => screen.view.includes('\nnetsh>.▏.\n'));
  await console.type('k', (screen) => screen.view.includes('\nnetsh>show al▏l\n'));
  await console.type('/', 'search: ');
  await console.type('port', (screen) => screen.view.includes('search: port▏'));
  await console.type('\r', (screen) => screen.view.includes('\nnetsh>interface portprox▏y\n'));
  await console.type('G', (screen) => screen.view.includes('\nnetsh>interface portprox▏y\n'));
});

test('keys of normal mode that are typed ahead in one piece are taken one by one', async () => {
  const console = start({ editing: 'vi' });
  await console.type(`xone two${KEYS.escape}0dwAthree`, (screen) =>
    screen.view.startsWith('netsh>twothree▏'),
  );
});

test('set editing changes the keys of the line at once, there and back, and help keys lists them', async () => {
  const console = start({ ...(await netsh()), rows: 120 });
  await console.type('set editing vi\r', (screen) => screen.cursorRow === 'netsh>');
  await console.type('show editing\r', 'show editing\nvi\n');
  await console.type('\u001B', '-- NORMAL --');
  await console.type('ihelp keys\r', 'Takes the next key as it is');
  const rows = console.screen.text.split('\n').filter((row) => row.includes(' - '));
  expect(rows.length).toBe(VI_TABLE.length + KEY_TABLE.filter(({ keys }) => keys.some(isLeft)).length + 1);
  for (const row of rows) expect(row.length).toBeLessThan(80);
  await console.type('set editing emacs\r', (screen) => screen.cursorRow === 'netsh>');
  await console.type('\fxa\u001Bbxb', (screen) => screen.cursorRow === 'netsh>xbxa');
});

/** Whether a key is left in vi's insert mode: Alt and a character are Escape and that character there. */
function isLeft(key: string): boolean {
  return !/^Alt-.$/.test(key);
}
