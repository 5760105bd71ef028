import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { KEY_TABLE } from '../../../src/tui/keys/table.ts';
import { netsh } from '../fixtures/netsh.ts';
import { useConsole } from '../fixtures/use-console.ts';

const { inPortproxy, start } = useConsole();

/** The help of `add v4tov4` in the small schema. */
const USAGE = [
  'Usage: add v4tov4 [listenport=]<integer>',
  '            [[connectaddress=]<word>]',
  '',
  'Parameters:',
  '',
  '       Tag              Value',
  '       listenport     - Port on which to listen.',
  '       connectaddress - Where to connect.',
  '',
];

test('a question mark where a word may begin lists what may come next and keeps the line', async () => {
  const console = await inPortproxy();
  await console.shows('show ?', 'netsh interface portproxy>show ▏?', '   all  Shows everything.');
  await console.shows('\t', 'netsh interface portproxy>show all ▏', '  Shows everything.');
});

test('a question mark and Enter ask for help as in netsh', async () => {
  const console = await inPortproxy();
  await console.shows(
    'add v4tov4 ?\r',
    'netsh interface portproxy>add v4tov4 ?',
    '',
    ...USAGE,
    '',
    'netsh interface portproxy>▏',
  );
});

test('Ctrl-V ? and /? are characters', async () => {
  const console = await inPortproxy();
  await console.type('exec \u0016?/?', (screen) => screen.rows[0] === 'netsh interface portproxy>exec ?/?');
});

test('F1 shows the help of the command on the line and keeps the line', async () => {
  const console = await inPortproxy();
  await console.type('add v4 80', 'connectaddress');
  await console.shows(
    '\u001BOP',
    'netsh interface portproxy>add v4tov4 ?',
    '',
    ...USAGE,
    '',
    'netsh interface portproxy>add v4 80▏',
    '  listenport=  [connectaddress=]',
    '  Port on which to listen. Accepts 1-65535.',
    '  v4 → v4tov4',
  );
});

test('help keys lists every key within the width of a terminal', async () => {
  const console = start({ ...(await netsh()), rows: 60 });
  await console.type('help keys\r', 'Swaps the two words around the cursor.');
  const rows = console.screen.text.split('\n').filter((row) => row.includes(' - '));
  expect(rows.length).toBe(KEY_TABLE.length + 1);
  for (const row of rows) expect(row.length).toBeLessThan(80);
});

test('help keys in a script, and with more words, is the help of the context', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  writeFileSync(path.join(folder, 'help.txt'), 'help keys');
  const console = start({ ...(await netsh()), rows: 60 });
  await console.type(`exec ${folder}/help.txt\r`, 'The following commands are available:');
  await console.type('\fhelp keys now\r', 'The following commands are available:');
  expect(console.screen.text).not.toContain('Swaps the two words');
  rmSync(folder, { recursive: true });
});

test('Alt-H is F1, and a ? inside a word or quotes is a character', async () => {
  const console = await inPortproxy();
  await console.type('add v4tov4 80\u001Bh', 'Usage: add v4tov4 [listenport=]<integer>');
  await console.type('\u0003exec a?', (screen) => screen.cursorRow.endsWith('exec a?'));
  await console.type(' "b ?', (screen) => screen.cursorRow.endsWith('exec a? "b ?'));
});
