import { expect, test } from 'vitest';
import { netsh } from '../fixtures/netsh.ts';
import { KEYS, useConsole } from '../fixtures/use-console.ts';

const { start } = useConsole();

test('a paste of several lines is shown first, then run line by line', async () => {
  const console = start();
  await console.shows(
    '\u001B[200~interface\nportproxy\n\u001B[201~',
    'Run these 2 lines? (Enter runs them, Escape drops them) ▏',
    '  1  interface',
    '  2  portproxy',
  );
  await console.shows('\r', 'netsh>interface', 'netsh interface>portproxy', 'netsh interface portproxy>▏');
});

test('of several pasted lines those that failed are named', async () => {
  const console = start();
  await console.type('\u001B[200~interface\nfoo\nportproxy\u001B[201~\r', '1 of 3 lines failed:\n  2  foo\n');
  await console.screen.waitFor('netsh interface portproxy>');
});

test('one pasted line is typed, control characters and all that is no text left out', async () => {
  await start().type('\u001B[200~inter\u0007face\n\u001B[201~', (screen) =>
    screen.view.startsWith('netsh>interface▏'),
  );
});

test('pasted lines join what stands around the cursor, and Escape brings that back', async () => {
  const console = start();
  await console.type(`xy${KEYS.left}\u001B[200~1\n2\n3\u001B[201~`, 'Run these 3 lines, 3 with errors?');
  expect(console.screen.rows.slice(1, 4)).toEqual(['! 1  x1', '! 2  2', '! 3  3y']);
  await console.type(KEYS.escape, (screen) => screen.view.startsWith('netsh>x▏y'));
});

test('faulty lines are marked and red, each read in the context to which those before it lead', async () => {
  const console = start(await netsh());
  const lines = [
    'interface portproxy',
    'show all',
    'shwo all',
    '..',
    'show all',
    'portproxy',
    'add v4tov4 0',
  ];
  await console.shows(
    `\u001B[200~${lines.join('\n')}\u001B[201~`,
    'Run these 7 lines, 3 with errors? (Enter runs them, Escape drops them) ▏',
    '  1  interface portproxy',
    '  2  show all',
    '! 3  shwo all',
    '  4  ..',
    '! 5  show all',
    '  6  portproxy',
    '! 7  add v4tov4 0',
  );
  const red = console.screen.cell(0, 3).color;
  expect(red).not.toBe(-1);
  expect(console.screen.cell(5, 3)).toMatchObject({ text: 's', color: red, isUnderlined: true });
  expect(console.screen.cell(5, 2)).not.toMatchObject({ color: red });
  expect(console.screen.cell(16, 7)).toMatchObject({ text: '0', color: red, isUnderlined: true });
});

test('of more lines than there is room for the keys scroll, and Enter runs all', async () => {
  const console = start({ rows: 10 });
  const lines = Array.from({ length: 50 }, (_, at) => `show ${at + 1}`).join('\n');
  const page = (first: number) => (screen: { readonly text: string }) =>
    screen.text.includes(`  ${first}–${first + 5} of 50; Up, Down, PageUp and PageDown scroll.`) &&
    new RegExp(`1 lines|\\n! *${first}  show ${first}\\n`).test(screen.text);
  await console.type(`\u001B[200~${lines}\u001B[201~`, 'Run these 50 lines, 50 with errors?');
  await console.screen.waitFor(page(1));
  await console.type(KEYS.down, page(2));
  await console.type('\u001B[6~', page(8));
  await console.type('\u001B[F', page(45));
  await console.type(KEYS.down, page(45));
  await console.type(KEYS.up, page(44));
  await console.type('\u001B[5~', page(38));
  await console.type('\u001B[H', page(1));
  await console.type('\r', '50 of 50 lines failed');
});

test('a paste of many lines is shown at once, its first 2,000 lines checked', async () => {
  const console = start();
  const lines = Array.from({ length: 20_000 }, () => 'bogus').join('\n');
  await console.type(`\u001B[200~${lines}\u001B[201~`, (screen) =>
    screen.cursorRow.includes('Run these 20000 lines, 2000 with errors?'),
  );
  await console.type('\u001B[F', '  20000  bogus');
  await console.type(KEYS.escape, (screen) => screen.view.startsWith('netsh>▏'));
});

test('a paste cut into pieces anywhere is one paste', async () => {
  const console = start();
  for (const piece of ['\u001B[20', '0~inter', 'face\npo', 'rtproxy\u001B[2', '01~'])
    await console.type(piece);
  await console.screen.waitFor('Run these 2 lines?');
});
