import { expect, test } from 'vitest';
import type { Screen } from '../../pty/screen.ts';
import { netsh } from '../fixtures/netsh.ts';
import { KEYS, useConsole } from '../fixtures/use-console.ts';

const { inPortproxy, start } = useConsole();

/** Colours of the theme in a terminal with 256. */
const GREY = 243;
const RED = 131;

test('the suggestion is taken whole by Right, a word by Alt-Right', async () => {
  const console = await inPortproxy();
  await console.type('add v4tov4 80 server\r', (screen) => screen.rows[2] === 'netsh interface portproxy>');
  await console.type(
    '\fadd v',
    (screen) => screen.cursorRow === 'netsh interface portproxy>add v4tov4 80 server',
  );
  expect(console.screen.cell(30, 0)).toMatchObject({ text: 'v', color: -1 });
  expect(console.screen.cell(31, 0)).toMatchObject({ text: '4', color: GREY });
  await console.type(KEYS.altRight, (screen) => screen.cursor.x === 36);
  await console.type(KEYS.right, (screen) => screen.cursor.x === 46);
});

test('the first wrong word is marked and explained before Enter', async () => {
  const console = await inPortproxy();
  await console.shows(
    'add v4tov4 80 a b',
    'netsh interface portproxy>add v4tov4 80 a b▏',
    '  Unexpected "b": every argument is given already.',
  );
  expect(console.screen.cell(42, 0)).toMatchObject({ text: 'b', isUnderlined: true, color: RED });
  expect(console.screen.cell(26, 0)).toMatchObject({ text: 'a', color: -1 });
});

test('a word that is nearly right is told before Enter and after it', async () => {
  const console = await inPortproxy();
  await console.shows(
    'shwo all',
    'netsh interface portproxy>shwo all▏',
    '  No command begins with "shwo" here. Did you mean show?',
  );
  await console.shows(
    '\r',
    'netsh interface portproxy>shwo all',
    'The following command was not found: shwo all.',
    'Did you mean show?',
    'netsh interface portproxy>▏',
  );
  expect(console.screen.cell(26, 0)).toMatchObject({ text: 's', isUnderlined: true });
});

test('what a line will do is told while it is typed', async () => {
  const console = await inPortproxy();
  await console.shows('reset', 'netsh interface portproxy>reset▏', '  Removes 3 entries.');
});

test('a suggestion never makes the line longer than it is', async () => {
  const console = start({ columns: 40 });
  await console.type('interface portproxy add v4tov4 80 server\r', 'netsh>');
  await console.type(
    '\finterface portproxy',
    (screen) => screen.rows[0] === 'netsh>interface portproxy add v4tov4 8…',
  );
  expect(console.screen.rows[1]).toContain('Changes to');
  await console.type(KEYS.right, (screen) => screen.rows[1]?.includes('server') === true);
});

test('the line is coloured by what each word is taken for', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('\u0015interface portproxy add v4tov4 listenport=80 --json', 'connectaddress');
  const colors = ['interface', 'add', 'v4tov4', 'listenport', '80', '--json'].map((word) => {
    const at = console.screen.rows[0]!.indexOf(word, 26);
    return console.screen.cell(at, 0)?.color;
  });
  // Blue, bold, bold, violet, green, pink.
  expect(colors).toEqual([63, -1, -1, 98, 29, 163]);
});

test('the hint shrinks as arguments are given, the current parameter stands out, with what it accepts', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('add v4tov4 ', (screen) =>
    syntax(screen).startsWith('listenport=  [connectaddress=]  [connectport=]  [listenaddress=]'),
  );
  expect(console.screen.cell(2, 1)).toMatchObject({ text: 'l', color: -1 });
  expect(console.screen.cell(16, 1)).toMatchObject({ text: 'c', color: GREY });
  await console.screen.waitFor('Accepts a number from 1 to');
  await console.type('8080 ', (screen) => syntax(screen).startsWith('[connectaddress=]  [connectport=]'));
  await console.screen.waitFor('an IPv4');
  await console.type('connectport=80 ', (screen) =>
    syntax(screen).startsWith('[connectaddress=]  [listenaddress=]  [protocol=]'),
  );
  await console.type('listena', (screen) => {
    const at = screen.rows[1]!.indexOf('listenaddress');
    return screen.cell(at, 1)?.text === 'l' && screen.cell(at, 1)?.color === -1;
  });
  await console.screen.waitFor('* for every address');
});

test('a short word shows what it is taken for, also when arguments follow', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('ad v 8080 10.0.0.5 ', '  ad → add, v → v4tov4');
});

test('adding over an entry says what it replaces and by what', async () => {
  const console = await inPortproxy(
    await netsh([{ listenPort: '8080', connectAddress: '10.0.0.5', connectPort: '80' }]),
  );
  await console.type('add v4tov4 8080 10.0.0.6', 'Changes *:8080 from 10.0.0.5:80 to 10.0.0.6:8080.');
  await console.type('\u0015add v4tov4 8081 10.0.0.6', 'Creates *:8081 to 10.0.0.6:8081.');
});

test('a value that no more typing can mend is marked at once, one that it can is not', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('add v4tov4 6553', (screen) => screen.cursor.x === 41);
  expect(console.screen.text).not.toContain('The highest port is');
  await console.type('6', 'The highest port is 65535');
  expect(console.screen.cell(37, 0)).toMatchObject({ text: '6', isUnderlined: true, color: RED });
  await console.type('\u0015add v4tov4 htt', (screen) => !screen.text.includes('neither'));
  await console.type('x', 'Not a port number or a known service');
  await console.type('\u0015add v4tov4 80 protocol=x', 'Use tcp or udp.');
  await console.type('\u0015show --jso', (screen) => screen.cursor.x === 36);
  expect(console.screen.text).not.toContain('no option');
  await console.type('x', '"--jsox" is not an option of this shell.');
});

test('a word that may become a tag is not taken for a wrong value', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('add v4tov4 80 10.0.0.5 listena', '[listenaddress=]');
  expect(console.screen.text).not.toContain('neither');
  await console.type('x', 'Not a port number or a known service');
});

test('ghost text comes from the schema where the history has none', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('add v4tov4 80 connecta', (screen) => screen.cursorRow.endsWith('connectaddress='));
  await console.type(KEYS.right, (screen) => screen.cursor.x === 55);
});

test('a command without parameters says what it does', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('show all', '  Shows the entries of all four families.');
});

test('a tag that is nearly right is told', async () => {
  const console = await inPortproxy(await netsh());
  await console.type('add v4tov4 lisenport=80', 'Did you mean listenport?');
});

function syntax(screen: Screen): string {
  return screen.rows[1]!.trim();
}
