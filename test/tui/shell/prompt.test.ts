import { expect, test } from 'vitest';
import { Session } from '../../../src/shell/session.ts';
import { addLine, netsh, netshSettings, runAll } from '../fixtures/netsh.ts';
import { useConsole } from '../fixtures/use-console.ts';

const { inPortproxy, start } = useConsole();

test('the prompt stands alone, the cursor right behind it', async () => {
  await start().shows('', 'netsh>▏');
});

test('a context is entered, and output stays above the prompt as it came', async () => {
  const console = start();
  await console.shows('interface portproxy\r', 'netsh>interface portproxy', 'netsh interface portproxy>▏');
  await console.shows(
    'show all\r',
    'netsh>interface portproxy',
    'netsh interface portproxy>show all',
    '',
    'one',
    'two',
    '',
    'netsh interface portproxy>▏',
  );
});

test('keys typed while a command runs are taken afterwards', async () => {
  const console = start();
  await console.shows(
    'interface portproxy\rshow all\rsh',
    'netsh>interface portproxy',
    'netsh interface portproxy>show all',
    '',
    'one',
    'two',
    '',
    'netsh interface portproxy>sh▏ow all',
    '  show  Displays information.',
    '  sh → show',
  );
});

test('what is out of the ordinary stands under an empty prompt', async () => {
  const console = start(await netsh([], 'offline'));
  await console.shows('', 'netsh>▏', '  offline: changes are staged until commit');
  await console.shows(
    'i',
    'netsh>i▏nterface',
    '  interface  Port forwarding (portproxy); addresses and routes (ipv4, ipv6).',
    '  i → interface',
  );
});

test('long lines and wide characters wrap, the cursor where it belongs', async () => {
  const console = start({ columns: 40 });
  const line = `exec ${'漢字'.repeat(12)}`;
  await console.type(line, (screen) => screen.cursor.y === 1);
  expect(console.screen.rows.slice(0, 2)).toEqual([`netsh>exec ${'漢字'.repeat(7)}`, '漢字'.repeat(5)]);
  expect(console.screen.cursor).toEqual({ x: 20, y: 1 });
});

test('a terminal that becomes narrower or wider is drawn anew', async () => {
  const console = start({ columns: 80 });
  await console.type('interface por', 'Changes to');
  console.resize(40, 10);
  await console.shows(
    '',
    'netsh>interface por▏tproxy',
    '  portproxy  Changes to the netsh',
    '  interface portproxy context.',
    '  por → portproxy',
  );
  console.resize(120, 30);
  await console.shows(
    '',
    'netsh>interface por▏tproxy',
    '  portproxy  Changes to the netsh interface portproxy context.',
    '  por → portproxy',
  );
});

test('NO_COLOR leaves marks that are no colours', async () => {
  const console = await inPortproxy({ env: { TERM: 'xterm', NO_COLOR: '1' } });
  await console.type('add v4tov4 80 a b', 'Unexpected "');
  expect(console.screen.cell(42, 0)).toMatchObject({ isUnderlined: true, color: -1 });
  for (const color of [31, 34, 35, 36]) expect(console.screen.raw).not.toContain(`\u001B[${color}m`);
});

test('where the locale names no UTF-8, menus and hints are ASCII', async () => {
  const console = await inPortproxy({ columns: 40, env: { TERM: 'xterm-256color', LC_ALL: 'C' } });
  await console.type('ad v', (screen) => screen.text.includes('ad > add'));
  await console.type('\u0015?', (screen) => screen.text.includes('~'));
  console.resize(40, 6);
  await console.screen.waitFor(/ 1-2 of \d/);
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  expect(console.screen.text).toMatch(/^[\0-\u007F]*$/);
});

test('at 40 columns hints, questions and answers fold between words', async () => {
  const shell = new Session({
    ...netshSettings(),
    isTerminal: () => true,
    columns: () => 40,
  });
  await runAll(shell, [addLine({ listenPort: '8080', connectPort: '80' }), 'interface portproxy']);
  const console = start({ shell, columns: 40 });
  const prompt = 'netsh interface portproxy>';
  await console.shows(
    'add v4tov4 ',
    `${prompt}add v4tov4 ▏`,
    '  listenport=  [connectaddress=]',
    '  [connectport=]  [listenaddress=]…',
    '  IPv4 port on which to listen. Accepts',
    '  a number from 1 to 65535, a range',
    '  such as 30000-30010, or a service',
    '  name.',
  );
  await console.shows(
    '\u0003\freset\r',
    `${prompt}reset`,
    '  Delete the one entry of the table?',
    '  (y/n) ▏',
  );
  await console.shows(
    'n\u0003\fadd v4tov4 99999\r',
    `${prompt}add v4tov4 999`,
    '99',
    '99999 is not an acceptable value for',
    'listenport.',
    'The highest port is 65535. Use 1-65535,',
    'a range such as 30000-30010, or a',
    'service name such as http.',
    `${prompt}▏`,
    '  the relay is not running, nothing',
    '  listens: relay start',
  );
});
