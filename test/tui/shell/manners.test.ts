import { expect, test } from 'vitest';
import { netsh } from '../fixtures/netsh.ts';
import { useConsole } from '../fixtures/use-console.ts';

const { inPortproxy, start } = useConsole();

test('Ctrl-C gives the line up and shows it', async () => {
  const console = start();
  await console.shows('interf\u0003', 'netsh>interf^C', 'netsh>▏');
});

test('Ctrl-C interrupts a running command, and keys typed before it are gone', async () => {
  const console = start();
  await console.type('exec forever\rinter', 'netsh>exec forever');
  await console.shows('\u0003', 'netsh>exec forever', '^C', '', 'netsh>▏');
});

test('Ctrl-D deletes forward, and leaves on an empty line', async () => {
  const console = start();
  await console.shows('ab\u0001\u0004', 'netsh>▏b', '  No command begins with "b" here.');
  await console.shows('\u0004\u0004', 'netsh>', '▏');
  expect(await console.ended).toBe(0);
  expect(console.keyboard.isRaw).toBe(false);
  expect(console.screen.isPasteBracketed).toBe(false);
  expect(console.screen.isCursorShown).toBe(true);
});

test('a line that must be confirmed is asked about once', async () => {
  const console = await inPortproxy();
  await console.shows('reset\r', 'netsh interface portproxy>reset', '  Remove all entries? (y/n) ▏');
  await console.type('n', (screen) => screen.rows[0] === 'netsh interface portproxy>reset');
  await console.type('\r', 'Remove all entries?');
  await console.shows('y', 'netsh interface portproxy>reset', '', 'netsh interface portproxy>▏');
});

test('Ctrl-L clears the screen and keeps the line', async () => {
  const console = start();
  await console.type('show all\rinter', 'not found');
  await console.shows(
    '\f',
    'netsh>inter▏face',
    '  interface  Changes to the netsh interface context.',
    '  inter → interface',
  );
});

test('Ctrl-C leaves a menu and a search with a fresh prompt', async () => {
  const console = await inPortproxy();
  await console.type('add \t', '   v6tov6');
  await console.shows('\u0003', 'netsh interface portproxy>add v^C', 'netsh interface portproxy>▏');
  await console.type('\u0012', 'search:');
  await console.type('\u0003', (screen) => screen.cursorRow === 'netsh interface portproxy>');
});

test('the end of the input leaves the shell', async () => {
  const console = start();
  await console.type('inter', 'Changes to');
  console.keyboard.end();
  expect(await console.ended).toBe(0);
  await console.screen.waitFor((screen) => !screen.isPasteBracketed && screen.isCursorShown);
});

test.each([
  ['TERM=dumb', { TERM: 'dumb' }],
  ['a screen reader', { TERM: 'xterm-256color', INK_SCREEN_READER: 'true' }],
  ['NETSH_PLAIN', { TERM: 'xterm-256color', NETSH_PLAIN: '1' }],
  ['a screen reader by 1', { TERM: 'xterm-256color', INK_SCREEN_READER: '1' }],
])('%s gets plain lines, and is asked in them', async (_name, env) => {
  const console = start({ ...(await netsh([{ listenPort: '8080' }])), env });
  await console.type('interface portproxy\n', 'netsh interface portproxy>');
  await console.type('reset\n', 'Delete the one entry of the table? (y/n)');
  await console.type('n\nexit\n');
  expect(await console.ended).toBe(0);
  expect(console.screen.raw).not.toContain('\u001B');
});
