import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addLine, netsh, netshSettings, runAll } from '../fixtures/netsh.ts';
import { GatedSession, sessionSettings } from '../fixtures/session.ts';
import type { Screen } from '../../pty/screen.ts';
import { KEYS, useConsole } from '../fixtures/use-console.ts';

const { inPortproxy, start } = useConsole();

test('Tab completes the only word, and a blank follows', async () => {
  const console = start();
  await console.shows(
    'int\t',
    'netsh>interface ▏',
    '  portproxy  Changes to the netsh interface portproxy context.',
  );
});

test('Tab completes the common part and opens a menu, in which Tab moves and Enter takes', async () => {
  const console = await inPortproxy();
  const menu = [
    '   v4tov4  Adds a v4tov4 entry.',
    '   v4tov6  Adds a v4tov6 entry.',
    '   v6tov4  Adds a v6tov4 entry.',
    '   v6tov6  Adds a v6tov6 entry.',
  ];
  await console.shows('add \t', 'netsh interface portproxy>add v▏', ...menu);
  await console.shows('\t', 'netsh interface portproxy>add v4tov4▏', ...menu);
  await console.shows('\t', 'netsh interface portproxy>add v4tov6▏', ...menu);
  await console.shows('\u001B[Z', 'netsh interface portproxy>add v4tov4▏', ...menu);
  await console.shows(KEYS.up, 'netsh interface portproxy>add v6tov6▏', ...menu);
  await console.shows(
    '\r',
    'netsh interface portproxy>add v6tov6 ▏',
    '  listenport=  [connectaddress=]',
    '  Port on which to listen. Accepts 1-65535.',
  );
});

test('Enter in a menu with nothing selected closes it and runs nothing', async () => {
  const console = await inPortproxy();
  await console.type('add \t', 'v6tov6');
  await console.shows(
    '\r',
    'netsh interface portproxy>add v▏4tov4',
    '  listenport=  [connectaddress=]',
    '  v → v4tov4',
  );
  await console.shows(
    '\r',
    'netsh interface portproxy>add v',
    'One or more essential parameters were not entered.',
    'Verify the required parameters, and reenter them.',
    'The syntax supplied for this command is not valid. Check help for the correct sy',
    'ntax.',
    '',
    'Usage: add v4tov4 [listenport=]<integer>',
    '            [[connectaddress=]<word>]',
    '',
    'Parameters:',
    '',
    '       Tag              Value',
    '       listenport     - Port on which to listen.',
    '       connectaddress - Where to connect.',
    '',
    '',
    'netsh interface portproxy>▏',
  );
});

test('typing filters the menu, Escape leaves it and keeps the line', async () => {
  const console = await inPortproxy();
  await console.shows(
    'add \t6',
    'netsh interface portproxy>add v6▏',
    '   v6tov4  Adds a v6tov4 entry.',
    '   v6tov6  Adds a v6tov6 entry.',
  );
  await console.shows(
    KEYS.escape,
    'netsh interface portproxy>add v6▏tov4',
    '  listenport=  [connectaddress=]',
    '  v6 → v6tov4',
  );
});

test('a menu longer than its room says where one is', async () => {
  const console = start({ rows: 8 });
  await console.shows(
    '?',
    'netsh>▏?',
    '   ?          Displays a list of commands.',
    '   exit       Leaves the shell.',
    '   exec       Runs a script.',
    '   ..         Goes up one level.',
    '   interface  Changes to the netsh interface context.',
  );
  console.resize(80, 6);
  await console.screen.waitFor('1–2 of 5');
  await console.type(KEYS.pageDown, '3–4 of 5');
  await console.type(KEYS.pageDown, '4–5 of 5');
});

test('the list of a ? is as high as the screen allows, in the order of use', async () => {
  const console = start({ ...(await netsh()), rows: 24 });
  await console.type('?', /netsh>\?\n +interface .*\n +advfirewall .*\n +relay [^]* 1–20 of 2\d$/);
  await console.type(KEYS.pageDown, / \d–(\d+) of \1$/);
  await console.type(`${KEYS.escape}\u0003interface portproxy\r`, 'portproxy>');
  console.resize(80, 50);
  await console.type('?', /\?\n +add .*\n +show .*\n +set .*\n +delete .*\n +monitor [^]*\n +relay [^]*$/);
  expect(console.screen.text).not.toMatch(/ of \d+$/);
});

test('Escape and a key right behind it are both taken', async () => {
  const console = await inPortproxy();
  await console.type('add \t', 'v6tov6');
  await console.shows('\u001B\u0003', 'netsh interface portproxy>add v^C', 'netsh interface portproxy>▏');
  await console.type('?', 'Removes everything.');
  await console.type('\u001Bx', (screen) => screen.cursorRow === 'netsh interface portproxy>x');
});

test('Tab waits for what is still being read', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const console = start({ shell: new GatedSession(sessionSettings(), promise) });
  await console.type('i', (screen) => screen.cursorRow.startsWith('netsh>i'));
  await console.type('nt\t', (screen) => screen.view.startsWith('netsh>int▏'));
  resolve();
  await console.type('', (screen) => screen.cursorRow.startsWith('netsh>interface'));
});

const ENTRIES = [
  { listenPort: '8080', connectAddress: '10.0.0.5', connectPort: '80' },
  { listenPort: '8443', listenAddress: '192.0.2.7', connectAddress: 'mail', connectPort: '443' },
];

test.each([
  ['listenport=8080 connecta‸=10.0.0.5', 'listenport=8080 connectaddress=‸10.0.0.5'],
  ['listenport‸=80', 'listenport=‸80'],
  ['listenp‸ort=80', 'listenport=‸80'],
  ['"listenp‸"', 'listenport=‸'],
  ['listenport=80 connectaddress=pri‸nter:80', 'listenport=80 connectaddress=printer‸:80'],
  ['listenport=80 connectaddress=pri‸nter', 'listenport=80 connectaddress=printer ‸'],
  ['listenport=80 connectaddress=pri‸10.0.0.5', 'listenport=80 connectaddress=printer‸10.0.0.5'],
  ['listenport=80 connectaddress="pri‸nter"', 'listenport=80 connectaddress=printer ‸'],
  ['connectp‸10.0.0.5', 'connectport=‸10.0.0.5'],
  ['htt‸8080', 'http‸8080'],
])('Tab throws nothing away that stands behind the cursor: %s', async (before, after) => {
  const console = await inPortproxy({ ...(await netsh()), columns: 120 });
  const start = 'netsh interface portproxy>add v4tov4 ';
  const [left = '', right = ''] = before.split('‸');
  await console.type(`add v4tov4 ${left}${right}${KEYS.left.repeat(right.length)}`);
  await console.type('\t');
  await console.screen.waitFor((screen) => screen.view.split('\n')[0] === start + after.replace('‸', '▏'));
});

test('Tab before the rest of two words parts them', async () => {
  const console = start();
  await console.type(`interfportproxy${KEYS.left.repeat(9)}`);
  await console.type('\t', (screen) => screen.view.startsWith('netsh>interface ▏portproxy'));
  await console.type(`\u0003interxface${KEYS.left.repeat(5)}`);
  await console.type('\t', (screen) => screen.cursorRow.startsWith('netsh>interface xface'));
});

test('typing, a paste and Backspace go on from the candidate that is shown, Escape takes it back', async () => {
  const console = await inPortproxy({ ...(await netsh(ENTRIES)), columns: 120 });
  const line = (text: string) => (screen: Screen) =>
    screen.view.split('\n')[0] === `netsh interface portproxy>${text}`;
  await console.type('add v4tov4 18085 conn\t\t', line('add v4tov4 18085 connectaddress=▏'));
  await console.type('127.7.7.1', line('add v4tov4 18085 connectaddress=127.7.7.1▏'));
  await console.type('\u0015add v4tov4 ht\t\t', line('add v4tov4 http▏'));
  await console.type('x', line('add v4tov4 httpx▏'));
  await console.type('\u0015add v4tov4 ht\t\t', line('add v4tov4 http▏'));
  await console.type('\u007F', line('add v4tov4 htt▏'));
  await console.type('\u0015delete v4tov4 \t\t', line('delete v4tov4 8080▏'));
  await console.type('\u001B[200~ x\u001B[201~', line('delete v4tov4 8080 x▏'));
  await console.type('\u0015delete v4tov4 \t\t', line('delete v4tov4 8080▏'));
  await console.type(KEYS.escape, line('delete v4tov4 ▏'));
});

test('Tab takes the only candidate that is left in a menu, and the next Enter runs the line', async () => {
  const console = await inPortproxy(await netsh(ENTRIES));
  await console.type('set v4tov4 8080 state=\t', 'disabled');
  await console.type('d\t', (screen) => screen.cursorRow.endsWith('state=disabled'));
  await console.type('\r', /state=disabled \n/);
});

test('tags behind the cursor are not offered again', async () => {
  const console = await inPortproxy(await netsh());
  const given = 'add v4tov4 listenport=1 connectaddress=x connectport=2 protocol=tcp log=yes';
  await console.type(`${given} \u0001${KEYS.ctrlRight.repeat(2)} l\t`, (screen) =>
    screen.cursorRow.includes('add v4tov4 listenaddress= listenport=1'),
  );
});

test('delete offers the entries, and choosing a port fills in its listen address', async () => {
  const console = await inPortproxy(await netsh(ENTRIES));
  await console.shows(
    'delete v4tov4 \t',
    'netsh interface portproxy>delete v4tov4 ▏',
    '   8080            *:8080 to 10.0.0.5:80',
    '   8443            192.0.2.7:8443 to mail:443',
    '   listenport=     IPv4 port of the entry.',
    '   listenaddress=  IPv4 address of the entry (default: *).',
    '   protocol=       Protocol of the entry: tcp or udp.',
  );
  await console.type('\t\t\r', (screen) => screen.cursor.x === 69);
  expect(console.screen.text).toContain('delete v4tov4 8443 listenaddress=192.0.2.7');
  expect(console.screen.text).toContain('  Deletes 192.0.2.7:8443 to mail:443.');
});

test('set and delete offer the listen address that an entry with the port has', async () => {
  const console = await inPortproxy(await netsh(ENTRIES));
  await console.type('set v4tov4 8443 listenaddress=\t', '192.0.2.7  Entry on port 8443, to mail:443');
  await console.type('\u0003delete v4tov4 8443 ', /One with this port has\s+listenaddress=192\.0\.2\.7/);
});

test('addresses of this machine to listen on; names of the hosts file and of entries to connect to', async () => {
  const console = await inPortproxy(await netsh(ENTRIES));
  await console.shows(
    'add v4tov4 80 listenaddress=\t',
    'netsh interface portproxy>add v4tov4 80 listenaddress=▏',
    '   *          Every IPv4 address',
    '   192.0.2.7  Address of this machine',
  );
  await console.type('\u0003\f', (screen) => screen.cursor.y === 0);
  await console.shows(
    'add v4tov4 80 connectaddress=\t',
    'netsh interface portproxy>add v4tov4 80 connectaddress=▏',
    '   127.0.0.1  Known to this machine',
    '   10.0.0.5   Used by an entry',
    '   mail       Used by an entry',
    '   printer    Known to this machine',
  );
});

test('service names, enumerated values and options', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('add v4tov4 ht\t', 'http   TCP port 80');
  await console.type('\u0003add v4tov4 80 state=\t', 'disabled');
  await console.type('\u0003show all --j\t', (screen) => screen.cursorRow.endsWith('show all --json'));
});

test('paths of scripts, folder by folder', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  mkdirSync(path.join(folder, 'scripts'));
  for (const name of ['one.txt', 'other.txt']) writeFileSync(path.join(folder, 'scripts', name), '');
  const console = start({ ...(await netsh()), columns: 200 });
  await console.type(`exec ${folder}/s\t`, (screen) => screen.cursorRow.endsWith('/scripts/'));
  await console.type('\t', (screen) => screen.cursorRow.endsWith('/scripts/o'));
  await console.screen.waitFor('scripts/other.txt');
  await console.type('n\t', (screen) => screen.cursorRow.endsWith('/scripts/one.txt'));
  rmSync(folder, { recursive: true });
});

test('aliases complete, and what they stand for is told', async () => {
  const console = start(await netsh([], 'alias fwd interface portproxy'));
  await console.shows('fw', 'netsh>fw▏d', '  fwd  Alias of interface portproxy');
  await console.type('\t', (screen) => screen.cursor.x === 10);
});

test('the line behind explain completes as it would alone, and pushd takes contexts', async () => {
  const console = await inPortproxy(await netsh(ENTRIES));
  await console.type('explain del\t', (screen) => screen.cursorRow.endsWith('explain delete'));
  await console.type('v4tov4 \t', '192.0.2.7:8443 to mail:443');
  await console.type('\u0003\u0003pushd \t', (screen) =>
    screen.rows.some((row) => row.includes('portproxy  ')),
  );
  expect(console.screen.text.split('\n').slice(-8).join('\n')).not.toContain('delete  ');
});

test('an open menu shows what becomes known behind it', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  // The first refresh sees an empty table, the second one, behind the prompt of a context, what was added since.
  const shell = new GatedSession(netshSettings(), Promise.resolve(), promise);
  const console = await inPortproxy({ shell });
  await runAll(shell, ENTRIES.map(addLine));
  await console.type('delete v4tov4 \t', '   protocol=');
  expect(console.screen.text).not.toContain('8443');
  resolve();
  await console.screen.waitFor('   8443            192.0.2.7:8443 to mail:443');
});
