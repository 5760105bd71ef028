import { expect, test } from 'vitest';
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
  await console.type(`xy${KEYS.left}\u001B[200~1\n2\n3\u001B[201~`, 'Run these 3 lines?');
  expect(console.screen.rows.slice(1, 4)).toEqual(['  1  x1', '  2  2', '  3  3y']);
  await console.type(KEYS.escape, (screen) => screen.view.startsWith('netsh>x▏y'));
});

test('of more lines than there is room for it is told how many follow', async () => {
  const console = start({ rows: 10 });
  const lines = Array.from({ length: 50 }, (_, at) => `show ${at}`).join('\n');
  await console.type(`\u001B[200~${lines}\u001B[201~`, 'Run these 50 lines?');
  await console.screen.waitFor('  6  show 5\n  … and 44 more');
});

test('a paste cut into pieces anywhere is one paste', async () => {
  const console = start();
  for (const piece of ['\u001B[20', '0~inter', 'face\npo', 'rtproxy\u001B[2', '01~'])
    await console.type(piece);
  await console.screen.waitFor('Run these 2 lines?');
});
