import { afterEach, expect, test } from 'vitest';
import { Console } from './fixtures/console.ts';
import { fixtureShell } from './fixtures/shell.ts';

const UP = '\u001B[A';
const DOWN = '\u001B[B';
const RIGHT = '\u001B[C';
const ALT_RIGHT = '\u001B[1;3C';
const ESCAPE = '\u001B';

let open: Console | undefined;

function start(...options: ConstructorParameters<typeof Console>): Console {
  open = new Console(...options);
  return open;
}

async function inPortproxy(...options: ConstructorParameters<typeof Console>): Promise<Console> {
  const console = start(...options);
  await console.type('interface portproxy\r', 'netsh interface portproxy>');
  await console.shows('\f', 'netsh interface portproxy>▏');
  return console;
}

afterEach(async () => {
  await open?.close();
  open = undefined;
});

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
  await console.shows(UP, 'netsh interface portproxy>add v6tov6▏', ...menu);
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
    'The following command was not found: add v.',
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
    ESCAPE,
    'netsh interface portproxy>add v6▏tov4',
    '  listenport=  [connectaddress=]',
    '  v6 → v6tov4',
  );
});

test('a question mark where a word may begin lists what may come next and keeps the line', async () => {
  const console = await inPortproxy();
  await console.shows('show ?', 'netsh interface portproxy>show ▏?', '   all  Shows everything.');
  await console.shows('\t', 'netsh interface portproxy>show all▏', '   all  Shows everything.');
});

test('a question mark and Enter ask for help as in netsh', async () => {
  const console = await inPortproxy();
  await console.shows(
    'add v4tov4 ?\r',
    'netsh interface portproxy>add v4tov4 ?',
    '',
    'The following commands are available:',
    '',
    'netsh interface portproxy>▏',
  );
});

test('Ctrl-V ? and /? are characters', async () => {
  const console = await inPortproxy();
  await console.type('exec \u0016?/?', (screen) => screen.rows[0] === 'netsh interface portproxy>exec ?/?');
});

test('the suggestion is taken whole by Right, a word by Alt-Right', async () => {
  const console = await inPortproxy();
  await console.type('add v4tov4 80 server\r', (screen) => screen.rows[2] === 'netsh interface portproxy>');
  await console.type(
    '\fadd v',
    (screen) => screen.cursorRow === 'netsh interface portproxy>add v4tov4 80 server',
  );
  expect(console.screen.cell(30, 0)).toMatchObject({ text: 'v', isDim: false });
  expect(console.screen.cell(31, 0)).toMatchObject({ text: '4', isDim: true });
  await console.type(ALT_RIGHT, (screen) => screen.cursor.x === 36);
  await console.type(RIGHT, (screen) => screen.cursor.x === 46);
});

test('the first wrong word is marked and explained before Enter', async () => {
  const console = await inPortproxy();
  await console.shows(
    'add v4tov4 80 a b',
    'netsh interface portproxy>add v4tov4 80 a b▏',
    '  There is no place left for "b".',
  );
  expect(console.screen.cell(42, 0)).toMatchObject({ text: 'b', isUnderlined: true, color: 1 });
  expect(console.screen.cell(26, 0)).toMatchObject({ text: 'a', color: 6 });
});

test('NO_COLOR leaves marks that are no colours', async () => {
  const console = await inPortproxy({ env: { TERM: 'xterm', NO_COLOR: '1' } });
  await console.type('add v4tov4 80 a b', 'There is no place left');
  expect(console.screen.cell(42, 0)).toMatchObject({ isUnderlined: true, color: -1 });
  for (const color of [31, 34, 35, 36]) expect(console.screen.raw).not.toContain(`\u001B[${color}m`);
});

test('Ctrl-C gives the line up and shows it', async () => {
  const console = start();
  await console.shows('interf\u0003', 'netsh>interf^C', 'netsh>▏');
});

test('Ctrl-C interrupts a running command, and keys typed before it are gone', async () => {
  const console = start();
  await console.type('exec forever\rinter', 'netsh>exec forever');
  await console.shows('\u0003', 'netsh>exec forever', '^C', '', 'netsh>▏');
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

test('Ctrl-D deletes forward, and leaves on an empty line', async () => {
  const console = start();
  await console.shows('ab\u0001\u0004', 'netsh>▏b', '  No command begins with "b" here.');
  await console.shows('\u0004\u0004', 'netsh>', '▏');
  expect(await console.ended).toBe(0);
  expect(console.keyboard.isRaw).toBe(false);
  expect(console.screen.isPasteBracketed).toBe(false);
  expect(console.screen.isCursorShown).toBe(true);
});

test('Up and Down walk through lines that begin as typed', async () => {
  const console = start();
  await console.type('interface\r..\rinterface portproxy\r', 'netsh interface portproxy>');
  await console.shows('\f', 'netsh interface portproxy>▏');
  await console.type(
    `inter${UP}`,
    (screen) => screen.rows[0] === 'netsh interface portproxy>interface portproxy',
  );
  await console.type(UP, (screen) => screen.rows[0] === 'netsh interface portproxy>interface');
  await console.type(DOWN, (screen) => screen.rows[0] === 'netsh interface portproxy>interface portproxy');
  await console.type(DOWN, (screen) => screen.view.startsWith('netsh interface portproxy>inter▏'));
});

test('Ctrl-R searches with a list', async () => {
  const console = start();
  await console.type('interface\rshow what\r', 'not found');
  await console.shows('\f', 'netsh interface>▏');
  await console.shows('\u0012', 'search: ▏', '   show what', '   interface');
  await console.shows('FACE', 'search: FACE▏', '   interface');
  await console.shows(
    '\r',
    'netsh interface>interface▏',
    '  interface  Changes to the netsh interface context.',
  );
});

test('a paste of several lines is shown first, then run line by line', async () => {
  const console = start();
  await console.shows(
    '\u001B[200~interface\nportproxy\n\u001B[201~',
    'netsh>Run these 2 lines? Enter runs them, Escape drops them. ▏',
    '  interface',
    '  portproxy',
  );
  await console.shows('\r', 'netsh>interface', 'netsh interface>portproxy', 'netsh interface portproxy>▏');
});

test('a line that must be confirmed is asked about once', async () => {
  const console = await inPortproxy({
    question: (line) => (line === 'reset' ? 'Remove all entries?' : undefined),
  });
  await console.shows('reset\r', 'Remove all entries? (y/n) ▏');
  await console.type('n', (screen) => screen.rows[0] === 'netsh interface portproxy>reset');
  await console.type('\r', 'Remove all entries?');
  await console.shows('y', 'netsh interface portproxy>reset', '', 'netsh interface portproxy>▏');
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
    '  portproxy  Changes to the netsh inte…',
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

test('of several pasted lines those that failed are named', async () => {
  const console = start();
  await console.type('\u001B[200~interface\nfoo\nportproxy\u001B[201~\r', '1 of 3 lines failed: 2.');
  await console.screen.waitFor('netsh interface portproxy>');
});

test('F1 shows the help of the command on the line and keeps the line', async () => {
  const console = await inPortproxy();
  await console.type('add v4 80', 'connectaddress');
  await console.shows(
    '\u001BOP',
    'netsh interface portproxy>add v4tov4 ?',
    '',
    'The following commands are available:',
    '',
    'netsh interface portproxy>add v4 80▏',
    '  listenport=  [connectaddress=]',
    '  Port on which to listen. Accepts 1-65535.',
  );
});

test('what a line will do is told while it is typed', async () => {
  const console = await inPortproxy({
    effect: (line) => (line === 'reset' ? 'Removes 3 entries.' : undefined),
  });
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
  await console.type(RIGHT, (screen) => screen.rows[1]?.includes('server') === true);
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
  await console.type('\u001B[6~', '4–5 of 5');
});

test('Escape and a key right behind it are both taken', async () => {
  const console = await inPortproxy();
  await console.type('add \t', 'v6tov6');
  await console.shows('\u001B\u0003', 'netsh interface portproxy>add v^C', 'netsh interface portproxy>▏');
  await console.type('?', 'Removes everything.');
  await console.type('\u001Bx', (screen) => screen.cursorRow === 'netsh interface portproxy>x');
});

test('what is out of the ordinary stands under an empty prompt', async () => {
  const console = start({ status: () => '2 entries do not listen' });
  await console.shows('', 'netsh>▏', '  2 entries do not listen');
  await console.shows(
    'i',
    'netsh>i▏nterface',
    '  interface  Changes to the netsh interface context.',
    '  i → interface',
  );
});

test('Tab waits for what is still being read', async () => {
  const shell = fixtureShell();
  const { promise, resolve } = Promise.withResolvers<void>();
  let isRead = false;
  const console = start({
    shell: {
      get prompt() {
        return shell.prompt;
      },
      run: (line, sink, signal) => shell.run(line, sink, signal),
      read: (line) => shell.read(line),
      hint: (line, cursor) => shell.hint(line, cursor),
      complete: (line, cursor) => {
        const found = shell.complete(line, cursor);
        return isRead ? found : { ...found, candidates: [] };
      },
      refresh: () => promise.then(() => void (isRead = true)),
      close: () => shell.close(),
    },
  });
  await console.type('i', (screen) => screen.cursorRow === 'netsh>i');
  await console.type('nt\t', (screen) => screen.cursorRow === 'netsh>int');
  resolve();
  await console.type('', (screen) => screen.cursorRow.startsWith('netsh>interface'));
});
